import contextlib
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection

from madang.lib.jobs import Worker, idle

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file that the sample's jobs write to."""
    return tmp_path / "lines"


@pytest.fixture(autouse=True)
def no_jobs(transactional_db: None) -> Iterator[None]:
    """Django empties its own tables after a test; Procrastinate's aren't known to it."""
    yield
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


StartWorking = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start_working(no_jobs: None) -> Iterator[StartWorking]:
    """Starts a process with a worker."""
    started: list[subprocess.Popen[str]] = []

    def start(grace: float = 12.0) -> subprocess.Popen[str]:
        name = str(connection.settings_dict["NAME"])
        started.append(
            subprocess.Popen(
                [sys.executable, "-m", "tests.lib.jobs.working", name, str(grace)],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


@contextlib.contextmanager
def working(*workers: Worker) -> Iterator[None]:
    """Let the workers work in threads of this process."""
    threads = [threading.Thread(target=worker.run) for worker in workers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for worker in workers:
            worker.stop()
        for thread in threads:
            thread.join(30)


def wait_until(happened: Callable[[], bool], *, seconds: float = 15.0) -> None:
    """Return once it has happened; AssertionError after `seconds`."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, f"it has not happened within {seconds:g} s"
        time.sleep(0.01)


def work_until_idle(*workers: Worker) -> None:
    with working(*workers):
        wait_until(idle)
