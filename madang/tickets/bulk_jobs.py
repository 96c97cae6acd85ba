"""Changes of many tickets, done ticket by ticket: a few at once, the rest behind the scenes."""

import logging
import time
import zoneinfo
from collections.abc import Sequence

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone, translation

from madang.accounts.models import User
from madang.brands.models import Desk
from madang.lib.jobs import every, job

from .actions.bulk import MacroFiles, do_items, fail_item, finish_bulk
from .errors import WentWrong
from .models import BulkItem, BulkRun, BulkState, ItemState

log = logging.getLogger(__name__)

SLICE = 2.0
"""Seconds that one job works before it lets other jobs have the thread."""

IN_THE_REQUEST = 50
"""Tickets that are done before the page answers."""

PATIENCE = 4.0
"""Seconds that somebody waits for a page."""

AT_ONCE = 200
"""Tickets whose turn is asked for at once."""

TOGETHER = 10
"""Tickets that are done in one transaction: few enough that nobody waits for it."""

RESTS = 0.5
"""A job rests so long after each of those, as a part of the time they took: pages and mail come first."""


def begin(run: BulkRun) -> None:
    """Have a run done: a small one now, and by a job whatever is left, also when this process ends."""
    transaction.on_commit(lambda: _begin(run), robust=True)  # what fails here the job goes on with
    go_on.enqueue(run=run.pk)


def _begin(run: BulkRun) -> None:
    if run.total <= IN_THE_REQUEST:
        work_on(run.pk, seconds=PATIENCE)


@job(queue="bulk", lock="bulk:{run}", unique="bulk:{run}")
def go_on(run: int) -> None:
    """Do a slice of a run, and have the next one done."""
    if work_on(run, seconds=SLICE, rests=RESTS):
        go_on.enqueue(run=run)


@every(seconds=60)
def go_on_with_runs() -> None:
    """Have runs gone on with whose job is not there any more."""
    for run in BulkRun.objects.filter(state=BulkState.RUNNING).order_by("pk").values_list("pk", flat=True):
        go_on.enqueue(run=run)


def work_on(run: int, *, seconds: float, rests: float = 0.0) -> bool:
    """Do tickets of a run for so long, a few in a transaction; tells whether any are left.

    In between it rests for that part of the time which they took.
    """
    end, files = time.monotonic() + seconds, MacroFiles()
    person = BulkRun.objects.select_related("person").get(pk=run).person
    with translation.override(person.language or _desk().language), timezone.override(_zone_of(person)):
        while BulkRun.objects.filter(pk=run, state=BulkState.RUNNING).exists():
            waiting = BulkItem.objects.filter(run=run, state=ItemState.WAITING).order_by("pk")
            found = list(waiting.values_list("pk", flat=True)[:AT_ONCE])
            if not found:
                finish_bulk(run)
                return False
            for first in range(0, len(found), TOGETHER):
                began = time.monotonic()
                if began >= end:
                    return True
                _do(found[first : first + TOGETHER], files)
                time.sleep((time.monotonic() - began) * rests)
    return False


def _do(items: Sequence[int], files: MacroFiles) -> None:
    """Do tickets together; when one of them can't be done, each by itself."""
    try:
        do_items(items, files=files)
    except (OperationalError, InterfaceError):
        raise  # the database is away or busy: the job is tried again
    except Exception:
        if len(items) > 1:
            for one in items:
                _do([one], files)
            return
        log.exception("a ticket of a bulk run could not be done", extra={"item": items[0]})
        fail_item(items[0], why=str(WentWrong()))


def _desk() -> Desk:
    return Desk.objects.first() or Desk()


def _zone_of(person: User) -> zoneinfo.ZoneInfo:
    return zoneinfo.ZoneInfo(person.time_zone or _desk().time_zone)
