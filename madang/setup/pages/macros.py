"""Macros: one's own, and those that one shares with teams or with everybody."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts.access import AgentRequest, for_agents
from madang.brands.models import Brand, Language
from madang.channels.base import File
from madang.delivery.looks import dressed, look_of
from madang.history.recording import stroke
from madang.lib.html import in_page, to_text
from madang.lib.mime import filenames
from madang.lib.text.filling import fill_html
from madang.lib.text.numbers import numbers_in
from madang.tickets import actions
from madang.tickets.errors import ActionRefused
from madang.tickets.gaps import GAPS
from madang.tickets.macros import changed_by, macros_for
from madang.tickets.models import Audience, Macro
from madang.tickets.parts import parts_in, prospects

from ..forms.macros import MacroForm
from .answers import status_of
from .outgoing_look import NUMBER, in_a_frame

MOST_LISTED = 2000


@for_agents
@require_safe
def macros(request: AgentRequest) -> HttpResponse:
    """All macros that the person may use or change, the most used first."""
    person = request.user
    changeable = set(changed_by(person).values_list("pk", flat=True))
    seen = Macro.objects.filter(pk__in=[*changeable, *macros_for(person).values_list("pk", flat=True)])
    every = list(
        seen.select_related("owner").prefetch_related("teams").order_by("-uses", "name", "pk")[:MOST_LISTED]
    )
    groups = [
        (_("Mine"), [one for one in every if one.audience == Audience.PERSONAL and not one.is_retired]),
        (
            _("Shared with teams"),
            [one for one in every if one.audience == Audience.TEAMS and not one.is_retired],
        ),
        (
            _("Everybody's"),
            [one for one in every if one.audience == Audience.EVERYBODY and not one.is_retired],
        ),
        (_("Not in use any more"), [one for one in every if one.is_retired]),
    ]
    context = {
        "place": "settings",
        "here": "macros",
        "groups": [group for group in groups if group[1]],
        "changeable": changeable,
    }
    return render(request, "setup/macros/list.html", context)


@for_agents
@require_http_methods(["GET", "HEAD", "POST"])
def new_macro(request: AgentRequest) -> HttpResponse:
    """Make a macro."""
    return _one(request, None)


@for_agents
@require_http_methods(["GET", "HEAD", "POST"])
def macro(request: AgentRequest, macro_id: int) -> HttpResponse:
    """Change a macro; one of others is not there."""
    return _one(request, get_object_or_404(changed_by(request.user), pk=macro_id))


@for_agents
@require_POST
def remove_macro(request: AgentRequest, macro_id: int) -> HttpResponse:
    """Take a macro out of use, or bring it back with `back`."""
    this = get_object_or_404(changed_by(request.user), pk=macro_id)
    if "back" in request.POST:
        actions.bring_back_macro(this, by=request.user)
        messages.success(request, _("%(name)s can be used again.") % {"name": this.name})
    elif actions.remove_macro(this, by=request.user):
        messages.success(request, _("%(name)s was removed.") % {"name": this.name})
    else:
        words = _("%(name)s can't be used any more. You find it at the end of this page.")
        messages.info(request, words % {"name": this.name})
    return redirect("macros")


@for_agents
@require_POST
@xframe_options_sameorigin
def preview_macro(request: AgentRequest) -> HttpResponse:
    """The text as a customer would get it, for a frame that can do nothing; nothing is kept."""
    brand = Brand.objects.filter(is_active=True).order_by("pk").first() or Brand(name="", language="ko")
    bodies = {code: request.POST.get(f"body_{code}", "") for code in (brand.language, *Language.values)}
    language = next((code for code, body in bodies.items() if body), brand.language)
    sample = {
        "name": _("Seoa Yoon"),
        "email": "seoa.yoon@example.com",
        "number": str(NUMBER),
        "subject": _("Charged twice"),
        "brand": brand.name,
        "team": _("Payments"),
        "agent": request.user.shown_name,
    }
    html = in_page(fill_html(in_page(bodies[language]), **sample))
    if not to_text(html).strip():
        html = format_html("<p>{}</p>", _("What you write is shown here."))
    mail = dressed(
        look_of(brand),
        html=html,
        text=to_text(html),
        number=NUMBER,
        agent=request.user.shown_name,
        language=language,
    )
    return in_a_frame(mail)


def _one(request: AgentRequest, this: Macro | None) -> HttpResponse:
    form = MacroForm(request.POST or None, person=request.user, macro=this)
    if request.method == "POST" and form.is_valid():
        files = [
            File(
                filename=filenames.safe(upload.name or "") or "file",
                content_type=upload.content_type or "application/octet-stream",
                content=upload.read(),
            )
            for upload in request.FILES.getlist("files")
        ]
        drop = set(numbers_in(request.POST.getlist("drop")))
        try:
            with stroke():  # the tags that are named anew are made with it, or not at all
                if this is None:
                    actions.make_macro(form.written(), files=files, by=request.user)
                else:
                    actions.change_macro(this, form.written(), files=files, drop=drop, by=request.user)
        except ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("macros")
    context = {
        "place": "settings",
        "here": "macros",
        "form": form,
        "macro": this,
        "gaps": GAPS.items(),
        "files": this.attachments.order_by("pk") if this is not None else (),
        "languages": Language,
        "left_out": [one for one in prospects(parts_in(this.parts), by=request.user) if one.why_not]
        if this is not None
        else (),
    }
    return render(request, "setup/macros/one.html", context, status=status_of(form))
