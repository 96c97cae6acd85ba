from enum import Enum
from typing import Final

from django.utils import timezone

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.history.kinds import Nothing
from madang.history.recording import action, record
from madang.lib.rows import update

from ..errors import NotOfCategory
from ..events import (
    TICKET_PRIORITY_CHANGED,
    TICKET_STATUS_CHANGED,
    TICKET_SUBJECT_CHANGED,
    TICKET_TYPE_CHANGED,
    Changed,
    StatusChanged,
)
from ..models import OPEN_STATUSES, OwnStatus, Priority, Status, StoppedBy, Ticket, TicketType
from ..statuses import default_of
from .guard import guard, guard_filled, guard_not_closed, guard_tasks_done
from .on_hold import keep_hold_time
from .snooze import Why, end_snooze
from .stop import stop_replies


class _Usual(Enum):
    USUAL = "usual"


USUAL: Final = _Usual.USUAL
"""Says nothing of the desk's own status: a ticket that comes into a category gets its default."""

Own = OwnStatus | None | _Usual


@action
def change_status(
    ticket: Ticket, *, to: Status, own: Own = USUAL, by: User | None, anyway: bool = False
) -> None:
    """Set the status; the same one does nothing. `own` is one of the desk's own, None for the plain category.

    Raises NotAllowed, NotOfCategory for a status of its own that is retired or of another category,
    TicketClosed on a closed ticket, FieldsMissing when it is to be solved and a required field is empty, and
    TasksOpen when it would be done before its tasks, unless `anyway`.
    """
    ticket = ticket.locked()
    if _has(ticket, to, own):
        return
    guard(ticket, by=by, permission=Permission.CHANGE)
    guard_not_closed(ticket)
    if not anyway:
        guard_tasks_done(ticket, to=to)
    if isinstance(own, OwnStatus):
        # As it is now: it may have been retired while it was chosen.
        own = OwnStatus.objects.filter(pk=own.pk, category=to, is_retired=False).first()
        if own is None:
            raise NotOfCategory
    guard_filled(ticket, to, by=by)
    put_status(ticket, to, own=own, by=by)


def _has(ticket: Ticket, to: Status, own: Own) -> bool:
    if ticket.status != to:
        return False
    return own is USUAL or ticket.own_status_id == (own.pk if own is not None else None)


def put_status(ticket: Ticket, to: Status, *, own: Own = USUAL, by: User | None) -> None:
    """Write the status of a locked ticket and what follows from it; for actions that have guarded already."""
    if _has(ticket, to, own):
        return
    now = timezone.now()
    previous, previous_own, ticket.status = ticket.status, ticket.own_status_id, to
    ticket.own_status = default_of(to) if own is USUAL else own
    ticket.is_open = to in OPEN_STATUSES
    if to in {Status.SOLVED, Status.CLOSED}:
        ticket.solved_at = ticket.solved_at or now
        ticket.waiting_since = None
    else:
        ticket.solved_at = None
    ticket.updated_at = now
    update(ticket, ["status", "own_status", "is_open", "solved_at", "waiting_since", "updated_at"])
    changed = StatusChanged(
        previous=previous,
        current=to.value,
        previous_own=previous_own,
        current_own=ticket.own_status_id,
    )
    record(ticket, TICKET_STATUS_CHANGED, by=by, data=changed)
    keep_hold_time(ticket, by=by)
    if not ticket.is_open:
        end_snooze(ticket, why=Why.DONE, by=by)
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
    update(ticket, ["priority", "updated_at"])
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
    update(ticket, ["type", "updated_at"])
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
    update(ticket, ["subject", "updated_at"])
    record(ticket, TICKET_SUBJECT_CHANGED, by=by, data=Nothing())
