"""How somebody signs their answers: by brand and language, with a preview of what is being written."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST

from madang.accounts import actions
from madang.accounts.access import AgentRequest, for_agents_who_may
from madang.accounts.cards import card_of
from madang.accounts.roles import Permission
from madang.brands.models import Brand, Language
from madang.delivery.actions.own_signature import set_own_signature
from madang.delivery.looks import GAPS
from madang.delivery.models import AgentSignature, MailLook
from madang.history.recording import stroke
from madang.lib.text.numbers import number_in

from .answers import done
from .outgoing_look import in_a_frame, sample_mail

for_answerers = for_agents_who_may(Permission.REPLY)


@for_answerers
@require_http_methods(["GET", "HEAD", "POST"])
def own_signature(request: AgentRequest) -> HttpResponse:
    """The person's title and signatures; `?of=` opens one of them, by POST one is set."""
    person = request.user
    given, refused = _opened(request), ""
    if request.method == "POST":
        given = {name: request.POST.get(name, "") for name in ("brand", "language", "text")}
        refused = done(lambda: _set(request)) or ""
        if not refused:
            messages.success(request, _("Saved."))
            return redirect("own_signature")
    card = card_of(person)
    fixed = MailLook.objects.filter(own_signatures=False).values("brand")
    brands = list(Brand.objects.filter(is_active=True).exclude(pk__in=fixed).order_by("name"))
    own = AgentSignature.objects.filter(person=person).select_related("brand")
    context = {
        "here": "own_signature",
        "title": request.POST.get("title", card.title if card is not None else ""),
        "own": own.order_by("brand__name", "language"),
        "brands": brands,
        "languages": Language.choices,
        "given": given,
        "refused": refused,
        "gaps": GAPS,
        "sample": brands[0] if brands else Brand.objects.order_by("pk").first(),
    }
    return render(request, "setup/own_signature.html", context, status=422 if refused else 200)


@for_answerers
@require_POST
@xframe_options_sameorigin
def preview_signature(request: AgentRequest) -> HttpResponse:
    """An answer as it would leave with what the form holds, for a frame that can do nothing."""
    brand = _brand(request) or Brand.objects.order_by("pk").first()
    if brand is None:
        return HttpResponse(status=204)
    row = MailLook.objects.filter(brand=brand).first() or MailLook(brand=brand)
    language = request.POST.get("language") or brand.language
    if language not in Language.values:
        language = brand.language
    return in_a_frame(
        sample_mail(request, row, language=language, signature=request.POST.get("text", "")[:2000])
    )


def _set(request: AgentRequest) -> None:
    person, card = request.user, card_of(request.user)
    with stroke():
        actions.change_card(
            person,
            title=request.POST.get("title", ""),
            languages=card.languages if card is not None else (),
            by=person,
        )
        set_own_signature(
            person,
            brand=_brand(request),
            language=request.POST.get("language", ""),
            text=request.POST.get("text", ""),
            by=person,
        )


def _brand(request: AgentRequest) -> Brand | None:
    given = number_in(request.POST.get("brand", ""))
    return get_object_or_404(Brand, pk=given) if given else None


def _opened(request: AgentRequest) -> dict[str, str]:
    own = AgentSignature.objects.filter(person=request.user)
    asked = own.filter(pk=number_in(request.GET.get("of", "")))
    row = asked.first() or own.filter(brand=None, language="").first()
    if row is None:
        return {"brand": "", "language": "", "text": ""}
    return {"brand": str(row.brand_id or ""), "language": row.language, "text": row.text}
