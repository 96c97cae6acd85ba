from django.utils import timezone

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.history.recording import action, record
from madang.lib.rows import update

from ..errors import NotAnAgent
from ..events import TICKET_ASSIGNED, Moved
from ..models import Ticket
from .follow import follow_by_habit
from .guard import guard, guard_not_closed
from .merge import carry_along
from .snooze import Why, end_snooze


@action
def assign(ticket: Ticket, *, to: User | None, by: User | None) -> None:
    """Make `to` the assignee, or nobody; assigning to the current assignee does nothing.

    Raises NotAnAgent, NotAllowed and TicketClosed.
    """
    ticket = ticket.locked()
    if ticket.assignee_id == (to.pk if to else None):
        return
    guard(ticket, by=by, permission=Permission.ASSIGN)
    guard_not_closed(ticket)
    if to is not None and not to.is_agent:
        raise NotAnAgent(to.shown_name)

    previous, ticket.assignee = ticket.assignee_id, to
    ticket.updated_at = timezone.now()
    update(ticket, ["assignee", "updated_at"])
    carry_along(ticket)
    record(
        ticket,
        TICKET_ASSIGNED,
        by=by,
        data=Moved(previous=previous, current=to.pk if to is not None else None),
    )
    if to != by:
        follow_by_habit(ticket, by=by, assigns=True)
    # Whoever gets it would not know of it else.
    if to is not None and to != by:
        end_snooze(ticket, why=Why.HANDED_ON, by=by)
