"""The one application that serves everything over HTTP.

Live streams are plain ASGI and cost no thread. Pages and API run in Django's WSGI handler, in a pool of
eight threads: a request gets a thread only when its body is here whole, and files leave outside the pool,
so that a slow client holds nobody up.
"""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from a2wsgi import WSGIMiddleware

from .wsgi import application as pages

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madang.config.settings")

from madang.realtime.stream import live_streams  # after Django is set up

from .files import files_outside_the_pool
from .hosts import is_ours
from .spool import spooled

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

THREADS = 8

_pages = spooled(files_outside_the_pool(WSGIMiddleware(pages, workers=THREADS)))  # type: ignore[arg-type]  # a2wsgi's own narrower types

STREAMS = {"/desk/live": live_streams}


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one connection."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
        return
    if scope["type"] == "http":
        # Under a name that isn't ours there are no streams; the pages say so (421).
        app = STREAMS.get(scope["path"], _pages) if is_ours(_host(scope)) else _pages
        await app(scope, receive, send)


def _host(scope: Scope) -> str:
    named = [value for name, value in scope["headers"] if name == b"host"]
    return named[0].decode("latin-1") if len(named) == 1 else ""


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await live_streams.start()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await live_streams.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return
