"""The key that a domain's mail is signed with, and the record that the domain's DNS has to show."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from madang.accounts.access import AgentRequest
from madang.channels.models import Inbox
from madang.delivery.actions import check_key, force_key, make_key
from madang.delivery.models import DkimKey
from madang.lib.dns import NoAnswer

from .brands import for_managers


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain that the desk sends from; `inbox` is the id of its first address."""

    name: str
    inbox: int
    key: DkimKey | None


def domains_with_keys() -> Sequence[Domain]:
    """Every domain of the desk's addresses, in their order."""
    inboxes = Inbox.objects.filter(kind="email", is_active=True).order_by("-pk")
    first = {inbox.address.rpartition("@")[2]: inbox.pk for inbox in inboxes}
    keys = {key.domain: key for key in DkimKey.objects.filter(domain__in=first)}
    return [Domain(name, inbox, keys.get(name)) for name, inbox in sorted(first.items())]


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def signature(request: AgentRequest, inbox_id: int) -> HttpResponse:
    """The record of one domain; `do` makes the key, looks for the record, or signs without having seen it."""
    inbox = get_object_or_404(Inbox, pk=inbox_id, kind="email")
    domain = inbox.address.rpartition("@")[2]
    key = DkimKey.objects.filter(domain=domain).first()
    if request.method == "POST":
        _do(request, domain, key)
        return redirect("outgoing_signature", inbox_id=inbox.pk)
    context = {"place": "settings", "here": "outgoing", "domain": domain, "key": key}
    return render(request, "setup/outgoing/signature.html", context)


def _do(request: AgentRequest, domain: str, key: DkimKey | None) -> None:
    if key is None:
        make_key(domain, by=request.user)
        return
    match request.POST.get("do"):
        case "check":
            try:
                seen = check_key(key, by=request.user)
            except NoAnswer:
                messages.error(request, _("The DNS could not be asked. Try again in a moment."))
                return
            if seen:
                messages.success(request, _("The record is there: mail is signed from now on."))
            else:
                messages.warning(
                    request, _("The record is not there yet. It can take some hours to be seen.")
                )
        case "force":
            force_key(key, forced=True, by=request.user)
        case "wait":
            force_key(key, forced=False, by=request.user)
