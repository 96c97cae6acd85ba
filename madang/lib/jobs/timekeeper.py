"""The thread that calls the timers, in one worker of all."""

import logging
import threading
import time

from django.db import close_old_connections, connections, reset_queries

from .store import Leadership
from .timers import declared

log = logging.getLogger("madang.lib.jobs")

TICK = 1.0


class Timekeeper(threading.Thread):
    """Calls what is due each second while this worker leads; else it tries to become the leader."""

    def __init__(self, leadership: Leadership, *, ending: threading.Event) -> None:
        super().__init__(name="timers", daemon=True)
        self._leadership = leadership
        self._ending = ending
        self._due: dict[str, float] = {}

    def run(self) -> None:
        while not self._ending.is_set():
            try:
                led = self._leadership.hold()
            except Exception:
                log.exception("who calls the timers can't be settled")
                led = False
            if led:
                self._call_what_is_due()
            else:
                self._due.clear()
            self._ending.wait(TICK)
        self._leadership.release()
        connections.close_all()

    def _call_what_is_due(self) -> None:
        for name, timer in list(declared.items()):
            now = time.monotonic()
            if self._ending.is_set():
                return
            # A tick may come some milliseconds early; a timer of a second shall not miss it.
            if now < self._due.get(name, 0.0) - TICK / 10:
                continue
            self._due[name] = now + timer.seconds
            close_old_connections()
            reset_queries()
            try:
                timer.function()
            except Exception:
                log.exception("a timer failed", extra={"function": name})
                connections.close_all()
