"""Work that is written down in a transaction and done after it.

    @job(lock="ticket:{ticket_id}")
    def send_receipt(ticket_id: int) -> None: ...

    with transaction.atomic():
        ...
        send_receipt.enqueue(ticket.pk)      # rolled back with the rest

The functions are tasks of Django's Tasks API, so `f.using(run_after=…, priority=…).enqueue(…)` works too.
What is promised on every database: a committed job runs at least once and a rolled back one never; no job
runs twice at the same time; jobs of one lock run one by one in their order; a failing job is tried again with
growing pauses, then kept as failed with its error; the jobs of a worker that died are handed to others.

Imports no model, so any module may import it.
"""

from .declaring import Job, job
from .inline import run_pending
from .reading import counts, discard, failed, idle, retry
from .store import Counts, FailedJob
from .timers import every
from .worker import Worker

__all__ = [
    "Counts",
    "FailedJob",
    "Job",
    "Worker",
    "counts",
    "discard",
    "every",
    "failed",
    "idle",
    "job",
    "retry",
    "run_pending",
]
