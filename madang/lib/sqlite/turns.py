"""One writer at a time, over all processes and threads, by a file."""

import fcntl
import os
import random
import time

from django.db.utils import OperationalError

PATIENCE = 20.0
"""Seconds that a writer waits for its turn before it gives up."""

_NEXT_PAUSE = 0.0002
_QUEUE_PAUSE = 0.001


class WriteTurn:
    """The right to write, held by one connection at a time.

    SQLite lets writers fight: whoever polls at the right moment wins, and the losers get "database is
    locked". Here they queue at a lock of the kernel instead, which is released when its holder dies.

    Two bytes of thought: a waiting writer first becomes the *next* one (a second file), then takes the turn.
    Someone who has just written can't overtake the next one, so nobody starves.
    """

    def __init__(self, path: str, *, patience: float = PATIENCE) -> None:
        self.path = path
        self.patience = patience
        self.held = False
        self._turn: int | None = None
        self._next: int | None = None

    def take(self) -> None:
        """Wait for the turn; does nothing when it is held already.

        Raises OperationalError when others kept it for longer than `patience` seconds.
        """
        if self.held:
            return
        turn, following = self._files()
        deadline = time.monotonic() + self.patience
        try:
            self._wait(following, pause=_QUEUE_PAUSE, deadline=deadline)
            self._wait(turn, pause=_NEXT_PAUSE, deadline=deadline)
        finally:
            fcntl.flock(following, fcntl.LOCK_UN)
        self.held = True

    def release(self) -> None:
        """Let the next one write; does nothing when the turn isn't held."""
        if self.held and self._turn is not None:
            self.held = False
            fcntl.flock(self._turn, fcntl.LOCK_UN)

    def close(self) -> None:
        """Release the turn and forget the files."""
        self.held = False
        for descriptor in (self._turn, self._next):
            if descriptor is not None:
                os.close(descriptor)
        self._turn = self._next = None

    def __del__(self) -> None:
        self.close()

    def _files(self) -> tuple[int, int]:
        # A lock belongs to an opened file, so each connection opens its own: threads exclude each other too.
        if self._turn is None or self._next is None:
            self.close()
            try:
                self._turn = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
                self._next = os.open(f"{self.path}.next", os.O_RDWR | os.O_CREAT, 0o600)
            except OSError as error:
                raise OperationalError(f"cannot open the write lock {self.path}: {error.strerror}") from error
        return self._turn, self._next

    def _wait(self, descriptor: int, *, pause: float, deadline: float) -> None:
        # flock() itself waits without a limit, and a thread can't be called back from it.
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise OperationalError(
                        f"waited {self.patience:g} s for the write lock {self.path}: "
                        "another process keeps a transaction open"
                    ) from None
                time.sleep(pause * random.uniform(0.7, 1.3))  # noqa: S311  # spreads the waiters, no secret
            else:
                return
