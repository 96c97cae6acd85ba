"""What a job is promised, on every database alike."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from madang.lib.jobs import Job, counts, discard, failed, idle, retry, run_pending

from . import sample
from .sample import lines

SOON = timedelta(seconds=30)
LATER = timedelta(hours=2)


def test_a_committed_job_is_run(path: Path) -> None:
    with transaction.atomic():
        sample.write.enqueue(str(path), "done")
        assert lines(path) == []
    assert run_pending() == 1
    assert lines(path) == ["done"]
    assert run_pending() == 0


def test_a_rolled_back_job_is_never_run(path: Path) -> None:
    with transaction.atomic():
        sample.write.enqueue(str(path), "never")
        transaction.set_rollback(True)
    with transaction.atomic():
        sample.write.enqueue(str(path), "kept")
        with transaction.atomic():
            sample.write.enqueue(str(path), "never either")
            transaction.set_rollback(True)
    run_pending()
    assert lines(path) == ["kept"]


def test_arguments_arrive_as_json_says(path: Path) -> None:
    given = (1, 2.5, None, True, "한글", ["a", {"b": []}])
    sample.echo.enqueue(str(path), *given, key={"nested": [1]})
    run_pending()
    assert lines(path) == [repr((given, {"key": {"nested": [1]}}))]


def test_what_is_no_json_is_refused_at_once(path: Path) -> None:
    with pytest.raises(TypeError):
        sample.echo.enqueue(str(path), object())
    assert idle()


def test_urgent_jobs_go_first_and_others_in_their_order(path: Path) -> None:
    sample.write.enqueue(str(path), "first")
    sample.write.enqueue(str(path), "second")
    sample.urgent.enqueue(str(path), "urgent")
    sample.write.using(priority=-10).enqueue(str(path), "last")
    run_pending()
    assert lines(path) == ["urgent", "first", "second", "last"]


def test_a_worker_takes_only_from_its_queues(path: Path) -> None:
    sample.write.enqueue(str(path), "default")
    sample.post.enqueue(str(path), "mail")
    run_pending(queues=["mail", "others"])
    assert lines(path) == ["mail"]
    run_pending()
    assert lines(path) == ["mail", "default"]


def test_a_scheduled_job_waits_for_its_time(path: Path) -> None:
    sample.write.using(run_after=timezone.now() + LATER).enqueue(str(path), "later")
    sample.write.using(run_after=timezone.now() - SOON).enqueue(str(path), "now")
    run_pending()
    assert lines(path) == ["now"]
    assert (counts().scheduled, counts().ready, idle()) == (1, 0, True)
    run_pending(until=timezone.now() + LATER + SOON)
    assert lines(path) == ["now", "later"]


def test_a_job_may_enqueue_others(path: Path) -> None:
    sample.enqueue_another.enqueue(str(path))
    assert run_pending() == 2
    assert lines(path) == ["first", "second"]


def test_a_failing_job_is_tried_again_until_it_works(path: Path) -> None:
    sample.works_at_last.enqueue(str(path), failures=3)
    run_pending(until=timezone.now() + SOON)
    assert lines(path) == ["tried"] * 4
    assert (counts().failed, idle()) == (0, True)


def test_the_pauses_between_tries_double_up_to_an_hour() -> None:
    task = Job(func=sample.write.func, retries=14, backoff=2.0)
    assert [task.pause_after(failures) for failures in (1, 2, 3, 4)] == [2, 4, 8, 16]
    assert task.pause_after(14) == 3600
    assert task.pause_after(15) is None


def test_a_job_that_used_up_its_tries_is_kept_with_its_error(path: Path) -> None:
    sample.never_works.enqueue(str(path))
    run_pending(until=timezone.now() + SOON)
    assert lines(path) == ["tried"] * 3
    [job] = failed()
    assert job.name == "tests.lib.jobs.sample.never_works"
    assert (job.args, job.kwargs, job.attempts) == ([str(path)], {}, 3)
    assert job.error == "ConnectionError: the server is away"
    assert "in never_works" in job.traceback
    assert abs(timezone.now() - job.failed_at) < SOON
    assert (counts().failed, idle()) == (1, True)


def test_a_failed_job_that_is_retried_by_hand_has_all_its_tries_again(path: Path) -> None:
    sample.never_works.enqueue(str(path))
    run_pending(until=timezone.now() + SOON)
    [job] = failed()
    assert retry(job.id)
    assert not retry(job.id)
    assert failed() == []
    run_pending(until=timezone.now() + SOON)
    assert lines(path) == ["tried"] * 6
    assert len(failed()) == 1


def test_a_failed_job_may_be_forgotten(path: Path) -> None:
    sample.breaks.enqueue(str(path))
    run_pending()
    [job] = failed()
    assert discard(job.id)
    assert not discard(job.id)
    assert (failed(), counts().failed) == ([], 0)


def test_failed_jobs_are_listed_newest_first(path: Path) -> None:
    for number in range(3):
        sample.breaks.enqueue(f"{path}{number}")
        run_pending()
    assert [job.args for job in failed(limit=2)] == [[f"{path}2"], [f"{path}1"]]


def test_a_job_whose_function_is_gone_fails_at_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sample.write.enqueue(str(path), "x")
    monkeypatch.delattr(sample, "write")
    run_pending()
    [job] = failed()
    assert job.error.startswith("ImportError")


def test_jobs_of_one_lock_keep_their_order_through_failures(path: Path) -> None:
    sample.in_order.enqueue(str(path), ticket=1, line="a", failures=2)
    sample.in_order.enqueue(str(path), ticket=1, line="b")
    sample.in_order.enqueue(str(path), ticket=2, line="other")
    run_pending()
    assert lines(path) == ["a begins", "other begins", "other ends"]
    assert idle()
    run_pending(until=timezone.now() + SOON)
    assert lines(path)[3:] == ["a begins", "a begins", "a ends", "b begins", "b ends"]


def test_a_lock_goes_on_after_a_job_that_failed_for_good(path: Path) -> None:
    sample.in_order.enqueue(str(path), ticket=1, line="a", failures=99)
    sample.in_order.enqueue(str(path), 1, "b")
    run_pending(until=timezone.now() + SOON)
    assert lines(path)[-2:] == ["b begins", "b ends"]
    assert len(failed()) == 1


def test_a_job_that_waits_already_is_not_enqueued_twice(path: Path) -> None:
    first = sample.index.enqueue(str(path), ticket=1)
    with transaction.atomic():
        assert sample.index.enqueue(str(path), 1).id == first.id
    sample.index.enqueue(str(path), 2)
    run_pending()
    assert lines(path) == ["ticket 1", "ticket 2"]
    sample.index.enqueue(str(path), 1)
    run_pending()
    assert lines(path) == ["ticket 1", "ticket 2", "ticket 1"]


def test_a_job_that_has_begun_no_longer_stands_for_the_next(path: Path) -> None:
    sample.once_more.enqueue(str(path))
    run_pending()
    sample.once_more.enqueue(str(path))
    run_pending()
    assert lines(path) == ["tried", "tried"]
    assert counts().scheduled == 2


def test_jobs_run_inside_a_transaction_too_and_a_failing_one_undoes_only_its_own(path: Path) -> None:
    with transaction.atomic():
        sample.write.enqueue(str(path), "before")
        sample.write_a_row_and_fail.enqueue("undone")
        sample.write.enqueue(str(path), "after")
        assert run_pending() == 3
        ContentType.objects.create(app_label="kept", model="row")
    assert lines(path) == ["before", "after"]
    assert not ContentType.objects.filter(app_label="undone").exists()
    assert len(failed()) == 1


def test_counts_tell_what_is_where(path: Path) -> None:
    sample.write.enqueue(str(path), "ready")
    sample.write.using(run_after=timezone.now() + LATER).enqueue(str(path), "scheduled")
    now = counts()
    assert (now.ready, now.scheduled, now.running, now.failed) == (1, 1, 0, 0)
    assert not idle()
