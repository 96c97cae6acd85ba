from madang.accounts.models import User
from madang.accounts.roles import Permission

from ..errors import (
    FieldsMissing,
    NotAllowed,
    TasksOpen,
    TicketClosed,
    TicketDeleted,
    TicketIsSpam,
    TicketMerged,
)
from ..fields import ENDS, missing_in, names_in
from ..links import open_tasks
from ..merging import goes_on_in
from ..models import Away, Status, Ticket
from ..queries import deleted_within_reach, sees


def guard(ticket: Ticket, *, by: User | None, permission: Permission) -> None:
    """Raise NotAllowed unless `by` sees the ticket and holds the permission; the desk itself may do all.

    Raises TicketDeleted to whoever is a moment late and would see it otherwise.
    """
    if by is None:
        return
    if ticket.away == Away.DELETED and deleted_within_reach(by).filter(pk=ticket.pk).exists():
        raise TicketDeleted
    if not by.may(permission) or not sees(by, ticket.pk):
        raise NotAllowed


def guard_not_closed(ticket: Ticket) -> None:
    """Raise TicketClosed when the ticket is closed for good, TicketMerged when it was merged."""
    guard_not_merged(ticket)
    if ticket.away == Away.DELETED:
        raise TicketDeleted
    if ticket.away == Away.SPAM:
        raise TicketIsSpam
    if ticket.status == Status.CLOSED:
        raise TicketClosed


def guard_filled(ticket: Ticket, to: Status | None, *, by: User | None) -> None:
    """Raise FieldsMissing when a person ends a ticket whose required fields are empty; the desk may."""
    if by is None or to not in ENDS:
        return
    missing = missing_in(ticket)
    if missing:
        raise FieldsMissing(names_in(missing))


def guard_tasks_done(ticket: Ticket, *, to: Status | None) -> None:
    """Raise TasksOpen when the ticket is to be done before its tasks; no query for other statuses."""
    if ticket.is_open and to in {Status.SOLVED, Status.CLOSED} and (tasks := open_tasks(ticket)):
        raise TasksOpen([one.number for one in tasks])


def guard_not_merged(ticket: Ticket) -> None:
    """Raise TicketMerged with the ticket in which it goes on."""
    if ticket.merged_into_id is not None:
        raise TicketMerged(goes_on_in(ticket).number)
