"""A throw-away PostgreSQL: a cluster of its own in a temporary folder, on a free port, gone when it stops."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.services.ports import free_port

OWNER = "madang"
FAST_AND_FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "jit": "off",
    "max_connections": "200",
    "listen_addresses": "127.0.0.1",
    "logging_collector": "off",
    "log_min_messages": "fatal",
}


def programs() -> Path | None:
    """The folder that holds initdb and postgres, newest version first; None when they are not installed."""
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    on_path = shutil.which("initdb")
    candidates = [*reversed(packaged), *([Path(on_path).resolve().parent] if on_path else [])]
    return next((folder for folder in candidates if (folder / "postgres").exists()), None)


@contextmanager
def running_postgres() -> Iterator[str]:
    """Start a cluster and give the address of its empty database `madang`, then throw everything away."""
    binaries = programs()
    if binaries is None:
        raise RuntimeError("PostgreSQL is not installed; on Debian: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="madang-postgres-", dir="/tmp"))
    user = _user()
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
    try:
        _run(user, binaries / "initdb", "-D", folder / "data", *_INITDB)
        port = free_port()
        server = subprocess.Popen(
            [binaries / "postgres", "-D", folder / "data", "-p", str(port), "-k", folder, *_options()],
            stdin=subprocess.DEVNULL,
            stderr=(folder / "log").open("wb"),
            cwd=folder,
            user=user and user.pw_uid,
            group=user and user.pw_gid,
            extra_groups=[] if user else None,
        )
        try:
            _wait(port, server, folder / "log")
            yield fresh_database(f"postgresql://{OWNER}@127.0.0.1:{port}/postgres", name="madang")
        finally:
            server.send_signal(signal.SIGQUIT)  # nothing in it is worth a clean end
            server.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fresh_database(address: str, *, name: str | None = None, template: str = "template1") -> str:
    """Create one more database in the cluster of `address`, a copy of `template`; give the new one's address."""
    name = name or f"madang_{secrets.token_hex(6)}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'create database "{name}" template "{template}"'.encode())
    return f"{address.rpartition('/')[0]}/{name}"


def drop_database(address: str) -> None:
    """Drop the database of `address` with whoever is still connected to it."""
    cluster, _, name = address.rpartition("/")
    with psycopg.connect(f"{cluster}/postgres", autocommit=True) as connection:
        connection.execute(f'drop database if exists "{name}" with (force)'.encode())


_INITDB = (
    "--username", OWNER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions",
)  # fmt: skip


def _options() -> list[str]:
    return [part for name, value in FAST_AND_FORGETFUL.items() for part in ("-c", f"{name}={value}")]


def _user() -> pwd.struct_passwd | None:
    """Whom to run as: PostgreSQL refuses root, so Debian's own user for it, or nobody."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("PostgreSQL won't run as root, and there is neither a user postgres nor nobody")


def _run(user: pwd.struct_passwd | None, *command: str | Path) -> None:
    subprocess.run(
        command,
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        cwd="/",
        user=user and user.pw_uid,
        group=user and user.pw_gid,
        extra_groups=[] if user else None,
    )


def _wait(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(f"postgresql://{OWNER}@127.0.0.1:{port}/postgres").close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}") from None
            time.sleep(0.05)
