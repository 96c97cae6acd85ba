"""What linked tickets need besides the page: which could be linked, teams for a task, an answer to many."""

from django.db.models import Q
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from madang.accounts.access import AgentRequest, for_agents, for_agents_who_may
from madang.accounts.models import Team
from madang.accounts.roles import Permission
from madang.lib.text.numbers import number_in
from madang.search.find import find
from madang.tickets.models import TeamInvitation, Ticket
from madang.tickets.queries import visible_to

from ..conversation import NoSuchTicket, ticket_for
from ..linked import progress_of

MOST_TEAMS = 300
OFFERED = 8
LONGEST = 200


@for_agents_who_may(Permission.CHANGE)
@require_safe
def new_task(request: AgentRequest, number: int) -> HttpResponse:
    """The form of a task for another team; asked for when it is opened."""
    ticket = _ticket(request, number)
    teams = Team.objects.order_by("name", "pk")[:MOST_TEAMS]
    return render(request, "desk/ticket/new_task.html", {"ticket": ticket, "teams": teams})


@for_agents_who_may(Permission.CHANGE)
@require_safe
def others(request: AgentRequest, number: int) -> JsonResponse:
    """Tickets by `?q=`, a number or words, that this one can be linked to; without it the same customer's.

    Answered as JSON: {choices: [{value, label, note}]}.
    """
    ticket = _ticket(request, number)
    typed = request.GET.get("q", "").strip().removeprefix("#")[:LONGEST]
    seen = visible_to(request.user).exclude(pk=ticket.pk)
    if typed:
        ids = [hit.ticket_id for hit in find(request.user, typed, limit=OFFERED + 1).tickets]
        by_number = Q(number=number_in(typed))
        found = list(seen.filter(Q(pk__in=ids) | by_number).select_related("requester"))
        found.sort(key=lambda one: ids.index(one.pk) if one.pk in ids else -1)
    else:
        same = seen.filter(requester=ticket.requester_id, is_open__in=(True, False))
        found = list(same.order_by("-last_message_at", "-pk").select_related("requester")[:OFFERED])
    choices = [
        {
            "value": f"#{one.number}",
            "label": f"#{one.number} {one.subject or _('No subject')}",
            "note": one.requester.shown_name,
        }
        for one in found[:OFFERED]
    ]
    return JsonResponse({"choices": choices})


@for_agents_who_may(Permission.ASSIGN)
@require_safe
def ask_team(request: AgentRequest, number: int) -> HttpResponse:
    """The form that asks another team for help; asked for when it is opened."""
    ticket = _ticket(request, number)
    asked = TeamInvitation.objects.filter(ticket=ticket, done_at=None).values_list("team", flat=True)
    rest = Team.objects.exclude(pk__in=[*asked, ticket.team_id or 0]).order_by("name", "pk")
    return render(request, "desk/ticket/ask_team.html", {"ticket": ticket, "teams": rest[:MOST_TEAMS]})


@for_agents
@require_safe
def mass_answer(request: AgentRequest, number: int) -> HttpResponse:
    """How far the answer to the incidents of a problem has come."""
    ticket = _ticket(request, number)
    progress = progress_of(ticket)
    if progress is None:
        raise Http404
    return render(request, "desk/ticket/mass_answer.html", {"ticket": ticket, "progress": progress})


def _ticket(request: AgentRequest, number: int) -> Ticket:
    try:
        return ticket_for(request.user, number)
    except NoSuchTicket:
        raise Http404 from None
