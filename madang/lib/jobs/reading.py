"""How the jobs are doing, and what people do about failed ones."""

from .backend import wake
from .choosing import store
from .store import Counts, FailedJob


def counts() -> Counts:
    """How many jobs are ready, scheduled, running and failed. Done ones are forgotten."""
    return store().counts()


def failed(limit: int = 100) -> list[FailedJob]:
    """The jobs that used up their tries, newest first."""
    return store().failed(limit)


def retry(job_id: int) -> bool:
    """Run a failed job again, with all its tries. False when there is no such failed job."""
    found = store().retry(job_id)
    if found:
        wake()
    return found


def discard(job_id: int) -> bool:
    """Forget a failed job. False when there is no such failed job."""
    return store().discard(job_id)


def idle() -> bool:
    """Whether nothing runs and nothing could: what waits for its time, or for such a job, doesn't count."""
    return not store().busy()
