"""Which parts of the DNS give no answer, so that they are not asked for a while."""

import threading
from collections.abc import Callable

from .zones import zone_of

OF_A_ZONE = 2
"""Questions in a row without an answer after which a zone is left alone."""

OF_ALL = 4
"""Questions in a row without an answer, of any zones, after which it is asked whether the DNS is there."""

LEFT_ALONE_FOR = 30.0
MOST_REMEMBERED = 10_000


class Silence:
    """Remembers who did not answer; one for all threads. Times are seconds of one clock.

    A zone that never answers (anybody can register one) is left alone by itself and costs other senders
    nothing. All are left alone only when `is_there` says that the DNS itself does not answer either.
    """

    def __init__(self, is_there: Callable[[], bool]) -> None:
        self._is_there = is_there
        self._lock = threading.Lock()
        self._in_vain: dict[str, int] = {}
        self._left_alone: dict[str, float] = {}
        self._all_in_vain = 0
        self._all_left_alone = 0.0

    def covers(self, name: str, *, now: float) -> bool:
        """Whether `name` is not to be asked about now."""
        with self._lock:
            return self._all_left_alone > now or self._left_alone.get(zone_of(name), 0.0) > now

    def broken_by(self, name: str) -> None:
        """There was an answer about `name`, be it that it isn't there."""
        with self._lock:
            self._all_in_vain = 0
            if self._in_vain:
                self._in_vain.pop(zone_of(name), None)

    def kept_by(self, name: str, *, now: float) -> None:
        """There was no answer about `name`."""
        zone = zone_of(name)
        with self._lock:
            if len(self._in_vain) >= MOST_REMEMBERED:
                self._in_vain.clear()
                self._left_alone.clear()
            # It stays one short of enough: after the pause one more question in vain begins the next.
            count = self._in_vain.get(zone, 0) + 1
            self._in_vain[zone] = min(count, OF_A_ZONE - 1)
            if count >= OF_A_ZONE:
                self._left_alone[zone] = now + LEFT_ALONE_FOR
            self._all_in_vain += 1
            if self._all_in_vain < OF_ALL:
                return
            self._all_in_vain = 0
        if not self._is_there():
            with self._lock:
                self._all_left_alone = now + LEFT_ALONE_FOR
