"""A throw-away Redis on a free port, holding nothing on disk."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from tests.services.ports import free_port, wait_until_open


def program() -> str | None:
    """Where redis-server is, or None."""
    return shutil.which("redis-server")


@contextmanager
def running_redis() -> Iterator[str]:
    """Start an empty Redis and give its address, then throw it away."""
    binary = program()
    if binary is None:
        raise RuntimeError("Redis is not installed; on Debian: apt-get install redis-server")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="madang-redis-") as folder:
        server = subprocess.Popen(
            [
                binary,
                "--port",
                str(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
                folder,
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        try:
            wait_until_open(port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.kill()
            server.wait(timeout=10)
