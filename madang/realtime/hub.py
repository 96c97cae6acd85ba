"""The one reader of the history in a web process; it tells all browsers that are connected to it."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Iterable

from madang.history.readers import latest_id

from .database import DatabaseThread
from .door import reasons_to_close
from .frames import frame
from .hints import Hint
from .reader import RELOAD, Reader
from .reading import Batch, Comeback, missed_by, next_batch

log = logging.getLogger(__name__)

POLL = 2.0
"""Seconds after which the history is looked at without a wake-up: wake-ups may get lost."""

SOON = (0.02, 0.05, 0.1, 0.2, 0.4)
"""Pauses while events are there that may not be read yet (PostgreSQL: an older transaction still runs)."""

CHECK_SECONDS = 60.0
LEAST_CHECK_SECONDS = 1.0
"""When the session behind a stream is looked at again, and when after something happened to the person."""

LEAST_PAUSE = 0.01

EACH_READER_MS, MOST_SPREAD_MS = 10, 2000
"""All readers ask again after a hint; over how long they are spread, a reader and at most."""

AFTER_A_FAILURE = 1.0


class Hub:
    """Reads what happened once for all readers, and gives each what it may know.

    `position` is the id of the last event that all readers were told of, None before the history was read.
    """

    def __init__(self, database: DatabaseThread) -> None:
        self.position: int | None = None
        self.readers: set[Reader] = set()
        self._joining: dict[Reader, int | None] = {}
        self._database = database
        self._news = asyncio.Event()

    def wake(self) -> None:
        """Something happened: look now."""
        self._news.set()

    def join(self, reader: Reader, *, last: int | None) -> None:
        """Tell this reader from now on, and what it missed since the event `last` when that is given."""
        self._joining[reader] = last
        self._news.set()

    def leave(self, reader: Reader) -> None:
        """The reader is gone."""
        reader.end()
        self.readers.discard(reader)
        self._joining.pop(reader, None)

    def beat(self) -> None:
        """Show all readers that the line lives, and where they are."""
        if self.position is not None:
            one = frame("beat", {}, id=self.position)
            for reader in self.readers:
                reader.beat(one)

    def end(self) -> None:
        """Close every reader's stream."""
        for reader in (*self.readers, *self._joining):
            reader.end()

    async def run(self) -> None:
        """Read and tell, for ever; when the database doesn't answer, again a little later."""
        pauses = iter(SOON)
        while True:
            self._news.clear()
            began = time.monotonic()
            try:
                batch = await self._step()
            except Exception:
                log.exception("the history can't be read; trying again in %s s", AFTER_A_FAILURE)
                await asyncio.sleep(AFTER_A_FAILURE)
                continue
            # Reading takes at most half of the time, however much happens: pages need the processor as well.
            await asyncio.sleep(max(LEAST_PAUSE, time.monotonic() - began))
            if batch.more:
                continue
            if batch.hints or not batch.unsettled:
                pauses = iter(SOON)
            await self._wait(next(pauses, SOON[-1]) if batch.unsettled else POLL)

    async def _wait(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._news.wait()

    async def _step(self) -> Batch:
        if self.position is None:
            self.position = await self._database.do(latest_id)
        await self._welcome(self.position)
        groups = {reader.rights.key: reader.rights for reader in self.readers}
        batch = await self._database.do(next_batch, self.position, list(groups.values()))
        # Who lost rights by one of these events is not told about the others.
        # Signing out is recorded a moment before the session is gone, hence the second look.
        changed = [reader for reader in self.readers if reader.person_id in batch.people]
        await self.look_at(changed, again_in=LEAST_CHECK_SECONDS)
        self.position = batch.last
        self._tell(batch)
        return batch

    def _tell(self, batch: Batch) -> None:
        spread = _spread(len(self.readers))
        frames = {
            key: _hint_frame(hint, spread=spread, id=batch.last) for key, hint in batch.hints.items() if hint
        }
        for reader in self.readers:
            if one := frames.get(reader.rights.key):
                reader.put(one, position=batch.last)

    async def _welcome(self, position: int) -> None:
        """Take in those who joined. What happens after `position` comes to them with the next batch."""
        joining, self._joining = self._joining, {}
        try:
            missed = await self._missed(joining, position)
        except Exception:
            self._joining = {**joining, **self._joining}
            raise
        for reader in joining:
            if reader.ended:
                continue
            if reader in missed:
                reader.put(missed[reader], position=position)
            # Last, because it bears the id: who is cut off before it asks for what was missed once more.
            reader.put(frame("hello", {}, id=position), position=position)
            self.readers.add(reader)

    async def _missed(self, joining: dict[Reader, int | None], position: int) -> dict[Reader, bytes]:
        """A frame for each of those who come back and missed something."""
        back = {reader: last for reader, last in joining.items() if last is not None and last < position}
        if not back:
            return {}
        comebacks = [Comeback(last=last, rights=reader.rights) for reader, last in back.items()]
        answers = await self._database.do(missed_by, comebacks, up_to=position)
        spread = _spread(len(self.readers) + len(joining))
        return {
            reader: frame(RELOAD, {}) if hint is None else _hint_frame(hint, spread=spread)
            for reader, hint in zip(back, answers, strict=True)
            if hint is None or hint
        }

    async def look_at(
        self, readers: Iterable[Reader], *, by: DatabaseThread | None = None, again_in: float | None = None
    ) -> None:
        """Close the streams whose session ended or whose person has other rights now.

        The others are looked at again after `again_in` seconds, CHECK_SECONDS when None.
        """
        looked_at = list(readers)
        if not looked_at:
            return
        reasons = await (by or self._database).do(reasons_to_close, [reader.pass_ for reader in looked_at])
        next_look = time.monotonic() + (CHECK_SECONDS if again_in is None else again_in)
        for reader, reason in zip(looked_at, reasons, strict=True):
            reader.check_at = next_look
            if reason is not None:
                reader.end(frame("signed-out", {"because": reason}))


def _spread(readers: int) -> int:
    """Milliseconds; one reader alone asks at once."""
    return min(MOST_SPREAD_MS, EACH_READER_MS * max(0, readers - 1))


def _hint_frame(hint: Hint, *, spread: int, id: int | None = None) -> bytes:
    return frame("hint", {**hint.as_data(), "spread": spread}, id=id)
