"""One browser that listens: a bounded queue of ready-made frames."""

import asyncio
from collections import deque

from .door import Pass
from .frames import frame
from .rights import Rights

LONGEST_QUEUE = 64
RELOAD = "reload"


class Reader:
    """An open stream of one session.

    Frames are shared with all readers they are for. A reader that doesn't take its frames loses them and is
    told to load everything anew instead, so that it never holds more than LONGEST_QUEUE. `check_at` is when
    its session is looked at next, in seconds of time.monotonic().
    """

    __slots__ = ("_news", "_queue", "check_at", "ended", "pass_", "rights")

    def __init__(self, pass_: Pass, rights: Rights, *, check_at: float) -> None:
        self.pass_ = pass_
        self.rights = rights
        self.check_at = check_at
        self.ended = False
        self._news = asyncio.Event()
        self._queue: deque[bytes] = deque()

    @property
    def person_id(self) -> int:
        """Who reads."""
        return self.pass_.person_id

    def put(self, one: bytes, *, position: int) -> None:
        """Queue a frame; `position` is the id of the last event told of when the queue is full."""
        if self.ended:
            return
        if len(self._queue) >= LONGEST_QUEUE:
            self._queue.clear()
            one = frame(RELOAD, {}, id=position)
        self._queue.append(one)
        self._news.set()

    def beat(self, one: bytes) -> None:
        """Show that the line lives, unless something is on its way anyway."""
        if not self._queue and not self.ended:
            self._queue.append(one)
            self._news.set()

    def end(self, last_words: bytes = b"") -> None:
        """Close the stream after `last_words`; what was queued is dropped, who comes back gets it."""
        if self.ended:
            return
        self._queue.clear()
        if last_words:
            self._queue.append(last_words)
        self.ended = True
        self._news.set()

    async def take(self) -> bytes:
        """Everything queued, as soon as there is something; empty when the stream ended."""
        if not self._queue and not self.ended:
            await self._news.wait()
        self._news.clear()
        taken = b"".join(self._queue)
        self._queue.clear()
        return taken
