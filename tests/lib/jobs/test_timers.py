"""Functions that are called again and again by one worker of all."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from madang.lib.jobs import Worker, every, timekeeper, timers
from madang.lib.jobs.choosing import store

from .conftest import wait_until, working


@pytest.fixture(autouse=True)
def only_these_timers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(timekeeper, "TICK", 0.05)
    before = dict(timers.declared)
    timers.declared.clear()
    yield
    timers.declared.clear()
    timers.declared.update(before)


def counting(seconds: float) -> list[float]:
    calls: list[float] = []

    @every(seconds=seconds)
    def count() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        calls.append(seconds)

    return calls


def failing() -> Callable[[], None]:
    @every(seconds=0.05)
    def fail() -> None:
        raise RuntimeError("broken timer")

    return fail


def test_a_timer_is_called_again_and_again() -> None:
    calls = counting(0.1)
    with working(Worker()):
        wait_until(lambda: len(calls) >= 4)


def test_of_two_workers_one_calls_the_timers() -> None:
    calls = counting(60)
    with working(Worker(), Worker(), Worker()):
        wait_until(lambda: bool(calls))
        leader = store().leadership()
        assert not leader.hold()
    assert len(calls) == 1


def test_another_worker_goes_on_when_the_leader_ends() -> None:
    calls = counting(60)
    first, second = Worker(), Worker()
    with working(second):
        with working(first):
            wait_until(lambda: len(calls) == 1)
            second_has_waited = len(calls)
        assert second_has_waited == 1
    leader = store().leadership()
    assert leader.hold()
    with working(Worker()):
        leader.release()
        wait_until(lambda: len(calls) >= 2)


def test_a_timer_that_fails_is_called_again_and_stops_no_other() -> None:
    failing()
    calls = counting(0.1)
    with working(Worker()):
        wait_until(lambda: len(calls) >= 3)


def test_a_worker_without_timers_leaves_them_to_others() -> None:
    calls = counting(0.05)
    with working(Worker(timers=False)):
        leader = store().leadership()
        assert leader.hold()
        leader.release()
    assert calls == []
