"""A request's body is there whole, and its length is told, however it came."""

import asyncio
from typing import Any

import pytest

from madang.config.spool import spooled


def _asked(pieces: list[bytes], headers: list[tuple[bytes, bytes]]) -> tuple[dict[bytes, bytes], bytes]:
    """The header fields and the body that the application behind gets."""
    messages = [
        {"type": "http.request", "body": piece, "more_body": place < len(pieces) - 1}
        for place, piece in enumerate(pieces)
    ]
    given: dict[str, Any] = {}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        given["headers"] = dict(scope["headers"])
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        given["body"] = body

    async def receive() -> Any:
        return messages.pop(0)

    async def send(message: Any) -> None:
        raise AssertionError(message)

    async def ask() -> None:
        await spooled(app)({"type": "http", "headers": headers}, receive, send)

    asyncio.run(ask())
    return given["headers"], given["body"]


@pytest.mark.parametrize("pieces", [[b"To: help@lantern.example"], [b"To: help", b"@lantern", b".example"]])
def test_a_body_in_chunks_is_told_with_its_length(pieces: list[bytes]) -> None:
    headers, body = _asked(pieces, [(b"transfer-encoding", b"chunked"), (b"host", b"desk.example")])
    assert headers == {b"content-length": b"24", b"host": b"desk.example"}
    assert body == b"To: help@lantern.example"


def test_a_request_without_a_body_stays_as_it_is() -> None:
    assert _asked([b""], [(b"host", b"desk.example")]) == ({b"host": b"desk.example"}, b"")


def test_a_length_that_was_said_stays() -> None:
    headers, body = _asked([b"12", b"34"], [(b"content-length", b"4")])
    assert (headers, body) == ({b"content-length": b"4"}, b"1234")
