"""The keys that a domain's mail is signed with, and the records that the domain's DNS has to show."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from madang.accounts.access import AgentRequest
from madang.channels.models import Inbox
from madang.delivery.actions import check_key, force_key, forget_key, make_key
from madang.delivery.models import Algorithm, DkimKey
from madang.delivery.signatures import keys_that_sign
from madang.lib.dns import NoAnswer
from madang.lib.text.numbers import number_in

from .brands import for_managers


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain that the desk sends from; `inbox` is the id of its first address.

    `key` is the RSA key that signs, else the newest one, None without any.
    """

    name: str
    inbox: int
    key: DkimKey | None


def domains_with_keys() -> Sequence[Domain]:
    """Every domain of the desk's addresses, in their order."""
    inboxes = Inbox.objects.filter(kind="email", is_active=True).order_by("-pk")
    first = {inbox.address.rpartition("@")[2]: inbox.pk for inbox in inboxes}
    keys: dict[str, DkimKey] = {}
    found = DkimKey.objects.filter(domain__in=first, algorithm=Algorithm.RSA, retired_at__isnull=True)
    for key in found.order_by("pk"):
        if key.signs or key.domain not in keys:
            keys[key.domain] = key
    return [Domain(name, inbox, keys.get(name)) for name, inbox in sorted(first.items())]


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def signature(request: AgentRequest, inbox_id: int) -> HttpResponse:
    """The records of one domain; `do` is what to do, `key` with which one."""
    inbox = get_object_or_404(Inbox, pk=inbox_id, kind="email")
    domain = inbox.address.rpartition("@")[2]
    if request.method == "POST":
        _do(request, domain)
        return redirect("outgoing_signature", inbox_id=inbox.pk)
    keys = list(DkimKey.objects.filter(domain=domain).order_by("pk"))
    current = [one for one in keys if one.retired_at is None]
    signing = {one.pk for one in keys_that_sign(domain)}
    context = {
        "place": "settings",
        "here": "outgoing",
        "domain": domain,
        "keys": [
            (one, one.pk in signing)
            for one in sorted(current, key=lambda one: one.algorithm != Algorithm.RSA)
        ],
        "is_signed": bool(signing),
        "has_ed25519": any(one.algorithm == Algorithm.ED25519 for one in current),
        "may_change": bool(current) and all(one.signs for one in current),
        "retired": [one for one in keys if one.retired_at is not None],
    }
    return render(request, "setup/outgoing/signature.html", context)


def _do(request: AgentRequest, domain: str) -> None:
    keys = DkimKey.objects.filter(domain=domain)
    key = keys.filter(pk=number_in(request.POST.get("key", ""))).first()
    match request.POST.get("do"):
        case "make":
            for algorithm in Algorithm:
                make_key(domain, algorithm=algorithm, by=request.user)
        case "change":
            for algorithm in Algorithm:
                make_key(domain, algorithm=algorithm, by=request.user, anew=True)
            messages.success(request, _("Publish the new records. Until they are seen, the old keys sign."))
        case "check":
            _check(request, keys.filter(retired_at__isnull=True).order_by("pk"))
        case "force" if key is not None:
            force_key(key, forced=True, by=request.user)
        case "wait" if key is not None:
            force_key(key, forced=False, by=request.user)
        case "forget" if key is not None:
            forget_key(key, by=request.user)


def _check(request: AgentRequest, keys: QuerySet[DkimKey]) -> None:
    """Look for the record of each, and say of each what was found."""
    for key in keys:
        named = {"name": key.name}
        try:
            seen = check_key(key, by=request.user)
        except NoAnswer:
            messages.error(request, _("The DNS could not be asked. Try again in a moment."))
            return
        if seen:
            messages.success(request, _("%(name)s is published.") % named)
        else:
            messages.warning(
                request, _("%(name)s is not there yet. It can take some hours to be seen.") % named
            )
