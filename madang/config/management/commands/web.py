import contextlib
import resource
import socket
import sys
from argparse import ArgumentParser
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand

from madang.config.static import gather
from madang.realtime.stream import live_streams

MOST_CONNECTIONS = 65_536


class StreamsFirst(uvicorn.Server):
    """Ends the live streams before it waits for open connections: they would never end by themselves."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await live_streams.stop()
        await super().shutdown(sockets)


class Command(BaseCommand):
    """`madang web`: serve pages and live streams until SIGTERM."""

    help = "Serve the pages."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=settings.MADANG.port)

    def handle(self, *args: Any, **options: Any) -> None:
        gather()
        _allow_many_connections()
        server = StreamsFirst(
            uvicorn.Config(
                "madang.config.asgi:application",
                host=settings.MADANG.bind,
                port=options["port"],
                http="httptools",
                ws="none",
                lifespan="on",
                access_log=False,
                log_config=None,
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=8,
                timeout_keep_alive=30,
                backlog=1024,
            )
        )
        with contextlib.suppress(KeyboardInterrupt):
            server.run()
        if not server.started:
            sys.exit(1)


def _allow_many_connections() -> None:
    """Every browser holds a connection open; most systems allow a process 1,024 files unless it asks."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS if hard == resource.RLIM_INFINITY else min(hard, MOST_CONNECTIONS)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
