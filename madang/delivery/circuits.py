"""What the senders of one process know together: which servers rest, and how many are busy with which."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

FIRST_REST = 5.0
LONGEST_REST = 300.0
"""Seconds without a try after a server was down; the rest doubles each time."""


@dataclass(slots=True)
class _Rest:
    until: float
    seconds: float


class Circuits:
    """One for all senders of a process; `senders` is how many they are.

    A server that is down rests, so that mails don't use up their tries on it and senders don't wait for it.
    No server gets the last sender while there are others: a slow one holds up its own mail only.
    """

    def __init__(self, senders: int = 1, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.lock = threading.RLock()
        self._senders = senders
        self._clock = clock
        self._busy: Counter[str] = Counter()
        self._rests: dict[str, _Rest] = {}

    def unavailable(self, *, servers: Callable[[], int]) -> frozenset[str]:
        """The servers that get no mail now; `servers` tells how many there are in all."""
        now = self._clock()
        resting = {server for server, rest in self._rests.items() if rest.until > now}
        most = max(1, self._senders - 1)
        busy = {server for server, count in self._busy.items() if count >= most}
        return frozenset(resting | busy) if busy and servers() > 1 else frozenset(resting)

    def begin(self, server: str) -> None:
        """A sender begins with a mail for the server."""
        with self.lock:
            self._busy[server] += 1

    def end(self, server: str, *, down: bool) -> None:
        """It ended; `down` when the server could not be reached or let nobody in."""
        with self.lock:
            self._busy[server] -= 1
            if self._busy[server] <= 0:
                del self._busy[server]
            now = self._clock()
            if not down:
                self._rests.pop(server, None)
            elif server not in self._rests:
                self._rests[server] = _Rest(now + FIRST_REST, FIRST_REST)
            elif self._rests[server].until <= now:
                seconds = min(self._rests[server].seconds * 2, LONGEST_REST)
                self._rests[server] = _Rest(now + seconds, seconds)
