"""Answers that wait to leave: what becomes of one, and the list of all."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madang.accounts.access import AgentRequest, for_agents, for_agents_who_may
from madang.accounts.at_work import Said
from madang.accounts.availability import Whereabouts, whereabouts_of
from madang.accounts.roles import Permission
from madang.accounts.where_in_words import in_words
from madang.lib.html import to_text
from madang.lib.text.numbers import numbers_in
from madang.tickets import actions
from madang.tickets.merging import whole_conversation
from madang.tickets.models import PlannedReply, Ticket
from madang.tickets.planning import planned_visible_to, reviewers_for

from ..compose.sending import colleague, seen_in, time_in, whom_in
from ..compose.written import as_shown
from ..conversation import NoSuchTicket, ticket_for
from ..planned import leaving, waiting_on
from .composing import explained, file_row, uploaded, written

Answered = dict[str, Any]


@for_agents
@require_POST
@explained
def act(request: AgentRequest, planned_id: int) -> HttpResponse:
    """Do with an answer that waits what `do` says; a value of `DEEDS`. Answers what was to be said then."""
    planned = get_object_or_404(
        planned_visible_to(request.user).select_related("ticket", "author"), pk=planned_id
    )
    deed = DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        return JsonResponse({"detail": _("That can't be done with it.")}, status=400)
    return JsonResponse(deed(request, planned))


@for_agents
@require_safe
def cards(request: AgentRequest, number: int) -> HttpResponse:
    """What waits on a ticket, as it stands at the end of its conversation."""
    ticket = _visible(request, number)
    waiting = waiting_on(request.user, ticket, whole_conversation(ticket))
    return render(request, "desk/ticket/planned.html", {"waiting": waiting, "ticket": ticket})


@for_agents_who_may(Permission.REPLY)
@require_safe
def reviewers(request: AgentRequest, number: int) -> JsonResponse:
    """The colleagues who can be asked to review an answer, and where those are who are not there."""
    people = reviewers_for(_visible(request, number), but=request.user)
    where = whereabouts_of([one.pk for one in people])
    told = [{"id": one.pk, "name": one.shown_name, "where": _absence(where[one.pk])} for one in people]
    return JsonResponse({"people": told})


def _absence(where: Whereabouts) -> str:
    return "" if where.state == Said.ONLINE else in_words(where)


@for_agents
@require_safe
def waiting(request: AgentRequest) -> HttpResponse:
    """All that waits to leave and concerns the person: their own, what they review, what they watch over."""
    context = {"leaving": leaving(request.user), "place": "inbox"}
    template = "desk/leaving/lines.html" if request.htmx.target == "leaving" else "desk/leaving/page.html"
    return render(request, template, context)


def _send(request: AgentRequest, planned: PlannedReply) -> Answered:
    return {"message": actions.send_now(planned, by=request.user, seen=seen_in(request.POST)).pk}


def _hold(request: AgentRequest, planned: PlannedReply) -> Answered:
    actions.hold(planned, by=request.user)
    return {}


def _change(request: AgentRequest, planned: PlannedReply) -> Answered:
    html = written(request, planned.attachments.filter(inline=True))
    text = to_text(html).strip()
    uploads = [one for one in request.FILES.getlist("files") if isinstance(one, UploadedFile)]
    actions.draft.guard_room([one.size or 0 for one in uploads])
    actions.change_reply(
        planned,
        body_text=text,
        body_html=html,
        by=request.user,
        seen=seen_in(request.POST),
        files=[uploaded(one) for one in uploads],
        whom=whom_in(request.POST),
        without=numbers_in(request.POST.getlist("without")),
    )
    return {}


def _let_go(request: AgentRequest, planned: PlannedReply) -> Answered:
    actions.let_go(planned, by=request.user, seen=seen_in(request.POST))
    return {}


def _cancel(request: AgentRequest, planned: PlannedReply) -> Answered:
    draft = actions.cancel(planned, by=request.user)
    files = list(draft.attachments.all())
    if draft.author_id != request.user.pk:
        return {}
    shown = [file_row(file) for file in files if not file.inline]
    return {"html": as_shown(draft.body_html, files), "files": shown}


def _reschedule(request: AgentRequest, planned: PlannedReply) -> Answered:
    due_at = time_in(request.POST.get("at", ""))
    actions.reschedule(planned, due_at=due_at, by=request.user, seen=seen_in(request.POST))
    return {}


def _hand_over(request: AgentRequest, planned: PlannedReply) -> Answered:
    note = request.POST.get("note", "")
    reviewer = colleague(request.POST.get("reviewer", ""))
    actions.hand_to_reviewer(
        planned, reviewer=reviewer, by=request.user, note=note, seen=seen_in(request.POST)
    )
    return {}


def _approve(request: AgentRequest, planned: PlannedReply) -> Answered:
    message = actions.approve(planned, by=request.user, seen=seen_in(request.POST))
    return {"message": message.pk} if message is not None else {}


def _return(request: AgentRequest, planned: PlannedReply) -> Answered:
    actions.return_reply(planned, note=request.POST.get("note", ""), by=request.user)
    return {}


DEEDS: Mapping[str, Callable[[AgentRequest, PlannedReply], Answered]] = {
    "send": _send,
    "hold": _hold,
    "change": _change,
    "let_go": _let_go,
    "cancel": _cancel,
    "reschedule": _reschedule,
    "hand_over": _hand_over,
    "approve": _approve,
    "return": _return,
}
"""What can be done with an answer that waits."""


def _visible(request: AgentRequest, number: int) -> Ticket:
    try:
        return ticket_for(request.user, number)
    except NoSuchTicket:
        raise Http404 from None
