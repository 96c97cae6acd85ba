"""The way that wake-ups take, chosen by the settings."""

import os
from functools import cache

from django.conf import settings
from django.db import connection

from .transports import Transport


def transport() -> Transport:
    """This process's way; made anew in a forked child and for another database."""
    return _made(
        os.getpid(), settings.MADANG.redis_url, connection.vendor, str(connection.settings_dict["NAME"])
    )


@cache
def _made(process: int, redis_url: str, vendor: str, database: str) -> Transport:
    if redis_url:
        from .redis import RedisChannel

        return RedisChannel(redis_url, desk=database)
    if vendor == "postgresql":
        from .postgres import PostgresNotify

        return PostgresNotify()
    from .sockets import SocketFolder

    return SocketFolder(settings.MADANG.data / "wake")
