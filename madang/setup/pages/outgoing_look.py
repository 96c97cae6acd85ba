"""How a brand's mail looks, with a preview of what is being written."""

import base64

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST

from madang.accounts.access import AgentRequest
from madang.brands.models import Brand, Language
from madang.channels.base import File
from madang.delivery.actions import change_look, change_web_page
from madang.delivery.looks import LOGO, Dressed, as_look, dressed
from madang.delivery.models import MailLook
from madang.delivery.signing import signed
from madang.lib.html import from_text

from ..forms.outgoing_look import LookForm, kind_of
from .brands import for_managers

PREVIEW_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
)
NUMBER = 1042


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: AgentRequest, brand_id: int) -> HttpResponse:
    """The form beside the preview."""
    brand = get_object_or_404(Brand, pk=brand_id)
    row = MailLook.objects.filter(brand=brand).first()
    form = LookForm(request.POST or None, request.FILES or None, row=row)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        logo = given["logo"].read() if given["logo"] else b"" if given.get("no_logo") else None
        change_look(
            brand,
            heading=given["heading"],
            signature=given["signature"],
            footer=given["footer"],
            read_marks=given["read_marks"],
            own_signatures=given["own_signatures"],
            logo=logo,
            logo_type=kind_of(logo[:8]) if logo else "",
            by=request.user,
        )
        change_web_page(brand, is_on=given["web_page"], days=given["web_page_days"], by=request.user)
        messages.success(request, _("Saved."))
        return redirect("outgoing")
    context = {
        "place": "settings",
        "here": "outgoing",
        "form": form,
        "brand": brand,
        "languages": [(one, one.value == brand.language) for one in Language],
    }
    return render(request, "setup/outgoing/look.html", context, status=422 if form.is_bound else 200)


@for_managers
@require_POST
@xframe_options_sameorigin
def look_preview(request: AgentRequest, brand_id: int) -> HttpResponse:
    """A mail as it would look with what the form holds, for a frame that can do nothing; nothing is kept."""
    brand = get_object_or_404(Brand, pk=brand_id)
    return in_a_frame(sample_mail(request, posted_look(request, brand), language=brand.language))


def posted_look(request: AgentRequest, brand: Brand) -> MailLook:
    """The look that the form holds, not saved; its logo is the one that was saved."""
    kept = MailLook.objects.filter(brand=brand).first()
    if kept is not None and "heading" not in request.POST:
        return kept  # sent without a script: only what was saved is known
    row = MailLook(
        brand=brand,
        heading=request.POST.get("heading", "")[:200],
        signature=request.POST.get("signature", "")[:2000],
        footer=request.POST.get("footer", "")[:4000],
    )
    if kept is not None and "no_logo" not in request.POST:
        row.logo, row.logo_type = kept.logo, kept.logo_type
    return row


def sample_mail(request: AgentRequest, row: MailLook, *, language: str, signature: str = "") -> Dressed:
    """An answer of whoever asks, in the look; signed with `signature` or else with the brand's."""
    with translation.override(language):
        words = _(
            "Hello,\n\nthe second payment was cancelled. You will see it on your card within three days."
        )
    return dressed(
        as_look(row, row.brand),
        html=from_text(words),
        text=words,
        number=NUMBER,
        agent=request.user.shown_name,
        signature=signed(
            signature or row.signature, author=request.user, brand=row.brand.name, number=NUMBER
        ),
        page=f"{settings.MADANG.url}/v/" if "web_page" in request.POST else "",
        language=language,
    )


def in_a_frame(mail: Dressed) -> HttpResponse:
    """A mail as the page of a frame that can neither run nor load anything."""
    html = mail.html.replace(f"cid:{LOGO}", _as_address(mail.files[0])) if mail.files else mail.html
    response = HttpResponse(html)
    response["Content-Security-Policy"] = PREVIEW_POLICY
    return response


def _as_address(logo: File) -> str:
    """The logo as a data address: the frame may load nothing from anywhere."""
    return f"data:{logo.content_type};base64,{base64.b64encode(logo.content).decode()}"
