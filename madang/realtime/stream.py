"""/desk/live: one stream of server-sent events a browser, as plain ASGI, so that it costs no thread.

What comes over it (all data is JSON):

- `hello` {}: the stream is open. Its id is where the reader stands.
- `hint` {"tickets": [numbers], "kinds": [names of events], "spread": milliseconds}: ask again about these,
  each reader at a moment of its own within that time. `list.changed` among the kinds: a ticket that isn't
  named left the reader's sight.
- `reload` {}: too much was missed; ask about everything again.
- `presence` {"ticket": number, "people": [{"id", "name", "typing"}]}: who else has the ticket open.
- `told` {}: something is new for this person alone; ask for it.
- `beat` {}: every 15 seconds, so that both sides notice a dead line.
- `signed-out` {"because": "session" | "rights"}: the last one. After "rights" a new stream may be opened.

Opened with Last-Event-ID (or `?last=`), it begins with what was missed.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine, MutableMapping
from typing import Any

from madang.lib.pubsub import Listener

from .attendance import Attendance
from .database import DatabaseThread
from .door import Refused, last_seen_event, let_in, session_key_of
from .hub import AFTER_A_FAILURE, CHECK_SECONDS, Hub
from .reader import Reader
from .told import Told

log = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

EVENTS = "events"
"""The topic on which `pipeline` says that something happened; it carries nothing."""

BEAT_SECONDS = 15.0
CHECKED_AT_ONCE = 20
MOST_OF_A_PERSON = 40
"""Open streams of one person; a browser opens one, or one a tab where it has no shared workers."""

MOST = 10_000
ENDING_SECONDS = 0.5

HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


class LiveStreams:
    """All streams of one web process."""

    _hub: Hub
    _door: DatabaseThread

    def __init__(self) -> None:
        self._open = False
        self._tasks: list[asyncio.Task[None]] = []
        self._threads: list[DatabaseThread] = []

    @property
    def position(self) -> int | None:
        """The id of the last event that readers were told of; None while no streams are served here."""
        return self._hub.position if self._open else None

    async def start(self) -> None:
        """Begin to read the history; returns at once, also when the database doesn't answer yet."""
        reading, self._door = DatabaseThread("live-history"), DatabaseThread("live-door")
        self._hub = Hub(reading)
        attendance = Attendance(self._hub)
        self._threads = [reading, self._door]
        told = Told(self._hub)
        works = (
            *(self._hub.run, self._listen, attendance.listen, attendance.watch),
            *(told.listen, self._beat, self._check),
        )
        self._tasks = [asyncio.create_task(_kept_up(work)) for work in works]
        self._open = True

    async def stop(self) -> None:
        """End every stream at once; browsers come back to whoever serves next, and miss nothing."""
        if not self._open:
            return
        self._open = False
        self._hub.end()
        for task in self._tasks:
            task.cancel()
        await asyncio.wait(self._tasks, timeout=ENDING_SECONDS)
        await asyncio.gather(*(thread.end() for thread in self._threads))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request for /desk/live."""
        try:
            reader = await self._admitted(scope)
        except Refused as refused:
            await _refuse(send, refused.status)
            return
        except Exception:
            log.exception("a stream was not opened")
            await _refuse(send, 503)
            return
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        if scope["method"] == "HEAD" or not self._open:
            await send({"type": "http.response.body", "body": b""})
            return
        await self._serve(reader, last_seen_event(scope), receive, send)

    async def _admitted(self, scope: Scope) -> Reader:
        key = session_key_of(scope)
        if not self._open or len(self._hub.readers) >= MOST:
            raise Refused(503)
        pass_, rights = await self._door.do(let_in, key)
        if sum(reader.person_id == pass_.person_id for reader in self._hub.readers) >= MOST_OF_A_PERSON:
            raise Refused(429)
        return Reader(pass_, rights, check_at=time.monotonic() + CHECK_SECONDS)

    async def _serve(self, reader: Reader, last: int | None, receive: Receive, send: Send) -> None:
        gone = asyncio.create_task(_until_gone(reader, receive))
        self._hub.join(reader, last=last)
        try:
            while taken := await reader.take():
                await send({"type": "http.response.body", "body": taken, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            self._hub.leave(reader)
            gone.cancel()

    async def _listen(self) -> None:
        async with Listener(EVENTS, size=1) as wake_ups:
            async for _ in wake_ups:
                self._hub.wake()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            self._hub.beat()

    async def _check(self) -> None:
        while True:
            await asyncio.sleep(1)
            now = time.monotonic()
            late = [reader for reader in self._hub.readers if reader.check_at <= now]
            for first in range(0, len(late), CHECKED_AT_ONCE):
                await self._hub.look_at(late[first : first + CHECKED_AT_ONCE], by=self._door)


async def _kept_up(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Do the work for ever; what stops it by an error is begun anew."""
    while True:
        try:
            await work()
        except Exception:
            log.exception("%s failed; beginning again in %s s", work.__qualname__, AFTER_A_FAILURE)
        await asyncio.sleep(AFTER_A_FAILURE)


async def _until_gone(reader: Reader, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    reader.end()


async def _refuse(send: Send, status: int) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


live_streams = LiveStreams()
