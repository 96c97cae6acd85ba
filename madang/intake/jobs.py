"""What the intake has done by itself now and then."""

import logging

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from madang.lib.jobs import every
from madang.tickets.models import Away, Ticket

from .actions.erase import erase_ticket
from .mailboxes.trying import forget_old_trials
from .webhooks.later import apply_waiting_events, forget_old_events

log = logging.getLogger(__name__)

AT_ONCE = 50
"""Tickets erased in one call: other timers wait behind it."""


@every(seconds=3600)
def tidy_mailboxes() -> None:
    """Delete trials of mailboxes that nobody went on with."""
    forget_old_trials()
    forget_old_events()


@every(seconds=20)
def look_at_events_again() -> None:
    """Write down events about mails that were just being sent when they came."""
    apply_waiting_events()


@every(seconds=60)
def erase_what_was_deleted() -> None:
    """Erase for good what was deleted 30 days ago; one that fails stops no other."""
    now = timezone.now()
    due = Ticket.objects.filter(away=Away.DELETED, away_until__lte=now, merged_into=None)
    for ticket in due.order_by("away_until", "pk")[:AT_ONCE]:
        try:
            erase_ticket(ticket, by=None, due=now)
        except (OperationalError, InterfaceError):
            raise  # the database is away or busy: the next call tries again
        except Exception:
            log.exception("a ticket could not be erased", extra={"ticket": ticket.pk})
