"""Jobs that leave lines in a file, which every process can read."""

import os
import signal
import time
from pathlib import Path

from django.contrib.contenttypes.models import ContentType

from madang.lib.jobs import job


def note(path: str, line: str) -> None:
    with Path(path).open("a") as file:
        file.write(f"{line}\n")


def lines(path: Path) -> list[str]:
    return path.read_text().split("\n")[:-1] if path.exists() else []


@job
def write(path: str, line: str) -> None:
    note(path, line)


@job
def echo(path: str, *given: object, **named: object) -> None:
    note(path, repr((given, named)))


@job(queue="mail")
def post(path: str, line: str) -> None:
    note(path, line)


@job(priority=50)
def urgent(path: str, line: str) -> None:
    note(path, line)


@job(retries=2, backoff=0.05)
def never_works(path: str) -> None:
    note(path, "tried")
    raise ConnectionError("the server is away")


@job(retries=5, backoff=0.05)
def works_at_last(path: str, failures: int) -> None:
    note(path, "tried")
    if len(lines(Path(path))) <= failures:
        raise ConnectionError("not yet")


@job(retries=0)
def breaks(path: str) -> None:
    raise RuntimeError("broken")


@job(retries=3, backoff=5, lock="ticket:{ticket}")
def in_order(path: str, ticket: int, line: str, failures: int = 0) -> None:
    """Fails so many times before it works."""
    note(path, f"{line} begins")
    tries = lines(Path(path)).count(f"{line} begins")
    if tries <= failures:
        raise ConnectionError("not yet")
    time.sleep(0.02)
    note(path, f"{line} ends")


@job(unique="index:{ticket}")
def index(path: str, ticket: int) -> None:
    note(path, f"ticket {ticket}")


@job(unique="again:{path}", retries=1, backoff=60)
def once_more(path: str) -> None:
    note(path, "tried")
    raise ConnectionError("not yet")


@job
def sleep(path: str, seconds: float) -> None:
    note(path, "begins")
    time.sleep(seconds)
    note(path, "ends")


@job
def wait_for(path: str, sign: str) -> None:
    """Runs until there is a file `sign`."""
    note(path, "waits")
    while not Path(sign).exists():
        time.sleep(0.01)


@job
def kill_the_worker(path: str) -> None:
    note(path, "killed")
    os.kill(os.getpid(), signal.SIGKILL)


@job
def kill_the_worker_once(path: str) -> None:
    note(path, "tried")
    if len(lines(Path(path))) == 1:
        os.kill(os.getpid(), signal.SIGKILL)


@job
def enqueue_another(path: str) -> None:
    note(path, "first")
    write.enqueue(path, "second")


@job(retries=0)
def write_a_row_and_fail(name: str) -> None:
    ContentType.objects.create(app_label=name, model="row")
    raise RuntimeError("after the row")
