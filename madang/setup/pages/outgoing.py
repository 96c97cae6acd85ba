"""By which servers mail leaves: one for all, or a brand's own."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts.access import AgentRequest
from madang.brands.models import Brand
from madang.delivery.actions import remove_server, set_server
from madang.delivery.models import Delivery, DeliveryState, OutgoingServer, Reason, Security
from madang.delivery.servers import PASSWORD_OF, as_server, server_for
from madang.delivery.steps import Step
from madang.delivery.trying import try_server
from madang.lib.sealing import CannotUnseal, unseal

from ..forms.outgoing import ServerForm
from ..outgoing import sender_of
from ..submission import found_for
from .brands import for_managers
from .outgoing_signature import domains_with_keys


@dataclass(frozen=True, slots=True)
class Row:
    """A brand with the server of its own, when it has one; `brand` None is all the others."""

    brand: Brand | None
    server: OutgoingServer | None


@for_managers
@require_safe
def outgoing(request: AgentRequest) -> HttpResponse:
    """All brands with how their mail leaves."""
    servers = {one.brand_id: one for one in OutgoingServer.objects.all()}
    brands = Brand.objects.filter(is_active=True).order_by("pk")
    context = {
        "place": "settings",
        "here": "outgoing",
        "for_all": Row(None, servers.get(None)),
        "by_environment": bool(settings.MADANG.smtp_url),
        "rows": [Row(brand, servers.get(brand.pk)) for brand in brands],
        "domains": domains_with_keys(),
        "not_let_in": Delivery.objects.filter(state=DeliveryState.DEFERRED, reason=Reason.NOT_LET_IN).count(),
    }
    return render(request, "setup/outgoing/list.html", context)


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def outgoing_server(request: AgentRequest, brand_id: int | None = None) -> HttpResponse:
    """The server of one brand, or of all: tried before it is saved, and saved untried when someone insists."""
    brand = get_object_or_404(Brand, pk=brand_id) if brand_id is not None else None
    row = OutgoingServer.objects.filter(brand=brand).first()
    if request.method != "POST" and row is not None and row.provider and "by" not in request.GET:
        return _to_provider(row.provider, brand)
    form = ServerForm(request.POST or None, row=row)
    steps: list[Step] = []
    if request.method == "POST" and form.is_valid():
        steps = [] if "anyway" in request.POST else _tried(form, brand, row)
        if all(step.well for step in steps):
            _save(form, brand, request)
            messages.success(request, _("Saved. Mail leaves by it from now on."))
            return redirect("outgoing")
    context = {
        "place": "settings",
        "here": "outgoing",
        "form": form,
        "brand": brand,
        "row": row,
        "steps": steps,
    }
    return render(request, "setup/outgoing/server.html", context, status=422 if form.is_bound else 200)


@for_managers
@require_safe
def outgoing_found(request: AgentRequest) -> HttpResponse:
    """The fields that say where the server is, filled in from an address; a server that was named stays."""
    named = request.GET.get("host", "").strip()
    found = found_for(request.GET.get("username", "")) if not named else None
    initial = {"host": named}
    if found is not None:
        initial = {
            "host": found.place.host,
            "port": str(found.place.port),
            "security": found.place.security,
        }
    form = ServerForm(initial=initial, row=None)
    context = {"form": form, "found": found.provider if found is not None else None}
    return render(request, "setup/outgoing/where.html", context)


@for_managers
@require_POST
def remove_outgoing(request: AgentRequest, brand_id: int | None = None) -> HttpResponse:
    """Do without the server."""
    brand = get_object_or_404(Brand, pk=brand_id) if brand_id is not None else None
    remove_server(brand, by=request.user)
    messages.success(request, _("Removed."))
    return redirect("outgoing")


@for_managers
@require_POST
def test_outgoing(request: AgentRequest, brand_id: int) -> HttpResponse:
    """Send a test mail of a brand to whoever asks for it."""
    brand = get_object_or_404(Brand, pk=brand_id)
    server = server_for(brand.pk)
    if server is None:
        messages.warning(request, _("No outgoing server is set, so nothing was sent."))
        return redirect("outgoing")
    steps = try_server(server, sender=sender_of(brand), recipient=request.user.email or "")
    failed = next((step for step in steps if not step.well), None)
    if failed is None:
        messages.success(
            request, _("A test mail is on its way to %(address)s.") % {"address": request.user.email}
        )
    else:
        messages.error(request, " ".join(filter(None, [f"{failed.what}:", failed.said, failed.advice])))
    return redirect("outgoing")


def _tried(form: ServerForm, brand: Brand | None, row: OutgoingServer | None) -> list[Step]:
    given = form.cleaned_data
    named = OutgoingServer(
        brand=brand,
        host=given["host"].strip(),
        port=given["port"],
        security=given["security"],
        username=given["username"],
    )
    return try_server(
        as_server(named, password=given["password"] or _password_of(row)), sender=sender_of(brand)
    )


def _password_of(row: OutgoingServer | None) -> str:
    try:
        is_password = row is not None and not row.provider
        return unseal(row.password, purpose=PASSWORD_OF) if row is not None and is_password else ""
    except CannotUnseal:
        return ""


def _save(form: ServerForm, brand: Brand | None, request: AgentRequest) -> None:
    given = form.cleaned_data
    set_server(
        brand,
        host=given["host"],
        port=given["port"],
        security=Security(given["security"]),
        username=given["username"],
        password=given["password"] or None,
        own_return_address=given["own_return_address"],
        by=request.user,
    )


def _to_provider(code: str, brand: Brand | None) -> HttpResponse:
    if brand is None:
        return redirect("outgoing_provider_for_all", code)
    return redirect("outgoing_provider_of_brand", brand.pk, code)
