"""Whom an answer can go to, asked for while its recipients are chosen."""

from dataclasses import asdict

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from madang.accounts.access import AgentRequest, for_agents_who_may
from madang.accounts.roles import Permission

from ..compose.people import cautions_about, people_for, people_known
from ..conversation import ticket_for
from .composing import explained

LONGEST = 100


@for_agents_who_may(Permission.REPLY)
@require_safe
@explained
def recipients(request: AgentRequest, number: int) -> HttpResponse:
    """People by `?q=` of what was typed; or who they are of `?of=`, and what is to say about each.

    Answers {"people": [{"email", "name", "part"}], "cautions": [{"email", "words", "wrong"}]}.
    """
    ticket = ticket_for(request.user, number)
    asked = request.GET.get("q", "")[:LONGEST]
    of = request.GET.getlist("of")
    people = people_for(request.user, ticket, asked) if "q" in request.GET else people_known(ticket, of)
    return JsonResponse(
        {
            "people": [asdict(one) for one in people],
            "cautions": [asdict(one) for one in cautions_about(of)],
        }
    )
