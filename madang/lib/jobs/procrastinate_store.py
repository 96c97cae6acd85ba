"""Jobs in Procrastinate's tables on PostgreSQL.

Its functions in the database write jobs down, hand them out and note their end; what they don't know (the
error, how often a worker died) is in our own tables beside. The workers are ours, the same as on SQLite: they
settle several jobs in one commit and share the process with the mail receiver.
"""

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Job as ProcrastinateJob
from procrastinate.manager import JobManager

from . import procrastinate_workers as workers
from .advisory import AdvisoryLeadership
from .models import Trouble
from .procrastinate_calls import DUE, again, change, fetch, forget_done, give_up, names, rows
from .store import Claimed, Counts, Entry, FailedJob, Outcome


class ProcrastinateStore:
    """Everything runs on Django's connection of the thread, and so in its transaction."""

    def __init__(self) -> None:
        self._jobs = JobManager(DjangoConnector())
        self._ids: dict[str, int] = {}

    def add(self, entry: Entry) -> int:
        later = entry.run_after is not None and entry.run_after > timezone.now()
        job = ProcrastinateJob(
            queue=entry.queue,
            lock=entry.lock or None,
            queueing_lock=entry.unique or None,
            task_name=entry.name,
            task_kwargs={"args": entry.args, "kwargs": entry.kwargs},
            scheduled_at=entry.run_after if later else None,
            priority=entry.priority,
        )
        if not entry.unique:
            return self._written(job)
        while True:
            # The row stays locked until this transaction ends: a worker that took the job before would not
            # see what was changed in it.
            same = rows(
                "SELECT id FROM procrastinate_jobs WHERE queueing_lock = %s AND status = 'todo' FOR SHARE",
                [entry.unique],
            )
            if same:
                return int(same[0][0])
            try:
                with transaction.atomic():
                    return self._written(job)
            except AlreadyEnqueued:
                continue

    def _written(self, job: ProcrastinateJob) -> int:
        job_id = self._jobs.defer_job(job).id
        assert job_id is not None
        return job_id

    def enter(self, worker: str) -> None:
        self._ids[worker] = workers.enter(worker)

    def beat(self, worker: str) -> None:
        if not workers.beat(self._ids[worker]):
            self.enter(worker)

    def leave(self, worker: str) -> None:
        workers.leave(self._ids.pop(worker))

    def bury(self, *, lease: float) -> int:
        return workers.bury(lease=lease)

    def waiting(self, queues: Sequence[str] | None) -> bool:
        return bool(rows(_WAITING, {"queues": names(queues)})[0][0])

    def busy(self) -> bool:
        return bool(rows(_BUSY, {"queues": None})[0][0])

    def exchange(
        self, worker: str, outcomes: Sequence[Outcome], *, queues: Sequence[str] | None, limit: int
    ) -> list[Claimed]:
        worker_id = self._ids[worker]
        with transaction.atomic():
            if outcomes:
                _note(worker_id, outcomes)
            return _claim(worker_id, queues=queues, limit=limit)

    def hand_back(self, worker: str, jobs: Sequence[Claimed]) -> None:
        # Procrastinate's own way back would count as a try.
        change(_HAND_BACK, [[job.id for job in jobs], self._ids[worker]])

    def counts(self) -> Counts:
        ready, scheduled, running, failed = rows(_COUNTS)[0]
        return Counts(ready=ready, scheduled=scheduled, running=running, failed=failed)

    def failed(self, limit: int) -> list[FailedJob]:
        return [
            FailedJob(
                id=row[0],
                name=row[1],
                args=json.loads(row[2])["args"],
                kwargs=json.loads(row[2])["kwargs"],
                queue=row[3],
                attempts=row[4],
                error=row[5],
                traceback=row[6],
                failed_at=row[7],
            )
            for row in rows(_FAILED, [limit])
        ]

    def retry(self, job_id: int) -> bool:
        with transaction.atomic():
            if not rows(
                "SELECT 1 FROM procrastinate_jobs WHERE id = %s AND status = 'failed' FOR UPDATE", [job_id]
            ):
                return False
            again(job_id, at=None)
            change("UPDATE procrastinate_jobs SET attempts = 0 WHERE id = %s", [job_id])
            Trouble.objects.filter(job_id=job_id).delete()
        return True

    def discard(self, job_id: int) -> bool:
        with transaction.atomic():
            gone = change("DELETE FROM procrastinate_jobs WHERE id = %s AND status = 'failed'", [job_id])
            Trouble.objects.filter(job_id=job_id).delete()
        return bool(gone)

    def bring_forward(self, until: datetime) -> None:
        change(
            "UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo' AND scheduled_at <= %s",
            [until],
        )

    def leadership(self) -> AdvisoryLeadership:
        return AdvisoryLeadership()


