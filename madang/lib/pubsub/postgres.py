"""Wake-ups by PostgreSQL's LISTEN and NOTIFY."""

from collections.abc import Iterator
from typing import Any

import psycopg
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.connection import ConnectionProxy

from .transports import Stop

CHANNEL = "madang_wake"
"""Channels belong to a database, so desks in one server don't hear each other."""

_LOOK_AT_THE_CONNECTION = 30.0


class PostgresNotify:
    """Sends over Django's connection of the thread, listens on one of its own."""

    def __init__(
        self, database: BaseDatabaseWrapper | ConnectionProxy[BaseDatabaseWrapper] = connection
    ) -> None:
        self._database = database

    def send(self, packet: bytes) -> None:
        with self._database.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, packet.decode()])

    def receive(self, stop: Stop) -> Iterator[bytes]:
        with psycopg.connect(**self._parameters(), autocommit=True) as listening:
            listening.execute(f"LISTEN {CHANNEL}")
            yield b""
            while not stop.is_set():
                if stop.readable(listening.fileno(), seconds=_LOOK_AT_THE_CONNECTION):
                    for notice in listening.notifies(timeout=0):
                        yield notice.payload.encode()
                elif not stop.is_set():
                    listening.execute("SELECT 1")

    def _parameters(self) -> dict[str, Any]:
        parameters = dict(self._database.get_connection_params())
        for of_django in ("cursor_factory", "context"):
            parameters.pop(of_django, None)
        return parameters
