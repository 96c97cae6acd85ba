"""A mailbox with many waiting messages is caught up: `python -m bench.mailbox`, by default 50,000.

Says how long it took until everything was stored and how much memory the worker held at most.
"""

import argparse
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from tests.services.desk import LiveDesk, memory
from tests.services.dovecot import PASSWORD, running_dovecot

WAITING = 50_000
SECONDS = 3600.0

CONNECT = """
from madang.channels.models import Inbox
from madang.intake.mailbox import Mailbox
from madang.intake.mailboxes.keeping import sealed
Mailbox.objects.create(
    inbox=Inbox.objects.get(), host="127.0.0.1", port={port}, security="none", user="help",
    secret=sealed({password!r}), only_new=False,
)
"""


def main() -> int:
    """Returns the exit code: 1 when messages were lost or doubled, or the memory was too much."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--waiting", type=int, default=WAITING)
    parser.add_argument("--most-memory", type=int, default=300, help="megabytes")
    options = parser.parse_args()
    figures = caught_up(options.waiting)
    print(", ".join(f"{name}: {value}" for name, value in figures.items()))
    is_good = figures["stored"] == options.waiting and figures["memory (PSS, MB)"] < options.most_memory
    return 0 if is_good else 1


def measure(waiting: int) -> dict[str, str]:
    """The figures of one mailbox as `make bench` keeps them."""
    figures = caught_up(waiting)
    return {
        f"{waiting:,} waiting messages stored in": f"{figures['seconds']} s",
        "messages stored": f"{figures['messages a second']} a second",
        "of them stored": f"{figures['stored']:,}",
        "memory of the worker meanwhile, at most (PSS)": f"{figures['memory (PSS, MB)']} MB",
    }


def caught_up(waiting: int) -> dict[str, int]:
    """Catch one mailbox up and give the figures; one message in a thousand has an attachment of 5 MB."""
    with tempfile.TemporaryDirectory(prefix="madang-bench-") as folder, running_dovecot() as dovecot:
        dovecot.fill("help", mails(waiting))
        desk = LiveDesk(Path(folder) / "desk", settings={"MADANG_PRIVATE_NETWORKS": "127.0.0.0/8"})
        try:
            desk.madang("migrate", "--verbosity", "0")
            desk.madang(
                "setup", "--desk", "마당", "--owner-name", "한지우", "--owner-email", "owner@madang.example",
                "--owner-password", "courtyard-of-pine-7", "--brand", "등불 스토어",
                "--address", "help@lantern.example", "--language", "ko",
            )  # fmt: skip
            _inside(desk, CONNECT.format(port=dovecot.port, password=PASSWORD))
            began = time.monotonic()
            worker = desk.start("work", "--no-receiver")
            stored = most = 0
            while stored < waiting and time.monotonic() - began < SECONDS:
                time.sleep(1)
                most = max(most, memory(worker.pid))
                stored = _stored(desk)
            seconds = time.monotonic() - began
            return {
                "stored": stored,
                "seconds": round(seconds),
                "messages a second": round(stored / seconds),
                "memory (PSS, MB)": round(most / 1024 / 1024),
            }
        finally:
            desk.stop_all()


def mails(count: int) -> Iterator[bytes]:
    """Different messages of a few lines, a large one now and then."""
    large = b"QUJD" * 18 + b"\r\n"
    for place in range(count):
        yield (
            f"From: Noor Haddad <noor{place % 5000}@example.com>\r\nTo: help@lantern.example\r\n"
            f"Subject: Order {place}\r\nMessage-ID: <{place}@example.com>\r\n"
            "Date: Mon, 02 Nov 2026 14:08:00 +0900\r\n\r\nWhere is it?\r\n"
        ).encode() + (large * 70_000 if place % 1000 == 999 else b"")


def _inside(desk: LiveDesk, code: str) -> None:
    subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{code}"],
        env={**desk.environment, "DJANGO_SETTINGS_MODULE": "madang.config.settings"},
        capture_output=True,
        check=True,
    )


def _stored(desk: LiveDesk) -> int:
    with closing(sqlite3.connect(f"file:{desk.data}/madang.sqlite3?mode=ro", uri=True)) as database:
        (count,) = database.execute("SELECT count(*) FROM intake_rawmessage").fetchone()
    return int(count)


if __name__ == "__main__":
    sys.exit(main())
