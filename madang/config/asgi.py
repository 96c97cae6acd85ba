"""The one application that serves everything over HTTP.

Live streams and pictures from elsewhere are plain ASGI and cost the pages no thread. Pages and API run in
Django's WSGI handler, in a pool of threads: a request gets a thread only when its body is here whole, and
files leave outside the pool, so that a slow client holds nobody up. What pages ask again after a hint has few
threads of its own: fifty of them may ask at the same time, and nobody waits for it.
"""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from .whole import WholeAnswers
from .wsgi import application as pages

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madang.config.settings")

from madang.desk.picture_route import is_for_a_picture, pictures_from_elsewhere  # after Django is set up
from madang.realtime.stream import live_streams

from .files import files_outside_the_pool
from .hosts import is_ours
from .spool import spooled

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

THREADS, THREADS_FOR_HINTS = 6, 2

_pages, _asked_again = (
    spooled(files_outside_the_pool(WholeAnswers(pages, workers=threads)))  # type: ignore[arg-type]  # a2wsgi's own narrower types
    for threads in (THREADS, THREADS_FOR_HINTS)
)

LIVE, DESK, COUNTS = "/desk/live", "/desk/", b"counts"
"""Rows and counts are asked again at addresses of the desk with `?counts`."""


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one connection."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
        return
    if scope["type"] == "http":
        await _answering(scope)(scope, receive, send)


def _answering(scope: Scope) -> Application:
    """What answers; under a name that isn't ours there are pages alone, and they say so (421)."""
    if is_ours(_host(scope)):
        if scope["path"] == LIVE:
            return live_streams
        if is_for_a_picture(scope["path"]):
            return pictures_from_elsewhere
        if scope["path"].startswith(DESK) and scope["query_string"].startswith(COUNTS):
            return _asked_again
    return _pages


def _host(scope: Scope) -> str:
    named = [value for name, value in scope["headers"] if name == b"host"]
    return named[0].decode("latin-1") if len(named) == 1 else ""


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await live_streams.start()
            await pictures_from_elsewhere.start()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await live_streams.stop()
            await pictures_from_elsewhere.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return
