"""What a brand tells its customers at each step, in each language."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts.access import AgentRequest
from madang.brands.models import Brand, Language
from madang.notifications.actions import change_notice
from madang.notifications.steps import GAPS, Step, first_words
from madang.notifications.wording import Words, worded, words_of

from ..forms.outgoing_notice import NoticeForm
from .brands import for_managers
from .outgoing_look import NUMBER, in_a_frame


@for_managers
@require_safe
def notices(request: AgentRequest, brand_id: int) -> HttpResponse:
    """All steps, on or off, in the languages of the desk."""
    brand = get_object_or_404(Brand, pk=brand_id)
    rows = [
        (step, [(language, words_of(brand, step, language.value).is_on) for language in Language])
        for step in Step
    ]
    context = {"place": "settings", "here": "outgoing", "brand": brand, "rows": rows}
    return render(request, "setup/outgoing/notices.html", context)


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: AgentRequest, brand_id: int, step: str, language: str) -> HttpResponse:
    """One notice in one language, beside its preview."""
    brand, of = get_object_or_404(Brand, pk=brand_id), _step(step, language)
    words = words_of(brand, of, language)
    initial = {"is_on": words.is_on, "subject": words.subject, "body": words.body}
    form = NoticeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        change_notice(
            brand,
            of,
            language=language,
            is_on=given["is_on"],
            subject=given["subject"],
            body=""
            if given["body"].split() == first_words(of, language, named=True).split()
            else given["body"],
            by=request.user,
        )
        messages.success(request, _("Saved."))
        return redirect("mail_notices", brand_id=brand.pk)
    context = {
        "place": "settings",
        "here": "outgoing",
        "form": form,
        "brand": brand,
        "step": of,
        "spoken": Language(language),
        "gaps": GAPS,
    }
    return render(request, "setup/outgoing/notice.html", context, status=422 if form.is_bound else 200)


@for_managers
@require_POST
@xframe_options_sameorigin
def notice_preview(request: AgentRequest, brand_id: int, step: str, language: str) -> HttpResponse:
    """The notice as it would look with what the form holds; nothing is kept."""
    brand = get_object_or_404(Brand, pk=brand_id)
    _step(step, language)
    words = Words(True, request.POST.get("subject", "")[:200], request.POST.get("body", "")[:8000])
    with translation.override(language):
        values = {
            "name": _("Seoa Yoon"),
            "number": str(NUMBER),
            "subject": _("Paid twice"),
            "brand": brand.name,
            "agent": request.user.shown_name,
            "team": _("Payments"),
        }
        mail = worded(words, brand, values=values)[1]
    return in_a_frame(mail)


def _step(step: str, language: str) -> Step:
    if step not in Step.values or language not in Language.values:
        raise Http404
    return Step(step)
