from django.utils import timezone

from madang.accounts.models import Team, User
from madang.accounts.roles import Permission
from madang.history.recording import action, record
from madang.lib.rows import update

from ..events import TICKET_TEAM_CHANGED, Moved
from ..models import Ticket
from .guard import guard, guard_not_closed
from .merge import carry_along
from .snooze import Why, end_snooze


@action
def move(ticket: Ticket, *, to: Team | None, by: User | None) -> None:
    """Put the ticket into a team's queue, or into none; the assignee stays.

    Raises NotAllowed and TicketClosed.
    """
    ticket = ticket.locked()
    if ticket.team_id == (to.pk if to else None):
        return
    guard(ticket, by=by, permission=Permission.ASSIGN)
    guard_not_closed(ticket)

    previous, ticket.team = ticket.team_id, to
    ticket.updated_at = timezone.now()
    update(ticket, ["team", "updated_at"])
    carry_along(ticket)
    record(
        ticket,
        TICKET_TEAM_CHANGED,
        by=by,
        data=Moved(previous=previous, current=to.pk if to is not None else None),
    )
    # Whoever gets it would not know of it else.
    if to is not None:
        end_snooze(ticket, why=Why.HANDED_ON, by=by)
