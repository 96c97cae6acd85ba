from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Protocol

from django.utils import timezone

from madang.accounts.models import User
from madang.accounts.roles import Permission

from ..errors import NotAllowed, NotItsTime, NotWaiting
from ..merging import goes_on_in
from ..models import PlannedReply, PlannedState, Ticket
from ..planning import LONGEST_DELAY, watches_over
from .guard import guard

LATE = timedelta(minutes=1)
"""How much later than it was pressed a request may arrive."""


class May(Protocol):
    """One of the rules of `planning`."""

    def __call__(self, person: User, planned: PlannedReply, *, watches: bool) -> bool: ...


def held(
    planned: PlannedReply, *, by: User, may: May, states: Collection[PlannedState]
) -> tuple[Ticket, PlannedReply]:
    """The ticket where the conversation goes on and the reply, both locked, the ticket first.

    What was planned on a ticket that was merged goes on where the conversation does.

    Raises NotAllowed, and NotWaiting when the reply is in none of the states.
    """
    ticket = goes_on_in(planned.ticket).locked()
    planned = planned.locked()
    guard(ticket, by=by, permission=Permission.REPLY)
    if planned.state not in states:
        raise NotWaiting(planned)
    if not may(by, planned, watches=watches_over(by, ticket)):
        raise NotAllowed
    if planned.ticket_id != ticket.pk:
        planned.ticket = ticket
        planned.save(update_fields=["ticket"])
    return ticket, planned


def guard_time(due_at: datetime) -> None:
    """Raise NotItsTime for what lies in the past, or further away than replies may wait."""
    now = timezone.now()
    if not now - LATE <= due_at <= now + LONGEST_DELAY + LATE:
        raise NotItsTime
