from datetime import UTC, datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.history.recording import action, record
from madang.lib.rows import update

from ..errors import CannotSnooze
from ..events import TICKET_SNOOZED, TICKET_WOKEN, Snoozed, Woken
from ..models import Away, Status, Ticket
from .guard import guard, guard_not_closed

LONGEST_SNOOZE = timedelta(days=366)


class Why(models.TextChoices):
    """Why a snoozed ticket came back."""

    TIME = "time"
    CUSTOMER = "customer"
    PERSON = "person"
    HANDED_ON = "handed_on"
    UNDELIVERED = "undelivered"
    DONE = "done"


@action
def snooze(ticket: Ticket, *, until: datetime | None, by: User) -> None:
    """Put the ticket out of the lists until a time; None is until the customer writes, which always ends it.

    Raises NotAllowed, TicketClosed, and CannotSnooze for a solved ticket, or a time that is past or too far.
    """
    ticket = ticket.locked()
    guard(ticket, by=by, permission=Permission.CHANGE)
    guard_not_closed(ticket)
    if ticket.status == Status.SOLVED:
        raise CannotSnooze(_("This ticket is solved, so it is in no list to be taken from. Open it first."))
    now = timezone.now()
    if until is not None and until <= now:
        raise CannotSnooze(_("That time is past. Choose a later one."))
    if until is not None and until > now + LONGEST_SNOOZE:
        raise CannotSnooze(_("A ticket can be snoozed for a year at most. Choose an earlier time."))
    if ticket.away == Away.SNOOZED and ticket.away_until == until:
        return

    ticket.away, ticket.away_since, ticket.away_until = Away.SNOOZED, now, until
    ticket.updated_at = now
    update(ticket, ["away", "away_since", "away_until", "updated_at"])
    snoozed = Snoozed(until=until.astimezone(UTC).isoformat() if until is not None else None)
    record(ticket, TICKET_SNOOZED, by=by, data=snoozed)


@action
def wake(ticket: Ticket, *, by: User | None, why: Why = Why.PERSON) -> None:
    """Put a snoozed ticket back into the lists, where it was; any other ticket stays as it is.

    Raises NotAllowed.
    """
    ticket = ticket.locked()
    if ticket.away != Away.SNOOZED:
        return
    guard(ticket, by=by, permission=Permission.CHANGE)
    end_snooze(ticket, why=why, by=by)


@action
def wake_due(ticket: int, *, now: datetime) -> bool:
    """Put the ticket of that id back on top of the lists when its time has come; tells whether it did.

    Of several who try at once, one does it; who finds it in another's hand leaves it alone.
    """
    due = Ticket.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        pk=ticket, away=Away.SNOOZED, away_until__lte=now
    )
    found = due.first()
    if found is None:
        return False
    end_snooze(found, why=Why.TIME, by=None)
    return True


def end_snooze(ticket: Ticket, *, why: Why, by: User | None) -> None:
    """Put a locked ticket back into the lists, on top when its time has come; for other actions too."""
    if ticket.away != Away.SNOOZED:
        return
    now = timezone.now()
    ticket.away, ticket.away_since, ticket.away_until = "", None, None
    ticket.updated_at = now
    changed = ["away", "away_since", "away_until", "updated_at"]
    if why == Why.TIME:
        ticket.last_message_at = ticket.woken_at = now
        changed += ["last_message_at", "woken_at"]
    update(ticket, changed)
    record(ticket, TICKET_WOKEN, by=by, data=Woken(why=why.value))
