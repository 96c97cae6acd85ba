"""`madang serve` starts with what is there, is light, and ends cleanly."""

import signal
import time
from unittest.mock import Mock

import pytest
from django.core.management import call_command
from django.db.models.signals import pre_migrate

from tests.services.desk import LiveDesk, memory

MEGABYTE = 1024 * 1024


@pytest.mark.django_db
def test_a_second_start_leaves_the_tables_alone() -> None:
    """`python -m bench` says how long a start takes; replaying the tables' history was nearly half of it."""
    replayed = Mock()
    pre_migrate.connect(replayed)
    try:
        call_command("migrate", verbosity=0)
    finally:
        pre_migrate.disconnect(replayed)
    replayed.assert_not_called()


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
