"""Background work in a thread: one step after another, until told to stop."""

import logging
import threading
from collections.abc import Callable

from django.db import OperationalError, close_old_connections, connection

log = logging.getLogger(__name__)

LONGEST_PAUSE = 30.0


class Loop(threading.Thread):
    """Calls `step` again at once while it did something, else after `every` seconds or a `wake`.

    `step` returns whether there may be more to do. An error in it is logged and tried again, later each time.
    """

    def __init__(self, name: str, step: Callable[[], bool], *, every: float = 1.0) -> None:
        super().__init__(name=name, daemon=True)
        self._step = step
        self._every = every
        self._wake = threading.Event()
        self._stopping = False

    def wake(self) -> None:
        """Do the next step now."""
        self._wake.set()

    def stop(self) -> None:
        """End after the step in hand; `join` waits for it."""
        self._stopping = True
        self._wake.set()

    def run(self) -> None:
        pause = self._every
        while not self._stopping:
            self._wake.clear()
            try:
                more = self._step()
                pause = self._every
            except OperationalError:
                log.exception("%s: the database did not answer", self.name)
                connection.close()
                more, pause = False, min(pause * 2, LONGEST_PAUSE)
            except Exception:
                log.exception("%s: a step failed", self.name)
                more, pause = False, min(pause * 2, LONGEST_PAUSE)
            close_old_connections()
            if not more and not self._stopping:
                self._wake.wait(pause)
        connection.close()
