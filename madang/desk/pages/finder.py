"""The field that finds everything: a ticket by its number or by words."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from madang.accounts.access import AgentRequest, for_agents
from madang.tickets.queries import visible_to

from ..rows import with_what_rows_show

MOST = 8


@for_agents
@require_safe
def find_anything(request: AgentRequest) -> HttpResponse:
    """Tickets for `?q=`, as choices of the finder."""
    asked = request.GET.get("q", "").strip().lstrip("#")
    tickets = visible_to(request.user)
    found = (
        with_what_rows_show(tickets.filter(number=int(asked)))
        if asked.isdecimal() and len(asked) < 19
        else []
    )
    return render(request, "desk/find/results.html", {"tickets": list(found[:MOST]), "asked": asked})
