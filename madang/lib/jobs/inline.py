"""Jobs without a worker, for tests and commands that wait for their work."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from madang.lib.workers import WorkerLife

from .choosing import store
from .running import perform
from .store import Claimed, Outcome


def run_pending(*, queues: Sequence[str] | None = None, until: datetime | None = None) -> int:
    """Run all that is ready, and what that enqueues, in this thread; how many tries were made.

    With `until`, also what is scheduled up to that time. Works inside a transaction too, each job in a
    savepoint. Jobs that fail are noted as a worker would.
    """
    place = store()
    life = WorkerLife()
    tries = 0
    outcomes: list[Outcome] = []
    try:
        place.enter(life.name)
        while True:
            if until is not None:
                place.bring_forward(until)
            claimed = place.exchange(life.name, outcomes, queues=queues, limit=1)
            if not claimed and not outcomes:
                break
            outcomes = [_performed(job) for job in claimed]
            tries += len(outcomes)
        place.leave(life.name)
    finally:
        life.end()
    return tries


def _performed(job: Claimed) -> Outcome:
    if not connection.in_atomic_block:
        return perform(job)
    # What the job wrote goes when it fails, and the caller's transaction stays usable.
    with transaction.atomic():
        outcome = perform(job)
        if outcome.error:
            transaction.set_rollback(True)
    return outcome
