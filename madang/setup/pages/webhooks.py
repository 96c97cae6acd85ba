"""Webhooks: what mail providers post here, and what is entered there for it."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts.access import AgentRequest
from madang.intake.models import Webhook
from madang.intake.webhooks.actions import change_webhook, make_webhook, remove_webhook, renew_addresses
from madang.intake.webhooks.addresses import EVENTS, MAIL, address_of
from madang.intake.webhooks.known import PROVIDERS, by_code

from ..forms.webhooks import WebhookForm
from ..hook_words import Shown
from .brands import for_managers


@for_managers
@require_safe
def webhooks(request: AgentRequest) -> HttpResponse:
    """All webhooks, and the providers that one can be made for."""
    rows = Webhook.objects.select_related("inbox").order_by("pk")
    context = {
        "place": "settings",
        "here": "mailboxes",
        "webhooks": [Shown.of(one) for one in rows if by_code(one.provider)],
        "providers": PROVIDERS,
    }
    return render(request, "setup/webhooks/list.html", context)


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def new_webhook(request: AgentRequest, code: str) -> HttpResponse:
    """Make one; its addresses are shown then."""
    provider = by_code(code)
    if provider is None:
        raise Http404
    form = WebhookForm(request.POST or None, provider=provider, row=None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = make_webhook(
            provider=provider.code,
            name=given["name"],
            inbox=given.get("inbox"),
            keys=form.keys,
            by=request.user,
        )
        messages.success(request, _("The addresses are ready. Enter them at the provider now."))
        return redirect("webhook", made.pk)
    context = {"place": "settings", "here": "mailboxes", "form": form, "provider": provider}
    return render(request, "setup/webhooks/new.html", context, status=422 if form.is_bound else 200)


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def webhook(request: AgentRequest, webhook_id: int) -> HttpResponse:
    """One webhook: its addresses, what is entered at the provider, and its settings."""
    shown = Shown.of(get_object_or_404(Webhook.objects.select_related("inbox"), pk=webhook_id))
    form = WebhookForm(request.POST or None, provider=shown.provider, row=shown.row)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        change_webhook(
            shown.row,
            name=given["name"],
            inbox=given.get("inbox"),
            keys=form.keys,
            is_active=given["is_active"],
            by=request.user,
        )
        messages.success(request, _("Saved."))
        return redirect("webhook", shown.row.pk)
    context = {
        "place": "settings",
        "here": "mailboxes",
        "shown": shown,
        "form": form,
        "mail_address": address_of(shown.row, MAIL) if shown.provider.mail else "",
        "event_address": address_of(shown.row, EVENTS) if shown.provider.events else "",
        "is_reachable": _is_reachable(settings.MADANG.url),
    }
    return render(request, "setup/webhooks/one.html", context, status=422 if form.is_bound else 200)


@for_managers
@require_POST
def renew(request: AgentRequest, webhook_id: int) -> HttpResponse:
    """Make the addresses others, for when somebody has seen them who should not."""
    this = get_object_or_404(Webhook, pk=webhook_id)
    renew_addresses(this, by=request.user)
    messages.success(request, _("The addresses have changed. Enter the new ones at the provider."))
    return redirect("webhook", this.pk)


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: AgentRequest, webhook_id: int) -> HttpResponse:
    """Ask by name, then take nothing more from there."""
    this = get_object_or_404(Webhook, pk=webhook_id)
    if request.method == "POST":
        remove_webhook(this, by=request.user)
        messages.success(request, _("Nothing more is taken from there."))
        return redirect("webhooks")
    return render(
        request, "setup/webhooks/remove.html", {"place": "settings", "here": "mailboxes", "webhook": this}
    )


def _is_reachable(url: str) -> bool:
    """Whether a provider on the internet can post to the desk's address, as far as the address tells."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        is_far = ipaddress.ip_address(host).is_global
    except ValueError:
        is_far = "." in host and not host.endswith((".local", ".internal", ".localhost"))
    return parts.scheme == "https" and is_far
