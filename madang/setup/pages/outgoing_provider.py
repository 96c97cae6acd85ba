"""Mail that leaves by a mail provider's API: choosing the provider, and giving its key."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from madang.accounts.access import AgentRequest
from madang.brands.models import Brand
from madang.delivery.actions import set_provider
from madang.delivery.models import OutgoingServer
from madang.delivery.providers.known import PROVIDERS, MailProvider, by_code
from madang.delivery.servers import as_server, kept_secrets, secrets_as_password
from madang.delivery.steps import Step
from madang.delivery.trying import try_server
from madang.intake.webhooks.known import by_code as hook_by_code

from ..forms.outgoing_provider import ProviderForm
from ..outgoing import sender_of
from .brands import for_managers


@for_managers
@require_safe
def outgoing_providers(request: AgentRequest, brand_id: int | None = None) -> HttpResponse:
    """The providers to choose from."""
    brand = get_object_or_404(Brand, pk=brand_id) if brand_id is not None else None
    row = OutgoingServer.objects.filter(brand=brand).first()
    context = {
        "place": "settings",
        "here": "outgoing",
        "brand": brand,
        "row": row,
        "providers": PROVIDERS,
    }
    return render(request, "setup/outgoing/providers.html", context)


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def outgoing_provider(request: AgentRequest, code: str, brand_id: int | None = None) -> HttpResponse:
    """One provider: tried before it is saved, and saved untried when someone insists."""
    provider = by_code(code)
    if provider is None:
        raise Http404
    brand = get_object_or_404(Brand, pk=brand_id) if brand_id is not None else None
    row = OutgoingServer.objects.filter(brand=brand).first()
    form = ProviderForm(request.POST or None, provider=provider, row=row)
    steps: list[Step] = []
    if request.method == "POST" and form.is_valid():
        steps = [] if "anyway" in request.POST else _tried(form, provider, brand, row)
        if all(step.well for step in steps):
            set_provider(
                brand,
                provider=provider.code,
                secrets=form.secrets,
                region=form.region,
                api_url=form.api_url,
                by=request.user,
            )
            messages.success(request, _("Saved. Mail leaves by it from now on."))
            return redirect("outgoing")
    hook = hook_by_code(provider.code)
    context = {
        "place": "settings",
        "here": "outgoing",
        "form": form,
        "provider": provider,
        "brand": brand,
        "row": row if row is not None and row.provider == provider.code else None,
        "steps": steps,
        "tells": hook is not None and bool(hook.events),
    }
    return render(request, "setup/outgoing/provider.html", context, status=422 if form.is_bound else 200)


def _tried(
    form: ProviderForm, provider: MailProvider, brand: Brand | None, row: OutgoingServer | None
) -> list[Step]:
    secrets = kept_secrets(row, provider.code, form.secrets)
    named = OutgoingServer(
        brand=brand, provider=provider.code, region=form.region, api_url=form.api_url, host="", port=0
    )
    server = as_server(named, password=secrets_as_password(secrets))
    return try_server(server, sender=sender_of(brand))
