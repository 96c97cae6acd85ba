"""What a worker promises: everything once at a time, work in hand finished, and nothing lost with it."""

import signal
import threading
import time
from collections import Counter
from pathlib import Path

from django.db import transaction

from madang.lib.jobs import Worker, counts, failed, idle
from madang.lib.jobs.store import LIMIT_OF_DEATHS

from . import sample
from .conftest import StartWorking, wait_until, work_until_idle, working
from .sample import lines


def test_two_workers_run_every_job_once(path: Path) -> None:
    for start in range(0, 200, 50):
        with transaction.atomic():
            for number in range(start, start + 50):
                sample.write.enqueue(str(path), str(number))
    work_until_idle(Worker(threads=2), Worker(threads=2))
    assert Counter(lines(path)) == Counter(str(number) for number in range(200))


def test_a_committed_job_wakes_a_worker_at_once(path: Path) -> None:
    with working(Worker(poll=60)):
        sample.write.enqueue(str(path), "warm")
        wait_until(lambda: lines(path) == ["warm"])
        time.sleep(0.2)
        began = time.monotonic()
        sample.write.enqueue(str(path), "woken")
        wait_until(lambda: len(lines(path)) == 2)
        assert time.monotonic() - began < 10


def test_a_long_job_keeps_no_other_waiting(path: Path) -> None:
    with transaction.atomic():
        for number in range(60):
            sample.write.enqueue(str(path), str(number))
        sample.wait_for.enqueue(str(path), str(path.parent / "go on"))
        for number in range(60, 80):
            sample.write.enqueue(str(path), str(number))
    with working(Worker(threads=2)):
        wait_until(lambda: len(lines(path)) == 81)
        (path.parent / "go on").touch()


def test_jobs_of_one_lock_never_run_at_the_same_time(path: Path) -> None:
    with transaction.atomic():
        for number in range(6):
            sample.in_order.enqueue(str(path), ticket=1, line=str(number))
    work_until_idle(Worker(threads=3), Worker(threads=3))
    assert lines(path) == [f"{number} {what}" for number in range(6) for what in ("begins", "ends")]


def test_a_failed_try_is_made_again_by_the_worker(path: Path) -> None:
    sample.works_at_last.enqueue(str(path), failures=2)
    with working(Worker(poll=0.05)):
        wait_until(lambda: len(lines(path)) == 3)
        wait_until(lambda: counts().scheduled == 0 and idle())


def test_the_end_finishes_what_is_in_hand_and_hands_the_rest_back(
    path: Path, start_working: StartWorking
) -> None:
    with transaction.atomic():
        for _ in range(6):
            sample.sleep.enqueue(str(path), 0.8)
    process = start_working()
    wait_until(lambda: lines(path).count("begins") >= 2)
    process.send_signal(signal.SIGTERM)
    assert process.communicate(timeout=10)[0] == "ended\n"
    begun = lines(path).count("begins")
    assert lines(path).count("ends") == begun < 6
    assert (counts().running, counts().ready) == (0, 6 - begun)


def test_a_job_that_outlasts_the_end_is_run_again_by_the_next_worker(
    path: Path, start_working: StartWorking
) -> None:
    sample.sleep.enqueue(str(path), 3)
    process = start_working(0.2)
    wait_until(lambda: lines(path) == ["begins"])
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=2.5)
    work_until_idle(Worker())
    assert lines(path) == ["begins", "begins", "ends"]


def test_the_job_of_a_killed_worker_is_handed_to_the_next_at_once(
    path: Path, start_working: StartWorking
) -> None:
    sample.kill_the_worker_once.enqueue(str(path))
    assert start_working().wait(timeout=20) == -signal.SIGKILL
    assert not idle()
    began = time.monotonic()
    work_until_idle(Worker())
    assert lines(path) == ["tried", "tried"]
    assert time.monotonic() - began < 15
    assert failed() == []


def test_the_job_of_a_killed_worker_is_handed_to_one_that_runs(
    path: Path, start_working: StartWorking
) -> None:
    killed = start_working()
    sample.sleep.enqueue(str(path), 1.5)
    wait_until(lambda: lines(path) == ["begins"])
    with working(Worker(lease=3)):
        time.sleep(0.3)
        killed.kill()
        wait_until(lambda: lines(path) == ["begins", "begins", "ends"], seconds=8)
        wait_until(idle)


def test_a_job_that_kills_its_workers_fails_and_takes_no_other_with_it(
    path: Path, start_working: StartWorking
) -> None:
    with transaction.atomic():
        for number in range(5):
            sample.write.enqueue(str(path), str(number))
        sample.kill_the_worker.enqueue(str(path))
        for number in range(5, 10):
            sample.write.enqueue(str(path), str(number))
    for _ in range(LIMIT_OF_DEATHS):
        assert start_working().wait(timeout=20) == -signal.SIGKILL
    work_until_idle(Worker())
    assert lines(path).count("killed") == LIMIT_OF_DEATHS
    assert {line for line in lines(path) if line != "killed"} == {str(number) for number in range(10)}
    [job] = failed()
    assert job.error == "its worker died while it ran"
    assert job.attempts == LIMIT_OF_DEATHS


def test_a_worker_may_share_its_end_with_others(path: Path) -> None:
    ended = threading.Event()
    thread = threading.Thread(target=Worker(stop=ended).run)
    thread.start()
    ended.set()
    thread.join(5)
    assert not thread.is_alive()
