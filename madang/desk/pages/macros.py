"""The composer's calls about macros: found, taken, what they do taken out, and kept from what is written."""

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madang.accounts.access import AgentRequest, for_agents
from madang.lib.text.numbers import number_in
from madang.tickets import actions
from madang.tickets.actions.use_macro import copy_of
from madang.tickets.gaps import language_for
from madang.tickets.models import Attachment, Draft, Ticket, Visibility
from madang.tickets.parts import Part, parts_in

from ..compose.macros import macro_named, offered, pending_on
from ..compose.written import as_kept
from ..conversation import NoSuchTicket, ticket_for
from .composing import explained, file_row, visibility_in, written


@for_agents
@require_safe
def found(request: AgentRequest, number: int) -> HttpResponse:
    """The macros that fit `q`, with a preview of each on this ticket."""
    try:
        ticket = ticket_for(request.user, number)
    except NoSuchTicket:
        raise Http404 from None
    typed = request.GET.get("q", "")[:100]
    context = {"offered": offered(request.user, ticket, typed), "typed": typed.strip(), "ticket": ticket}
    return render(request, "desk/macros/found.html", context)


@for_agents
@require_POST
@explained
def take(request: AgentRequest, number: int, macro_id: int) -> HttpResponse:
    """Put a macro into the draft of `visibility`: {"html": …, "files": […], "pending": html}."""
    person, visibility = request.user, visibility_in(request)
    ticket = ticket_for(person, number)
    macro = macro_named(str(macro_id), person)
    taken = actions.take_macro(ticket, macro, by=person, visibility=visibility)
    return JsonResponse(
        {
            "html": as_kept(taken.html, ()),
            "files": [file_row(file) for file in taken.files],
            "pending": _pending(request, ticket, visibility),
        }
    )


@for_agents
@require_POST
@explained
def drop(request: AgentRequest, number: int) -> HttpResponse:
    """Take `kind` and `value` out of what `macro` would do with the draft: {"pending": html}."""
    person, visibility = request.user, visibility_in(request)
    ticket = ticket_for(person, number)
    part = Part(request.POST.get("kind", ""), request.POST.get("value", ""))
    actions.drop_part(
        ticket, by=person, visibility=visibility, macro=number_in(request.POST.get("macro", "")), part=part
    )
    return JsonResponse({"pending": _pending(request, ticket, visibility)})


@for_agents
@require_POST
@explained
def keep(request: AgentRequest, number: int) -> HttpResponse:
    """Keep what is written as a macro of one's own, by `name`, with the draft's files and what it does."""
    person, visibility = request.user, visibility_in(request)
    ticket = ticket_for(person, number)
    draft = Draft.objects.filter(ticket=ticket, author=person, visibility=visibility).first()
    files = list(Attachment.objects.filter(draft=draft, inline=False)) if draft is not None else []
    parts = [part for one in (draft.macros if draft is not None else ()) for part in parts_in(one["parts"])]
    macro = actions.make_macro(
        actions.WrittenMacro(
            name=request.POST.get("name", ""),
            bodies={language_for(ticket): written(request, ())},
            parts=parts,
            visibility=visibility,
        ),
        files=[copy_of(file) for file in files],
        by=person,
    )
    return JsonResponse({"macro": macro.pk, "said": _("Kept as a macro: %(name)s") % {"name": macro.name}})


def _pending(request: AgentRequest, ticket: Ticket, visibility: Visibility) -> str:
    context = {"pending": pending_on(ticket, request.user, visibility)}
    return render_to_string("desk/macros/pending.html", context, request=request)
