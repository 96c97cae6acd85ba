"""Reports of the same trouble hang below the one ticket in which it is looked for."""

from collections.abc import Sequence

from madang.history.recording import stroke
from madang.tickets import actions
from madang.tickets.links import Role
from madang.tickets.models import Message, Ticket, TicketType

from .past import message_key
from .people import Company
from .reading import Conversation


def link_incidents(conversations: Sequence[Conversation], there: Company) -> None:
    """Link each problem to the incidents of its brand that bear its first tag. Twice does nothing more."""
    for problem in conversations:
        if problem.type != TicketType.PROBLEM:
            continue
        incidents = [
            one
            for one in conversations
            if one.brand == problem.brand
            and one.type == TicketType.INCIDENT
            and problem.tags[:1] == one.tags[:1]
        ]
        tickets = _tickets([problem, *incidents])
        with stroke():
            for one in incidents:
                actions.link(
                    tickets[problem.key],
                    to=tickets[one.key],
                    role=Role.INCIDENT,
                    by=there.agents[problem.assignee],
                )


def _tickets(conversations: Sequence[Conversation]) -> dict[str, Ticket]:
    keys = {message_key(one, 0): one.key for one in conversations}
    first = Message.objects.filter(key__in=keys).select_related("ticket")
    return {keys[message.key]: message.ticket for message in first if message.key is not None}
