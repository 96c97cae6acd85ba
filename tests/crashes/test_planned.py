"""Killed at any step of letting a scheduled answer leave, it leaves once."""

import time
from collections import Counter
from datetime import UTC, datetime

import pytest

from tests.crashes.asking import Program
from tests.crashes.conftest import MakeReady
from tests.crashes.doomed import Doomed
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


@pytest.fixture
def desk(make_ready: MakeReady) -> LiveDesk:
    """A desk with its pages running; `work` is started by the test."""
    made = make_ready()
    made.start("web")
    made.wait_until_ready()
    return made


def test_whatever_is_killed_each_scheduled_answer_leaves_once(desk: LiveDesk) -> None:
    program = Program(desk)
    opened = program.call(
        "POST", "/tickets", requester_email="noor.haddad@example.com", subject="Order", body="Where is it?"
    )
    number = opened["number"]
    alive_after_all = []
    doomed = Doomed(desk)
    for place, (when, point, nth) in enumerate(DEATHS):
        process = doomed.start(when, point, nth, "work", "--no-receiver")
        now = datetime.now(UTC).isoformat()
        program.call("POST", f"/tickets/{number}/messages", body=f"answer {place}", send_at=now)
        if not process.died(seconds=30):
            alive_after_all.append((when, point, nth))
            process.kill()

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
