"""One receiving thread a process, shared by all who listen in it."""

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from .choosing import transport
from .publishing import decoded
from .transports import Stop, Transport

log = logging.getLogger(__name__)

_SET_UP = 5.0
_PAUSES = (0.1, 0.5, 1.0, 2.0, 5.0)


@dataclass(frozen=True, eq=False)
class Subscription:
    """Someone who wants to be told about some topics."""

    topics: frozenset[str]
    call: Callable[[str, dict[str, Any]], object]


class Hub:
    """Receives while somebody listens, reconnects, and tells each subscription what it asked for."""

    def __init__(self, choose: Callable[[], Transport]) -> None:
        self._choose = choose
        self._lock = threading.Lock()
        self._subscriptions: tuple[Subscription, ...] = ()
        self._receiver: _Receiver | None = None

    def add(self, subscription: Subscription) -> None:
        """Tell `subscription` from now on; waits until the way is set up, some seconds at most."""
        with self._lock:
            self._subscriptions = (*self._subscriptions, subscription)
            if self._receiver is None:
                self._receiver = _Receiver(self._choose(), self._tell)
                self._receiver.start()
            receiver = self._receiver
        if not receiver.ready.wait(_SET_UP):
            log.warning("wake-ups don't arrive yet; the way to them is being set up")

    def remove(self, subscription: Subscription) -> None:
        """Tell it nothing more. The thread ends with the last one."""
        with self._lock:
            self._subscriptions = tuple(one for one in self._subscriptions if one is not subscription)
            receiver = None
            if not self._subscriptions:
                receiver, self._receiver = self._receiver, None
        if receiver is not None:
            receiver.end()

    def _tell(self, topic: str, payload: dict[str, Any]) -> None:
        for subscription in self._subscriptions:
            if topic not in subscription.topics:
                continue
            try:
                subscription.call(topic, payload)
            except Exception:
                log.exception("a listener failed", extra={"topic": topic})


class _Receiver(threading.Thread):
    def __init__(self, way: Transport, tell: Callable[[str, dict[str, Any]], None]) -> None:
        super().__init__(name="wake-ups", daemon=True)
        self.ready = threading.Event()
        self._way = way
        self._tell = tell
        self._ending = Stop()

    def end(self) -> None:
        self._ending.set()
        if threading.current_thread() is not self:
            self.join(timeout=2.0)

    def run(self) -> None:
        failures = 0
        while not self._ending.is_set():
            try:
                for packet in self._way.receive(self._ending):
                    failures = 0
                    self._take(packet)
            except Exception as error:
                pause = _PAUSES[min(failures, len(_PAUSES) - 1)]
                failures += 1
                log.warning("wake-ups stopped arriving (%s); trying again in %s s", error, pause)
                self._ending.wait(pause)
        self._ending.close()

    def _take(self, packet: bytes) -> None:
        if not packet:
            self.ready.set()
            return
        try:
            topic, payload = decoded(packet)
        except (TypeError, ValueError):
            log.warning("a wake-up could not be read")
            return
        self._tell(topic, payload)


def hub() -> Hub:
    """This process's hub; a forked child gets its own."""
    return _of_process(os.getpid())


@cache
def _of_process(process: int) -> Hub:
    return Hub(transport)
