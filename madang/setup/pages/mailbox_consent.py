"""Signing in at Google and Microsoft: how the desk is registered there, and the way there and back."""

import json

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from madang.accounts.access import AgentRequest, for_agents_who_may
from madang.accounts.roles import Permission
from madang.intake.mailbox import Mailbox, OAuthClient, Trial, WayIn
from madang.intake.mailboxes import actions, oauth
from madang.intake.mailboxes.keeping import sealed
from madang.intake.mailboxes.tokens import client_of
from madang.intake.mailboxes.trying import try_mailbox

from ..forms.mailboxes import ProviderClientForm

for_managers = for_agents_who_may(Permission.MANAGE_DESK)

WHERE = {
    "google": "https://console.cloud.google.com/apis/credentials",
    "microsoft": "https://entra.microsoft.com",
}


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_clients(request: AgentRequest) -> HttpResponse:
    """How the desk is registered with the providers that take no passwords."""
    known = {one.provider: one for one in OAuthClient.objects.all()}
    forms = {}
    for provider in WHERE:
        sent = request.POST if request.POST.get("provider") == provider else None
        initial = {"client_id": known[provider].client_id} if provider in known else {}
        forms[provider] = ProviderClientForm(sent, initial=initial, prefix=provider)
        if sent is not None and forms[provider].is_valid():
            given = forms[provider].cleaned_data
            actions.change_oauth_client(
                provider, client_id=given["client_id"].strip(), secret=given["secret"], by=request.user
            )
            messages.success(request, _("Saved."))
            return redirect("mailbox_clients")
    context = {
        "place": "settings",
        "here": "mailboxes",
        "clients": [
            (provider, WayIn(provider).label, WHERE[provider], form, provider in known)
            for provider, form in forms.items()
        ],
        "return_address": oauth.return_address(),
    }
    return render(request, "setup/mailboxes/clients.html", context)


@for_managers
@require_safe
def consent(request: AgentRequest, provider: str) -> HttpResponse:
    """The last page before the provider's: a link there, because forms may not lead to other hosts."""
    asked = request.session.get("mailbox_sign_in")
    if provider not in WHERE:
        raise Http404
    if asked is None:
        return redirect("new_mailbox")
    try:
        client = client_of(provider)
    except oauth.ConsentNeeded:
        return redirect("mailbox_clients")
    to = oauth.ask(provider, client, address=asked["address"])
    request.session["mailbox_consent"] = {
        "provider": provider,
        "state": to.state,
        "verifier": to.verifier,
        "asked": asked,
    }
    context = {
        "place": "settings",
        "here": "mailboxes",
        "provider": WayIn(provider).label,
        "address": asked["address"],
        "link": to.address,
    }
    return render(request, "setup/mailboxes/consent.html", context)


@for_managers
@require_safe
def signed_in(request: AgentRequest) -> HttpResponse:
    """Back from the provider, with a code that is good once; it is tried like a password."""
    waiting = request.session.pop("mailbox_consent", None)
    if waiting is None or request.GET.get("state") != waiting["state"]:
        messages.error(request, _("This sign-in was not started here, or it took too long. Start again."))
        return redirect("mailboxes")
    code = request.GET.get("code", "")
    if not code:
        words = _("%(provider)s did not let the desk in: %(words)s")
        said = request.GET.get("error_description") or request.GET.get("error") or "—"
        shown = {"provider": WayIn(waiting["provider"]).label, "words": said[:300]}
        messages.error(request, words % shown)
        return redirect("mailboxes")
    asked = dict(waiting["asked"])
    address, mailbox_id = asked.pop("address"), asked.pop("mailbox", None)
    made = Trial.objects.create(
        by=request.user,
        mailbox=get_object_or_404(Mailbox, pk=mailbox_id) if mailbox_id else None,
        address=address,
        way_in=waiting["provider"],
        secret=sealed(json.dumps({"code": code, "verifier": waiting["verifier"]})),
        asked=asked,
        created_at=timezone.now(),
    )
    try_mailbox.enqueue(made.pk)
    return redirect("mailbox_trial", made.pk)
