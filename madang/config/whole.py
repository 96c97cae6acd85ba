"""Hand a page's answer to the event loop in one piece."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from a2wsgi.wsgi import WSGIMiddleware, WSGIResponder

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class WholeAnswers(WSGIMiddleware):
    """As a2wsgi, for an application whose answers are whole in memory.

    a2wsgi's thread waits for the loop at the beginning, at every piece and at the end of an answer. While all
    threads are busy, each of these waits is a turn of every one of them.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # type: ignore[override]  # as asgi.py names them
        """Answer one request."""
        await _Whole(self.app, self.executor, self.send_queue_size)(scope, receive, send)  # type: ignore[arg-type]  # a2wsgi's own narrower types


class _Whole(WSGIResponder):
    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._start: Any = None
        self._body: list[bytes] = []

    def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self._start = message
        else:
            self._body.append(message["body"])

    def wsgi(self, environ: Any, start_response: Any) -> None:
        super().wsgi(environ, start_response)
        self.loop.call_soon_threadsafe(self._hand_over)

    def _hand_over(self) -> None:
        self.send_queue.put_nowait(self._start)
        self.send_queue.put_nowait({"type": "http.response.body", "body": b"".join(self._body)})
