"""What a worker does beside its jobs."""

import logging
import time

from django.db import close_old_connections, connections

from .crew import Crew
from .store import Store

log = logging.getLogger("madang.lib.jobs")

LONG = 0.25
"""Seconds after which a running job no longer keeps others waiting in its thread's hand."""


class Keeper:
    """Shows that the worker lives, hands back the jobs of dead ones, and keeps nothing waiting."""

    def __init__(self, place: Store, worker: str, *, crew: Crew, lease: float) -> None:
        self._place = place
        self._worker = worker
        self._crew = crew
        self._lease = lease
        self._next_beat = 0.0
        self._next_burial = 0.0

    def look(self) -> None:
        """To be called a few times a second."""
        try:
            close_old_connections()
            self._beat()
            self._bury()
        except Exception:
            log.exception("the jobs' database did not answer")
            connections.close_all()
        for runner in self._crew.runners:
            if runner.hand.seconds() > LONG and runner.hand.holds_others() and runner.give_back():
                self._crew.wake_one()

    def _beat(self) -> None:
        now = time.monotonic()
        if now >= self._next_beat:
            self._place.beat(self._worker)
            self._next_beat = now + self._lease / 3

    def _bury(self) -> None:
        now = time.monotonic()
        if now >= self._next_burial:
            self._next_burial = now + min(1.0, self._lease / 3)
            if handed_back := self._place.bury(lease=self._lease):
                log.warning("jobs of workers that died are handed back", extra={"jobs": handed_back})
                self._crew.wake_one()
