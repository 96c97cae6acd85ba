"""What a way between processes has to do, and how a thread that waits on one is ended."""

import select
import socket
from collections.abc import Iterator
from typing import Protocol


class Stop:
    """Ends a thread that waits for a socket."""

    def __init__(self) -> None:
        self._waker, self._waiter = socket.socketpair()
        self._set = False

    def set(self) -> None:
        # The thread closes the sockets once it sees that it is set, so that comes last.
        self._waker.send(b"!")
        self._set = True

    def is_set(self) -> bool:
        return self._set

    def wait(self, seconds: float) -> bool:
        """Wait until set, at most so long; whether it is set."""
        return self.readable(None, seconds=seconds) or self._set

    def readable(self, descriptor: int | None, *, seconds: float) -> bool:
        """Whether `descriptor` became readable within the time; False at once when the end has come."""
        if self._set:
            return False
        watched = [self._waiter.fileno()] if descriptor is None else [self._waiter.fileno(), descriptor]
        ready, _, _ = select.select(watched, [], [], seconds)
        return not self._set and descriptor in ready

    def close(self) -> None:
        self._waker.close()
        self._waiter.close()


class Transport(Protocol):
    """One way between processes. A packet is at most 4 KB and some bytes of frame."""

    def send(self, packet: bytes) -> None:
        """Hand a packet to all who listen. Raises when it can't."""

    def receive(self, stop: Stop) -> Iterator[bytes]:
        """Give the packets that arrive until `stop`; an empty one first, when all is set up.

        Raises when the connection is lost; whoever listens calls it again.
        """
