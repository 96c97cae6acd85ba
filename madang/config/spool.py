"""Take a request's body whole before a thread is given to it."""

from collections.abc import Awaitable, Callable, MutableMapping
from tempfile import SpooledTemporaryFile
from typing import Any

from django.conf import settings

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LARGEST = 64 * 1024 * 1024
IN_MEMORY = 512 * 1024
PIECE = 256 * 1024


def spooled(app: App) -> App:
    """Wrap `app` so that it is called when the body has arrived; over 64 MiB is answered with 413."""

    async def whole(scope: Scope, receive: Receive, send: Send) -> None:
        first = await receive()
        if first["type"] == "http.disconnect":
            return
        if not first.get("more_body", False):
            await app(_sized(scope, len(first.get("body", b""))), _given(first, receive), send)
            return

        with SpooledTemporaryFile(max_size=IN_MEMORY, dir=str(settings.MADANG.data)) as body:
            message = first
            while True:
                if message["type"] == "http.disconnect":
                    return
                body.write(message.get("body", b""))
                if body.tell() > LARGEST:
                    await _too_large(send)
                    return
                if not message.get("more_body", False):
                    break
                message = await receive()
            size = body.tell()
            body.seek(0)

            async def stored() -> Message:
                if body.tell() >= size:
                    return await receive()
                piece = body.read(PIECE)
                return {"type": "http.request", "body": piece, "more_body": body.tell() < size}

            await app(_sized(scope, size), stored, send)

    return whole


def _sized(scope: Scope, size: int) -> Scope:
    """The request with its length: WSGI reads nothing of a body that came in chunks and says none."""
    headers: list[tuple[bytes, bytes]] = list(scope.get("headers", ()))
    if not size or any(name == b"content-length" for name, _ in headers):
        return scope
    kept = [(name, value) for name, value in headers if name != b"transfer-encoding"]
    return {**scope, "headers": [*kept, (b"content-length", str(size).encode("ascii"))]}


def _given(first: Message, receive: Receive) -> Receive:
    taken = False

    async def once() -> Message:
        nonlocal taken
        if taken:
            return await receive()
        taken = True
        return first

    return once


async def _too_large(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": b"This is larger than 64 MB.\n"})
