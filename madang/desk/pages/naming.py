"""Whom a note can name, asked for while somebody types after an @."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from madang.accounts.access import AgentRequest, for_agents_who_may
from madang.accounts.roles import Permission
from madang.tickets.mentions import Offer, about, offered

from ..conversation import ticket_for
from .composing import explained

LONGEST = 60
MOST_MARKS = 20_000


@for_agents_who_may(Permission.NOTE)
@require_safe
@explained
def mentions(request: AgentRequest, number: int) -> HttpResponse:
    """Who fits `?q=`, or who is named in `?html=` already.

    Answers {"choices": [{"mark", "name", "note", "caution", "possible"}]}.
    """
    ticket = ticket_for(request.user, number)
    if "html" in request.GET:
        found = about(ticket, request.GET["html"][:MOST_MARKS], by=request.user)
    else:
        found = offered(ticket, request.GET.get("q", "")[:LONGEST], by=request.user)
    return JsonResponse({"choices": [_choice(one) for one in found]})


def _choice(offer: Offer) -> dict[str, object]:
    return {
        "mark": offer.mark,
        "name": offer.name,
        "note": offer.note,
        "caution": offer.caution,
        "possible": offer.possible,
    }
