"""Where jobs are written down: the same promises over two databases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

LIMIT_OF_DEATHS = 3
"""So many workers may die with a job in hand until it is taken for the cause."""

DIED = "its worker died while it ran"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A job to write down. `lock` and `unique` are empty for none, `run_after` None for at once."""

    name: str
    args: list[Any]
    kwargs: dict[str, Any]
    queue: str
    priority: int
    run_after: datetime | None
    lock: str
    unique: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A job that a worker has in hand. `failures` are its failed tries until now."""

    id: int
    name: str
    args: list[Any]
    kwargs: dict[str, Any]
    failures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a try ended: well without `error`, else again at `again_at`, or never when that is None."""

    job: Claimed
    error: str = ""
    traceback: str = ""
    again_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedJob:
    """A job that used up its tries. `attempts` counts them, `error` is the last one in one line."""

    id: int
    name: str
    args: list[Any]
    kwargs: dict[str, Any]
    queue: str
    error: str
    traceback: str
    attempts: int
    failed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many jobs are ready to run, wait for their time, run, and have failed."""

    ready: int
    scheduled: int
    running: int
    failed: int


class Leadership(Protocol):
    """The right to call the timers, held by one worker of all."""

    def hold(self) -> bool:
        """Get or keep it; whether it is held."""

    def release(self) -> None:
        """Leave it to others."""


class Store(Protocol):
    """What a database does for jobs. Workers are known by the name of their sign of life."""

    def add(self, entry: Entry) -> int:
        """Write a job down in the transaction that is open; its id, or that of the one it is the same as."""

    def enter(self, worker: str) -> None:
        """A worker begins."""

    def beat(self, worker: str) -> None:
        """The worker still lives."""

    def leave(self, worker: str) -> None:
        """The worker ends, with nothing in hand."""

    def bury(self, *, lease: float) -> int:
        """Hand back the jobs of workers that died, or that were silent for `lease` seconds; how many."""

    def waiting(self, queues: Sequence[str] | None) -> bool:
        """Whether there is a job to claim. Writes nothing."""

    def busy(self) -> bool:
        """Whether a job runs or could, seen at one moment."""

    def exchange(
        self, worker: str, outcomes: Sequence[Outcome], *, queues: Sequence[str] | None, limit: int
    ) -> list[Claimed]:
        """Note how jobs ended and claim at most `limit` others, in one transaction.

        Outcomes of jobs that the worker no longer holds are ignored.
        """

    def hand_back(self, worker: str, jobs: Sequence[Claimed]) -> None:
        """Give back jobs that were not begun."""

    def counts(self) -> Counts: ...

    def failed(self, limit: int) -> list[FailedJob]:
        """The newest first."""

    def retry(self, job_id: int) -> bool:
        """Let a failed job run again with all its tries; False when there is no such one."""

    def discard(self, job_id: int) -> bool:
        """Forget a failed job; False when there is no such one."""

    def bring_forward(self, until: datetime) -> None:
        """Make ready what is to run up to that time."""

    def leadership(self) -> Leadership: ...
