"""A page's answer leaves its thread in one piece, and is the answer that the page gave."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from madang.config.whole import WholeAnswers

Page = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def _answered(page: Page, body: bytes = b"") -> list[dict[str, Any]]:
    """What the server is told to send."""
    sent: list[dict[str, Any]] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    async def ask() -> None:
        scope = {
            "type": "http",
            "method": "POST",
            "path": "/desk/",
            "query_string": b"",
            "http_version": "1.1",
        }
        app = WholeAnswers(page, workers=1)  # type: ignore[arg-type]  # a2wsgi's own narrower types
        await app({**scope, "headers": [(b"content-length", str(len(body)).encode())]}, receive, send)

    asyncio.run(ask())
    return sent


def test_status_headers_and_body_are_the_pages() -> None:
    def page(_environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start("201 Created", [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
        return [b"one ", b"two ", "셋".encode()]

    start, body = _answered(page)
    assert start["status"] == 201
    assert start["headers"] == [(b"set-cookie", b"a=1"), (b"set-cookie", b"b=2")]
    assert body["body"] == "one two 셋".encode()
    assert not body.get("more_body", False)


def test_a_page_reads_what_was_sent_to_it() -> None:
    def page(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [])
        return [environ["wsgi.input"].read().upper()]

    assert _answered(page, b"hello")[-1]["body"] == b"HELLO"


def test_nothing_of_a_page_that_failed_leaves() -> None:
    def page(_environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [])
        yield b"half of it"
        raise ConnectionError("the database went away")

    with pytest.raises(ConnectionError):
        _answered(page)


def test_the_page_is_closed_after_its_answer() -> None:
    closed: list[bool] = []

    class Answer(list[bytes]):
        def close(self) -> None:
            closed.append(True)

    def page(_environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [])
        return Answer([b"done"])

    assert _answered(page)[-1]["body"] == b"done"
    assert closed == [True]
