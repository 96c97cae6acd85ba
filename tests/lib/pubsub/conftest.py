"""Each test of the contract runs over all three ways; servers are thrown away afterwards."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dj_database_url
import psycopg
import pytest
import redis
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper
from pytest_django import DjangoDbBlocker

from madang.lib.pubsub.hub import Hub
from madang.lib.pubsub.postgres import PostgresNotify
from madang.lib.pubsub.redis import RedisChannel
from madang.lib.pubsub.sockets import SocketFolder
from madang.lib.pubsub.transports import Transport


class Way:
    """One way of wake-ups: `transport()` makes what a process has of it, `cut()` breaks the listeners' connections."""

    def __init__(self, name: str, transport: Callable[[], Transport], cut: Callable[[], object]) -> None:
        self.name = name
        self.transport = transport
        self.cut = cut
        self.hubs: list[Hub] = []

    def hub(self) -> Hub:
        """The receiving end of one more process."""
        self.hubs.append(Hub(self.transport))
        return self.hubs[-1]


@pytest.fixture(params=["sockets", "postgres", "redis"])
def way(request: pytest.FixtureRequest, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Way]:
    if request.param == "sockets":
        yield Way("sockets", lambda: SocketFolder(tmp_path / "wake"), lambda: None)
    elif request.param == "redis":
        address = request.getfixturevalue("redis_server")
        client = redis.Redis.from_url(address)
        desk = tmp_path.name
        yield Way(
            "redis",
            lambda: RedisChannel(address, desk=desk),
            lambda: client.client_kill_filter(_type="pubsub"),
        )
    else:
        address = request.getfixturevalue("postgres_database")
        connections.settings["wake"] = connections.configure_settings(
            {"default": dict(dj_database_url.parse(address))}
        )["default"]
        made: list[DatabaseWrapper] = []

        def transport() -> Transport:
            made.append(DatabaseWrapper(connections.settings["wake"], "wake"))
            made[-1].inc_thread_sharing()
            return PostgresNotify(made[-1])

        def cut() -> None:
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
                )

        with django_db_blocker.unblock():
            yield Way("postgres", transport, cut)
            for wrapper in made:
                wrapper.close()
        del connections.settings["wake"]


class News:
    """What a listener was told, in order."""

    def __init__(self) -> None:
        self.told: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, topic: str, payload: dict[str, Any]) -> None:
        self.told.append((topic, payload))


@pytest.fixture
def news() -> News:
    return News()
