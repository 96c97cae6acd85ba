"""Streams as browsers hold them: over ASGI in this process, and over HTTP to a real desk."""

import asyncio
import http.client
import json
import queue
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Self

from madang.realtime.stream import LiveStreams


@dataclass(frozen=True)
class Heard:
    """One event of a stream; `at` is when it arrived, in seconds of time.monotonic()."""

    name: str
    data: dict[str, Any]
    id: int | None
    at: float


class Line:
    """One open stream: what it says is waited for in order, other events than the asked for are passed over."""

    def __init__(self) -> None:
        self.status = 0
        self.last: int | None = None
        self.ended = threading.Event()
        self._rest = ""
        self._heard: queue.Queue[Heard | None] = queue.Queue()

    def hear(self, name: str, *, seconds: float = 10) -> Heard:
        """The next event of that name; AssertionError when the stream ends or is silent for too long."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                heard = self._heard.get(timeout=max(0.001, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"no {name} within {seconds} s") from None
            assert heard is not None, f"the stream ended without {name}"
            if heard.name == name:
                return heard

    def hear_of(self, *numbers: int, seconds: float = 10) -> None:
        """Return when hints have named all these tickets."""
        left = set(numbers)
        deadline = time.monotonic() + seconds
        while left:
            left -= set(self.hear("hint", seconds=deadline - time.monotonic()).data["tickets"])

    def everything(self) -> list[Heard]:
        """What was heard so far and not asked for."""
        found = []
        while not self._heard.empty():
            heard = self._heard.get()
            if heard is not None:
                found.append(heard)
        return found

    def take(self, piece: bytes) -> None:
        """Bytes from the server."""
        *frames, self._rest = (self._rest + piece.decode()).split("\n\n")
        for text in frames:
            fields = dict(line.split(": ", 1) for line in text.split("\n") if ": " in line)
            given = int(fields["id"]) if "id" in fields else None
            self.last = given if given is not None else self.last
            self._heard.put(Heard(fields["event"], json.loads(fields["data"]), given, time.monotonic()))

    def end(self) -> None:
        """The server has ended it."""
        self.ended.set()
        self._heard.put(None)


class HttpLine(Line):
    """A stream of a real desk, read in a thread."""

    def __init__(self, url: str, *, cookie: str, last: int | None = None) -> None:
        super().__init__()
        connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=60)
        headers = {"Cookie": cookie} | ({"Last-Event-ID": str(last)} if last is not None else {})
        connection.request("GET", "/desk/live", headers=headers)
        self._socket = connection.sock
        self._answer = connection.getresponse()
        self.status = self._answer.status
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        try:
            while piece := self._answer.read1(65536):
                self.take(piece)
        except (OSError, ValueError, http.client.HTTPException):
            pass
        self.end()

    def break_off(self) -> None:
        """Cut the connection, as a tunnel does to a train."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.break_off()


class AsgiLine(Line):
    """A stream of this process. A paused one takes nothing, as a browser behind a dead line."""

    def __init__(self, streams: "Streams", scope: dict[str, Any]) -> None:
        super().__init__()
        self._streams = streams
        self._scope = scope
        self._asked = threading.Event()
        self.flowing = asyncio.Event()
        self.flowing.set()
        self._gone = asyncio.Event()
        self._task = asyncio.run_coroutine_threadsafe(self._run(), streams.loop)
        assert self._asked.wait(10), "the stream was not answered"

    async def _run(self) -> None:
        try:
            await self._streams.live(self._scope, self._receive, self._send)
        finally:
            self.end()

    async def _receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._asked.set()
            return
        await self.flowing.wait()
        self.take(message.get("body", b""))

    def pause(self) -> None:
        """Take nothing from now on."""
        self._streams.loop.call_soon_threadsafe(self.flowing.clear)

    def go_on(self) -> None:
        """Take everything again."""
        self._streams.loop.call_soon_threadsafe(self.flowing.set)

    def break_off(self) -> None:
        """Go away."""
        self._streams.loop.call_soon_threadsafe(self._gone.set)
        assert self.ended.wait(5)


class Streams:
    """The streams of one web process, in a thread of the test."""

    def __init__(self) -> None:
        self.live = LiveStreams()
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)

    def open(
        self,
        cookie: str = "",
        *,
        last: int | None = None,
        method: str = "GET",
        headers: dict[str, str] | None = None,
    ) -> AsgiLine:
        """A browser opens its stream; returns when it was answered."""
        named = {
            "cookie": cookie,
            **({"last-event-id": str(last)} if last is not None else {}),
            **(headers or {}),
        }
        scope = {
            "type": "http",
            "method": method,
            "path": "/desk/live",
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in named.items()],
        }
        return AsgiLine(self, scope)

    def start(self) -> None:
        """Serve."""
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self.live.start(), self.loop).result(10)

    def stop(self) -> None:
        """End all streams."""
        asyncio.run_coroutine_threadsafe(self.live.stop(), self.loop).result(10)

    def end(self) -> None:
        """Stop, and let the thread go."""
        self.stop()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(5)


@contextmanager
def serving() -> Iterator[Streams]:
    """Streams that are stopped at the end."""
    streams = Streams()
    streams.start()
    try:
        yield streams
    finally:
        streams.end()
