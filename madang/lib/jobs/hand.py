"""What one thread of a worker has in hand."""

import threading
import time
from collections import deque
from collections.abc import Sequence

from .store import Claimed, Outcome

MOST = 64
AIM = 0.1
"""Seconds that a batch should last: long enough to share a commit, short enough that others needn't wait."""


class Hand:
    """Jobs claimed but not begun, and the outcomes not yet written down.

    Used by its own thread, and by the worker's, which takes back what waits too long.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[Claimed] = deque()
        self._outcomes: list[Outcome] = []
        self._began: float | None = None
        self._size = 1

    def limit(self) -> int:
        """How many jobs to claim next, by how long the last ones took."""
        return self._size

    def fill(self, jobs: Sequence[Claimed]) -> None:
        with self._lock:
            self._waiting.extend(jobs)

    def begin(self) -> Claimed | None:
        """The next job, None when there is none left."""
        with self._lock:
            if not self._waiting:
                return None
            self._began = time.monotonic()
            return self._waiting.popleft()

    def end(self, outcome: Outcome) -> None:
        """The job that was begun has ended."""
        with self._lock:
            assert self._began is not None
            took = max(time.monotonic() - self._began, 1e-6)
            self._began = None
            self._outcomes.append(outcome)
            self._size = max(1, min(int(AIM / took), self._size * 2, MOST))

    def seconds(self) -> float:
        """For how long the job in hand has been running; 0 when there is none."""
        began = self._began
        return 0.0 if began is None else time.monotonic() - began

    def take_outcomes(self) -> list[Outcome]:
        with self._lock:
            outcomes, self._outcomes = self._outcomes, []
            return outcomes

    def put_back(self, outcomes: list[Outcome]) -> None:
        """They could not be written down."""
        with self._lock:
            self._outcomes = outcomes + self._outcomes

    def take_waiting(self) -> list[Claimed]:
        """Take the jobs that were not begun out of the hand."""
        with self._lock:
            waiting = list(self._waiting)
            self._waiting.clear()
            return waiting

    def holds_others(self) -> bool:
        """Whether anything beside the job that runs waits here for this thread."""
        return bool(self._waiting or self._outcomes)
