"""publish(): tell all processes that something happened."""

import asyncio
import json
import logging
import time
from collections.abc import Mapping
from typing import Any

from django.db import connection, connections

from .choosing import transport

log = logging.getLogger(__name__)

LARGEST_PAYLOAD = 4096
"""Bytes of JSON. PostgreSQL takes 8000; a wake-up that needs more says too much."""

_PAUSE_WHEN_DOWN = 1.0
_down_until = 0.0


def publish(topic: str, payload: Mapping[str, Any] | None = None) -> None:
    """Wake those who listen to `topic`, in this process and all others.

    To be called after the commit: `transaction.on_commit(lambda: publish(…))`. `payload` is a small JSON
    object. Never raises and hardly waits: what can't be sent is logged and forgotten. May be called in an
    event loop.
    """
    try:
        packet = encoded(topic, payload or {})
    except (TypeError, ValueError):
        log.exception("a wake-up was not sent", extra={"topic": topic})
        return
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        _send(topic, packet)
    else:
        loop.run_in_executor(None, _send_from_a_thread, topic, packet)


def encoded(topic: str, payload: Mapping[str, Any]) -> bytes:
    """The packet for a wake-up. Raises ValueError when it is too large, TypeError when it isn't JSON."""
    packet = json.dumps([topic, payload], ensure_ascii=False, separators=(",", ":")).encode()
    if len(packet) > LARGEST_PAYLOAD + len(topic.encode()) + 8:
        raise ValueError(f"the payload has more than {LARGEST_PAYLOAD} bytes")
    return packet


def decoded(packet: bytes) -> tuple[str, dict[str, Any]]:
    topic, payload = json.loads(packet)
    return topic, payload


def _send(topic: str, packet: bytes) -> None:
    global _down_until
    if time.monotonic() < _down_until:
        return
    if connection.in_atomic_block and connection.needs_rollback:
        return  # what it would tell of is about to be undone
    try:
        transport().send(packet)
    except Exception as error:
        # A request must not wait for a server that is away, each time anew.
        _down_until = time.monotonic() + _PAUSE_WHEN_DOWN
        log.warning("a wake-up was not sent (%s)", error, extra={"topic": topic})


def _send_from_a_thread(topic: str, packet: bytes) -> None:
    try:
        _send(topic, packet)
    finally:
        connections.close_all()
