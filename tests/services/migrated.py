"""Databases with all tables and nothing in them, made once in a run and copied for all who begin with one.

Bringing an empty database up to date takes longer than most tests' work in it. `make test` has one folder of
them (TESTS_TEMPLATES) for its run on PostgreSQL and the one on SQLite.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.services.postgres import drop_database, fresh_database

TEMPLATE = "madang_migrated"


def copy_migrated(to: Path) -> None:
    """Put a migrated SQLite database at `to`; outside a test run nothing is put there."""
    if "TESTS_FOLDER" not in os.environ:
        return
    folder = _templates() / "migrated"
    with _first(folder) as is_first:
        if is_first:
            _migrate(folder, database_url="")
    shutil.copyfile(folder / "madang.sqlite3", to)


def copy_migrated_on(server: str, *, name: str | None = None) -> str:
    """Make a migrated database in the cluster of `server`, in place of one of that name; give its address."""
    cluster = server.rpartition("/")[0]
    folder = _templates() / f"migrated-on-{cluster.rpartition(':')[2]}"
    with _first(folder) as is_first:
        if is_first:
            drop_database(f"{cluster}/{TEMPLATE}")
            _migrate(folder, database_url=fresh_database(server, name=TEMPLATE))
        if name:
            drop_database(f"{cluster}/{name}")
        return fresh_database(server, name=name, template=TEMPLATE)


def _templates() -> Path:
    return Path(os.environ.get("TESTS_TEMPLATES") or os.environ["TESTS_FOLDER"])


@contextmanager
def _first(folder: Path) -> Iterator[bool]:
    """Whether this process is the first of the run to come here; others wait until it has left."""
    folder.mkdir(exist_ok=True)
    with (folder / "making").open("w") as making:
        fcntl.flock(making, fcntl.LOCK_EX)  # xdist's workers share it
        yield not (folder / "made").exists()
        (folder / "made").touch()


def _migrate(folder: Path, *, database_url: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MADANG_")}
    environment = {**kept, "MADANG_DATA": str(folder), "DATABASE_URL": database_url, "REDIS_URL": ""}
    subprocess.run(
        [sys.executable, "-m", "madang", "migrate", "--verbosity", "0"],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )
