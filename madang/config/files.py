"""Send files outside the pool of threads: a page names the file in a header, and its thread is free."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from django.conf import settings

from madang.lib.files import FILE_HEADER

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

PIECE = 256 * 1024


def files_outside_the_pool(app: App) -> App:
    """Wrap `app`: a response with FILE_HEADER is followed by that file's bytes, from MADANG_DATA alone."""

    async def sending(scope: Scope, receive: Receive, send: Send) -> None:
        named: list[Path] = []
        start: Message = {}

        async def send_or_note(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                headers = dict(message["headers"])
                if name := headers.get(FILE_HEADER.lower().encode()):
                    named.append(_inside_data(name.decode()))
                    start = message
                    return
            if not named:
                await send(message)

        await app(scope, receive, send_or_note)
        if named:
            await _send_file(named[0], start, send)

    return sending


def _inside_data(name: str) -> Path:
    root = settings.MADANG.data.resolve()
    path: Path = (root / name).resolve()
    if not path.is_relative_to(root):
        raise PermissionError(f"{name} lies outside the data folder")
    return path


async def _send_file(path: Path, start: Message, send: Send) -> None:
    kept = [
        (name, value)
        for name, value in start["headers"]
        if name not in {FILE_HEADER.lower().encode(), b"content-length"}
    ]
    try:
        file = await asyncio.to_thread(path.open, "rb")
    except FileNotFoundError:
        await send({"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})
        return
    with file:
        size = path.stat().st_size
        headers = [*kept, (b"content-length", str(size).encode())]
        await send({"type": "http.response.start", "status": start["status"], "headers": headers})
        while piece := await asyncio.to_thread(file.read, PIECE):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
