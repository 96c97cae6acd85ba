"""Pages say here which ticket they show."""

import re

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from madang.accounts.access import AgentRequest, for_agents
from madang.lib.pubsub import publish
from madang.tickets.queries import visible_to

from .attendance import TOPIC
from .presence import STATES, Sign

NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
TAB = re.compile(r"[A-Za-z0-9-]{1,40}", re.ASCII)


@for_agents
@require_POST
def presence(request: AgentRequest) -> HttpResponse:
    """Note that this person views `ticket`, is typing on it, or left it (`state`), in one tab (`tab`).

    Answers 204; 400 when something is missing; 404 when the person doesn't see such a ticket.
    """
    ticket, state, tab = (request.POST.get(name, "") for name in ("ticket", "state", "tab"))
    if not NUMBER.fullmatch(ticket) or state not in STATES or not TAB.fullmatch(tab or "page"):
        return HttpResponse(status=400)
    if not visible_to(request.user).filter(number=int(ticket)).exists():
        return HttpResponse(status=404)
    person = request.user
    sign = Sign(ticket=int(ticket), person=person.pk, name=person.shown_name, tab=tab or "page", state=state)
    publish(TOPIC, sign.as_payload())
    return HttpResponse(status=204)