def _note(worker_id: int, outcomes: Sequence[Outcome]) -> None:
    held = rows(
        "SELECT id FROM procrastinate_jobs "
        "WHERE id = ANY(%s) AND status = 'doing' AND worker_id = %s FOR UPDATE",
        [[outcome.job.id for outcome in outcomes], worker_id],
    )
    own = {job_id for (job_id,) in held}
    if done := [outcome.job.id for outcome in outcomes if not outcome.error and outcome.job.id in own]:
        forget_done(done)
        Trouble.objects.filter(job_id__in=done).delete()
    for outcome in outcomes:
        if not outcome.error or outcome.job.id not in own:
            continue
        Trouble.objects.update_or_create(
            job_id=outcome.job.id,
            defaults={"error": outcome.error, "traceback": outcome.traceback, "failed_at": timezone.now()},
        )
        if outcome.again_at is None:
            give_up(outcome.job.id)
        else:
            again(outcome.job.id, at=outcome.again_at)


def _claim(worker_id: int, *, queues: Sequence[str] | None, limit: int) -> list[Claimed]:
    if not limit:
        return []
    fetched = fetch(worker_id, queues=queues, limit=limit)
    ids = [row[0] for row in fetched]
    deaths = dict(Trouble.objects.filter(job_id__in=ids).values_list("job_id", "deaths")) if ids else {}
    # A job that workers died with is taken by itself, so that it takes no others down with it.
    suspect = next((place for place, job_id in enumerate(ids) if deaths.get(job_id)), len(ids))
    taken = fetched[: max(suspect, 1)]
    taken_ids, not_now = ids[: len(taken)], ids[len(taken) :]
    if not_now:
        change(_HAND_BACK, [not_now, worker_id])
    if any(queueing_lock for *_, queueing_lock in taken):
        # It begins now, so the next one that is asked for is another; and its own next try must not collide.
        change("UPDATE procrastinate_jobs SET queueing_lock = NULL WHERE id = ANY(%s)", [taken_ids])
    return [
        Claimed(id=job_id, name=name, failures=attempts - deaths.get(job_id, 0), **json.loads(arguments))
        for job_id, name, arguments, attempts, _ in taken
    ]


_HAND_BACK = """
    UPDATE procrastinate_jobs SET status = 'todo', worker_id = NULL
    WHERE id = ANY(%s) AND status = 'doing' AND worker_id = %s
"""

# The condition of Procrastinate's own fetch, asked without claiming.
_WAITING = f"""
    SELECT EXISTS (
        SELECT 1 FROM procrastinate_jobs AS job
        WHERE {DUE} AND (%(queues)s::varchar[] IS NULL OR queue_name = ANY(%(queues)s::varchar[]))
            AND (lock IS NULL OR NOT EXISTS (
                SELECT 1 FROM procrastinate_jobs AS other
                WHERE other.lock = job.lock AND (
                    other.status = 'doing' OR other.status = 'todo' AND (
                        other.priority > job.priority OR other.priority = job.priority AND other.id < job.id))
            ))
    )
"""  # noqa: S608  # made of constants

_BUSY = f"{_WAITING} OR EXISTS (SELECT 1 FROM procrastinate_jobs WHERE status = 'doing')"  # noqa: S608  # made of constants

_COUNTS = f"""
    SELECT count(*) FILTER (WHERE {DUE}),
        count(*) FILTER (WHERE status = 'todo' AND scheduled_at > now()),
        count(*) FILTER (WHERE status = 'doing'),
        count(*) FILTER (WHERE status = 'failed')
    FROM procrastinate_jobs
"""  # noqa: S608  # made of constants

_FAILED = """
    SELECT job.id, job.task_name, job.args, job.queue_name, job.attempts,
        trouble.error, trouble.traceback, trouble.failed_at
    FROM procrastinate_jobs AS job JOIN jobs_trouble AS trouble ON trouble.job_id = job.id
    WHERE job.status = 'failed'
    ORDER BY trouble.failed_at DESC, job.id DESC
    LIMIT %s
"""
