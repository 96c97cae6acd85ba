"""The time that tickets are on hold: each period with its reason, and all of them together."""

from django.utils import timezone

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.history.recording import action, record
from madang.lib.rows import update

from ..errors import NotOnHold
from ..events import TICKET_HOLD_ENDED, TICKET_HOLD_EXPLAINED, HoldEnded, OfHold
from ..models import Hold, Status, Ticket
from .guard import guard, guard_not_closed

LONGEST_REASON = 200


@action
def explain_hold(ticket: Ticket, *, reason: str, by: User) -> None:
    """Say what has to happen before the ticket goes on; empty takes the reason away.

    Raises NotAllowed, TicketClosed and NotOnHold.
    """
    ticket = ticket.locked()
    guard(ticket, by=by, permission=Permission.CHANGE)
    guard_not_closed(ticket)
    period = Hold.objects.filter(ticket=ticket, ended_at=None).first()
    if ticket.status != Status.ON_HOLD or period is None:
        raise NotOnHold
    words = " ".join(reason.split())[:LONGEST_REASON]
    if period.reason == words:
        return
    period.reason = words
    period.save(update_fields=["reason"])
    record(ticket, TICKET_HOLD_EXPLAINED, by=by, data=OfHold(hold=period.pk))


def keep_hold_time(ticket: Ticket, *, by: User | None) -> None:
    """Begin or end a period, as the status says that a locked ticket was just given."""
    if (ticket.status == Status.ON_HOLD) == (ticket.held_since is not None):
        return
    now = timezone.now()
    if ticket.held_since is None:
        Hold.objects.create(ticket=ticket, began_at=now)
        ticket.held_since = now
        update(ticket, ["held_since"])
        return
    lasted = max(0, int((now - ticket.held_since).total_seconds()))
    ticket.held_seconds, ticket.held_since = ticket.held_seconds + lasted, None
    update(ticket, ["held_seconds", "held_since"])
    period = Hold.objects.filter(ticket=ticket, ended_at=None).first()
    if period is None:
        return
    period.ended_at = now
    period.save(update_fields=["ended_at"])
    ended = HoldEnded(hold=period.pk, seconds=lasted, total=ticket.held_seconds)
    record(ticket, TICKET_HOLD_ENDED, by=by, data=ended)
