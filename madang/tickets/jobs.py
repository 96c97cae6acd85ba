"""What tickets have done by the clock."""

import logging
import time

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from madang.lib.jobs import every

from .actions.release import mark_release_failed, release_due
from .models import PlannedReply, PlannedState

log = logging.getLogger(__name__)

LONGEST = 0.5
"""Seconds that one call may take: other timers wait behind it."""

AT_ONCE = 100


@every(seconds=1)
def release_due_replies() -> None:
    """Let leave what is due, the longest due first; what does not fit into this call, in the next one."""
    now, end = timezone.now(), time.monotonic() + LONGEST
    due = PlannedReply.objects.filter(state=PlannedState.SCHEDULED, due_at__lte=now).order_by("due_at", "pk")
    tried: set[int] = set()
    while time.monotonic() < end:
        found = [one for one in due.values_list("pk", flat=True)[: AT_ONCE + len(tried)] if one not in tried]
        if not found:
            return
        for one in found:
            if time.monotonic() >= end:
                return
            tried.add(one)
            _release(one)


def _release(planned: int) -> None:
    try:
        release_due(planned, now=timezone.now())
    except (OperationalError, InterfaceError):
        raise  # the database is away or busy: the next call tries again
    except Exception as error:
        log.exception("a planned reply could not leave", extra={"planned": planned})
        mark_release_failed(planned, error=f"{type(error).__name__}: {error}")
