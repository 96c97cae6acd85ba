"""Killed at any step of letting a scheduled answer leave, it leaves once."""

import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime

import pytest

from tests.conftest import MakeDesk
from tests.crashes.test_kill_9 import Program, dies
from tests.services.desk import LiveDesk

RELEASE = "madang.tickets.actions.release"
DEATHS = [
    ("before", "madang.tickets.jobs:release_due", 1),
    ("before", f"{RELEASE}:release_planned", 1),
    ("after", f"{RELEASE}:write", 1),
    ("before", f"{RELEASE}:release", 1),
    ("after", f"{RELEASE}:release", 1),
    ("after", "madang.tickets.jobs:release_due", 1),
]


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, make_desk: MakeDesk) -> LiveDesk:
    """A desk that is set up, with its pages running; `work` is started by the test."""
    database = request.getfixturevalue("postgres_database") if request.param == "postgresql" else ""
    made = make_desk(database_url=database)
    made.madang(
        "setup", "--desk", "마당", "--owner-name", "한지우", "--owner-email", "owner@madang.example",
        "--owner-password", "courtyard-of-pine-7", "--brand", "등불 스토어",
        "--address", "help@lantern.example", "--language", "ko",
    )  # fmt: skip
    made.start("web")
    made.wait_until_ready()
    return made


def start_dying(desk: LiveDesk, when: str, point: str, nth: int) -> subprocess.Popen[bytes]:
    command = ["tests.crashes.dying", when, point, str(nth), "work", "--no-receiver"]
    with desk.log.open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            env=desk.environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    desk.processes.append(process)
    return process


def test_whatever_is_killed_each_scheduled_answer_leaves_once(desk: LiveDesk) -> None:
    program = Program(desk)
    opened = program.call(
        "POST", "/tickets", requester_email="noor.haddad@example.com", subject="Order", body="Where is it?"
    )
    number = opened["number"]
    alive_after_all = []
    for place, (when, point, nth) in enumerate(DEATHS):
        process = start_dying(desk, when, point, nth)
        now = datetime.now(UTC).isoformat()
        program.call("POST", f"/tickets/{number}/messages", body=f"answer {place}", send_at=now)
        if not dies(process, seconds=30):
            alive_after_all.append((when, point, nth))
            desk.kill(process)

    desk.start("work", "--no-receiver")
    deadline = time.monotonic() + 60
    wanted = {f"answer {place}": 1 for place in range(len(DEATHS))}
    left: Counter[str] = Counter()
    while time.monotonic() < deadline:
        shown = program.call("GET", f"/tickets/{number}")
        left = Counter(one["body_text"] for one in shown["messages"] if not one["incoming"])
        if left == wanted and not shown["planned"]:
            break
        time.sleep(0.5)
    assert left == wanted
    assert not alive_after_all, "these points were never reached"
