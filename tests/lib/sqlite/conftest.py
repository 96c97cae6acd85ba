import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from pytest_django import DjangoDbBlocker

WRITER = Path(__file__).parent / "writer.py"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "desk.sqlite3"


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / "write.lock"


@pytest.fixture
def database(file: Path, lock: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[BaseDatabaseWrapper]:
    """This thread's connection to a database with one table; `connections["turns"]` is that of any other thread."""
    connections.settings["turns"] = connections.configure_settings(
        {
            "default": {
                "ENGINE": "madang.lib.sqlite",
                "NAME": str(file),
                "OPTIONS": {"write_lock": str(lock)},
                "CONN_MAX_AGE": None,
            }
        }
    )["default"]
    with django_db_blocker.unblock():
        with connections["turns"].cursor() as cursor:
            cursor.execute("CREATE TABLE entry (id integer PRIMARY KEY AUTOINCREMENT, writer text)")
            cursor.execute(
                "CREATE TABLE child (entry integer REFERENCES entry (id) DEFERRABLE INITIALLY DEFERRED)"
            )
        yield connections["turns"]
        connections["turns"].close()
    del connections["turns"]
    del connections.settings["turns"]


StartWriter = Callable[[int | str], subprocess.Popen[str]]


@pytest.fixture
def start_writer(file: Path, lock: Path) -> Iterator[StartWriter]:
    """Starts another process that writes so many times, or holds the turn."""
    started: list[subprocess.Popen[str]] = []

    def start(count: int | str) -> subprocess.Popen[str]:
        command = [sys.executable, str(WRITER), str(file), str(lock), str(count)]
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()
