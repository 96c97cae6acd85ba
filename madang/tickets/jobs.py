"""What tickets have done by the clock."""

import logging
import time
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.db.models import QuerySet
from django.utils import timezone

from madang.accounts.actions import forget_merges
from madang.lib.jobs import every

from .actions.bulk import forget_old_runs
from .actions.erase import erase_ticket
from .actions.export import remove_old_exports
from .actions.merging_customers import go_on_with_merges
from .actions.release import mark_release_failed, release_due
from .actions.snooze import wake_due
from .models import Away, PlannedReply, PlannedState, Ticket

log = logging.getLogger(__name__)

LONGEST = 0.5
"""Seconds that one call may take: other timers wait behind it."""

AT_ONCE = 100

ERASED_AT_ONCE = 50
"""Tickets erased in one call: other timers wait behind it."""


@every(seconds=1)
def release_due_replies() -> None:
    """Let leave what is due, the longest due first; what does not fit into this call, in the next one."""
    now = timezone.now()
    due = PlannedReply.objects.filter(state=PlannedState.SCHEDULED, due_at__lte=now).order_by("due_at", "pk")
    _one_by_one(due, _release)


@every(seconds=1)
def wake_due_tickets() -> None:
    """Put snoozed tickets back whose time has come, as `release_due_replies` does with answers."""
    now = timezone.now()
    due = Ticket.objects.filter(away=Away.SNOOZED, away_until__lte=now).order_by("away_until", "pk")
    _one_by_one(due, _wake)


def _one_by_one(due: "QuerySet[PlannedReply] | QuerySet[Ticket]", do: Callable[[int], object]) -> None:
    end = time.monotonic() + LONGEST
    tried: set[int] = set()
    while time.monotonic() < end:
        found = [one for one in due.values_list("pk", flat=True)[: AT_ONCE + len(tried)] if one not in tried]
        if not found:
            return
        for one in found:
            if time.monotonic() >= end:
                return
            tried.add(one)
            do(one)


@every(seconds=600)
def finish_merges() -> None:
    """Let tickets follow that a merge of customers left behind, and forget what nothing can undo any more."""
    go_on_with_merges()
    forget_merges()


@every(seconds=600)
def remove_files_of_views() -> None:
    """Remove the files of views that were kept for a day."""
    remove_old_exports()


@every(seconds=3600)
def forget_runs() -> None:
    """Remove reports of changes of many tickets that nobody asks for any more."""
    forget_old_runs()


@every(seconds=60)
def erase_what_was_deleted() -> None:
    """Erase for good what was deleted 30 days ago; one that fails stops no other."""
    now = timezone.now()
    due = Ticket.objects.filter(away=Away.DELETED, away_until__lte=now, merged_into=None)
    for ticket in due.order_by("away_until", "pk")[:ERASED_AT_ONCE]:
        try:
            erase_ticket(ticket, by=None, due=now)
        except (OperationalError, InterfaceError):
            raise  # the database is away or busy: the next call tries again
        except Exception:
            log.exception("a ticket could not be erased", extra={"ticket": ticket.pk})


def _release(planned: int) -> None:
    try:
        release_due(planned, now=timezone.now())
    except (OperationalError, InterfaceError):
        raise  # the database is away or busy: the next call tries again
    except Exception as error:
        log.exception("a planned reply could not leave", extra={"planned": planned})
        mark_release_failed(planned, error=f"{type(error).__name__}: {error}")


def _wake(ticket: int) -> None:
    try:
        wake_due(ticket, now=timezone.now())
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("a snoozed ticket could not come back", extra={"ticket": ticket})
