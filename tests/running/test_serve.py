"""`madang serve` is quick to start, light, and ends cleanly."""

import signal
import time

import pytest

from tests.conftest import MakeDesk
from tests.services.desk import LiveDesk, descendants, memory, processor_seconds

MEGABYTE = 1024 * 1024


def test_a_second_start_takes_less_than_five_seconds(make_desk: MakeDesk) -> None:
    """Counted in processor time (the parent's and its migrations', then the slower part's), so that it holds
    while other tests keep the machine busy.
    """
    desk = make_desk(from_nothing=True)
    desk.end(desk.serve())
    parent = desk.serve().pid
    assert processor_seconds(parent) + max(map(processor_seconds, descendants(parent))) < 5


def test_all_processes_together_stay_under_256_megabytes(live_desk: LiveDesk) -> None:
    assert memory(live_desk.processes[0].pid) < 256 * MEGABYTE


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_a_desk_ends_cleanly_and_leaves_no_process_behind(
    live_desk: LiveDesk, ending: signal.Signals
) -> None:
    parent = live_desk.processes[0]
    parent.send_signal(ending)
    assert parent.wait(timeout=15) == 0
    assert live_desk.left_behind() == []


def test_a_part_that_dies_is_started_again(live_desk: LiveDesk) -> None:
    live_desk.kill_part("web")
    live_desk.wait_until_ready(seconds=20)


def test_parts_end_when_the_parent_was_killed(live_desk: LiveDesk) -> None:
    parent = live_desk.processes[0]
    parent.kill()
    parent.wait(timeout=5)
    deadline = time.monotonic() + 15
    while live_desk.left_behind() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert live_desk.left_behind() == [], "an orphan would hold the ports against the next start"
