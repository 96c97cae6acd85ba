from django.utils import timezone

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.history.kinds import Nothing
from madang.history.recording import action, record

from ..events import (
    TICKET_PRIORITY_CHANGED,
    TICKET_STATUS_CHANGED,
    TICKET_SUBJECT_CHANGED,
    TICKET_TYPE_CHANGED,
    Changed,
)
from ..models import OPEN_STATUSES, Priority, Status, StoppedBy, Ticket, TicketType
from .guard import guard, guard_not_closed
from .stop import stop_replies


@action
def change_status(ticket: Ticket, *, to: Status, by: User | None) -> None:
    """Set the status; the same one does nothing. Raises NotAllowed, and TicketClosed on a closed ticket."""
    ticket = ticket.locked()
    if ticket.status == to:
        return
    guard(ticket, by=by, permission=Permission.CHANGE)
    guard_not_closed(ticket)
    put_status(ticket, to, by=by)


def put_status(ticket: Ticket, to: Status, *, by: User | None) -> None:
    """Write the status of a locked ticket and what follows from it; for actions that have guarded already."""
    if ticket.status == to:
        return
    now = timezone.now()
    previous, ticket.status = ticket.status, to
    ticket.is_open = to in OPEN_STATUSES
    if to in {Status.SOLVED, Status.CLOSED}:
        ticket.solved_at = ticket.solved_at or now
        ticket.waiting_since = None
    else:
        ticket.solved_at = None
    ticket.updated_at = now
    ticket.save(update_fields=["status", "is_open", "solved_at", "waiting_since", "updated_at"])
    record(ticket, TICKET_STATUS_CHANGED, by=by, data=Changed(previous=previous, current=to.value))
    if to == Status.CLOSED:
        stop_replies(ticket, why=StoppedBy.CLOSED, by=by)


@action
def change_priority(ticket: Ticket, *, to: Priority, by: User | None) -> None:
    """Set how soon it matters. Raises NotAllowed and TicketClosed."""
    ticket = ticket.locked()
    if ticket.priority == to:
        return
    guard(ticket, by=by, permission=Permission.CHANGE)
    guard_not_closed(ticket)

    previous, ticket.priority = Priority(ticket.priority), to
    ticket.updated_at = timezone.now()
    ticket.save(update_fields=["priority", "updated_at"])
    changed = Changed(previous=previous.name.lower(), current=to.name.lower())
    record(ticket, TICKET_PRIORITY_CHANGED, by=by, data=changed)


@action
def change_type(ticket: Ticket, *, to: TicketType | None, by: User | None) -> None:
    """Set what kind of matter it is, or none. Raises NotAllowed and TicketClosed."""
    ticket = ticket.locked()
    current = to.value if to is not None else ""
    if ticket.type == current:
        return
    guard(ticket, by=by, permission=Permission.CHANGE)
    guard_not_closed(ticket)

    previous, ticket.type = ticket.type, current
    ticket.updated_at = timezone.now()
    ticket.save(update_fields=["type", "updated_at"])
    record(ticket, TICKET_TYPE_CHANGED, by=by, data=Changed(previous=previous, current=current))


@action
def change_subject(ticket: Ticket, *, to: str, by: User | None) -> None:
    """Give the ticket another subject. Raises NotAllowed and TicketClosed."""
    ticket = ticket.locked()
    subject = " ".join(to.split())[:500]
    if ticket.subject == subject:
        return
    guard(ticket, by=by, permission=Permission.CHANGE)
    guard_not_closed(ticket)

    ticket.subject = subject
    ticket.updated_at = timezone.now()
    ticket.save(update_fields=["subject", "updated_at"])
    record(ticket, TICKET_SUBJECT_CHANGED, by=by, data=Nothing())
