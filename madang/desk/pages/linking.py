"""What linked tickets need besides the page: teams for a task, and how far an answer to many is."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from madang.accounts.access import AgentRequest, for_agents, for_agents_who_may
from madang.accounts.models import Team
from madang.accounts.roles import Permission
from madang.tickets.models import Ticket

from ..conversation import NoSuchTicket, ticket_for
from ..linked import progress_of

MOST_TEAMS = 300


@for_agents_who_may(Permission.CHANGE)
@require_safe
def new_task(request: AgentRequest, number: int) -> HttpResponse:
    """The form of a task for another team; asked for when it is opened."""
    ticket = _ticket(request, number)
    teams = Team.objects.order_by("name", "pk")[:MOST_TEAMS]
    return render(request, "desk/ticket/new_task.html", {"ticket": ticket, "teams": teams})


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
