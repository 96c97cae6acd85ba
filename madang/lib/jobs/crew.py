"""The threads of a worker."""

import logging
import threading
from collections.abc import Callable, Sequence

from django.db import close_old_connections, connections, reset_queries

from .hand import Hand
from .running import perform
from .store import Store

log = logging.getLogger("madang.lib.jobs")


class Crew:
    """The threads that run a worker's jobs."""

    def __init__(self, runners: "Sequence[Runner]") -> None:
        self.runners = tuple(runners)
        for runner in self.runners:
            runner.found_more = self.wake_one

    def start(self) -> None:
        for runner in self.runners:
            runner.start()

    def wake_one(self) -> None:
        """There may be work. One thread is enough: it wakes the next when it finds more than it takes."""
        idle = [runner for runner in self.runners if runner.idle]
        for runner in idle[:1] or self.runners:
            runner.wake()

    def wake_all(self) -> None:
        for runner in self.runners:
            runner.wake()


class Runner(threading.Thread):
    """Claims jobs, runs them one after the other, and writes down how they ended when it claims the next."""

    def __init__(
        self,
        place: Store,
        worker: str,
        *,
        queues: Sequence[str] | None,
        ending: threading.Event,
        poll: float,
    ) -> None:
        super().__init__(name="jobs", daemon=True)
        self.hand = Hand()
        self.idle = False
        self.found_more: Callable[[], None] = self.wake
        self._place = place
        self._worker = worker
        self._queues = queues
        self._ending = ending
        self._poll = poll
        self._news = threading.Event()

    def wake(self) -> None:
        self._news.set()

    def run(self) -> None:
        while not self._ending.is_set():
            self._news.clear()
            if not self._safely(self._claim):
                self.idle = True
                self._news.wait(self._poll)
                self.idle = False
                continue
            while not self._ending.is_set() and (job := self.hand.begin()) is not None:
                close_old_connections()
                reset_queries()
                self.hand.end(perform(job))
        self.give_back()
        connections.close_all()

    def _claim(self) -> bool:
        """Write down how the last jobs ended and take the next; whether there are any."""
        outcomes = self.hand.take_outcomes()
        if not outcomes and not self._place.waiting(self._queues):
            return False
        limit = self.hand.limit()
        try:
            claimed = self._place.exchange(self._worker, outcomes, queues=self._queues, limit=limit)
        except BaseException:
            self.hand.put_back(outcomes)
            raise
        self.hand.fill(claimed)
        if len(claimed) == limit:
            self.found_more()
        return bool(claimed)

    def give_back(self) -> bool:
        """Write down what has ended and hand back what was not begun; whether that worked."""
        return self._safely(self._settle)

    def _settle(self) -> bool:
        if waiting := self.hand.take_waiting():
            self._place.hand_back(self._worker, waiting)
        if outcomes := self.hand.take_outcomes():
            try:
                self._place.exchange(self._worker, outcomes, queues=self._queues, limit=0)
            except BaseException:
                self.hand.put_back(outcomes)
                raise
        return True

    def _safely(self, step: Callable[[], bool]) -> bool:
        # A database that is away for a moment must not end the thread.
        try:
            close_old_connections()
            return step()
        except Exception:
            log.exception("the jobs' database did not answer")
            connections.close_all()
            return False
