"""Jobs in a table of SQLite. One writer at a time, so what is read in a transaction stays true in it."""

import fcntl
import os
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F
from django.utils import timezone

from madang.lib.rows import insert
from madang.lib.workers import is_alive

from .models import State, StoredJob
from .store import DIED, LIMIT_OF_DEATHS, Claimed, Counts, Entry, FailedJob, Outcome
from .table_queries import claim, forget_done, something_runs_or_waits, something_waits

WAITING = (State.READY, State.SCHEDULED)


class TableStore:
    """All workers share one host with the file, so their signs of life are enough: no beats are written."""

    def add(self, entry: Entry) -> int:
        with transaction.atomic(savepoint=False):
            if entry.unique:
                same = StoredJob.objects.filter(unique_key=entry.unique, state__in=WAITING)
                waiting = same.values_list("pk", flat=True).first()
                if waiting is not None:
                    return waiting
            later = entry.run_after is not None and entry.run_after > timezone.now()
            job = StoredJob(
                name=entry.name,
                args=entry.args,
                kwargs=entry.kwargs,
                queue=entry.queue,
                priority=entry.priority,
                state=State.SCHEDULED if later else State.READY,
                run_after=entry.run_after,
                lock=entry.lock,
                unique_key=entry.unique,
            )
            insert(job)
            return job.pk

    def enter(self, worker: str) -> None:
        pass

    def beat(self, worker: str) -> None:
        pass

    def leave(self, worker: str) -> None:
        pass

    def bury(self, *, lease: float) -> int:
        running = StoredJob.objects.filter(state=State.RUNNING)
        dead = [name for name in running.values_list("worker", flat=True).distinct() if not is_alive(name)]
        if not dead:
            return 0
        with transaction.atomic():
            theirs = running.filter(worker__in=dead)
            theirs.update(deaths=F("deaths") + 1)
            theirs.filter(deaths__gte=LIMIT_OF_DEATHS).update(
                state=State.FAILED, worker="", error=DIED, traceback="", failed_at=timezone.now()
            )
            return theirs.update(state=State.READY, worker="")

    def waiting(self, queues: Sequence[str] | None) -> bool:
        return something_waits(queues)

    def busy(self) -> bool:
        return something_runs_or_waits()

    def exchange(
        self, worker: str, outcomes: Sequence[Outcome], *, queues: Sequence[str] | None, limit: int
    ) -> list[Claimed]:
        with transaction.atomic():
            self._note(worker, outcomes)
            return claim(worker, queues=queues, limit=limit) if limit else []

    def _note(self, worker: str, outcomes: Sequence[Outcome]) -> None:
        if done := [outcome.job.id for outcome in outcomes if not outcome.error]:
            forget_done(worker, done)
        for outcome in outcomes:
            if outcome.error:
                held = StoredJob.objects.filter(pk=outcome.job.id, worker=worker, state=State.RUNNING)
                held.update(
                    state=State.FAILED if outcome.again_at is None else State.SCHEDULED,
                    run_after=outcome.again_at,
                    worker="",
                    failures=F("failures") + 1,
                    error=outcome.error,
                    traceback=outcome.traceback,
                    failed_at=timezone.now(),
                )

    def hand_back(self, worker: str, jobs: Sequence[Claimed]) -> None:
        StoredJob.objects.filter(pk__in=[job.id for job in jobs], worker=worker, state=State.RUNNING).update(
            state=State.READY, worker=""
        )

    def counts(self) -> Counts:
        rows = StoredJob.objects.values_list("state").annotate(number=Count("pk")).order_by()
        numbers: dict[str, int] = dict(rows)
        due = StoredJob.objects.filter(state=State.SCHEDULED, run_after__lte=timezone.now()).count()
        return Counts(
            ready=numbers.get(State.READY, 0) + due,
            scheduled=numbers.get(State.SCHEDULED, 0) - due,
            running=numbers.get(State.RUNNING, 0),
            failed=numbers.get(State.FAILED, 0),
        )

    def failed(self, limit: int) -> list[FailedJob]:
        rows = StoredJob.objects.filter(state=State.FAILED).order_by("-failed_at", "-pk")[:limit]
        return [
            FailedJob(
                id=row.pk,
                name=row.name,
                args=row.args,
                kwargs=row.kwargs,
                queue=row.queue,
                error=row.error,
                traceback=row.traceback,
                attempts=row.failures + row.deaths,
                failed_at=row.failed_at or row.enqueued_at,
            )
            for row in rows
        ]

    def retry(self, job_id: int) -> bool:
        failed = StoredJob.objects.filter(pk=job_id, state=State.FAILED)
        return bool(failed.update(state=State.READY, run_after=None, failures=0, deaths=0))

    def discard(self, job_id: int) -> bool:
        return bool(StoredJob.objects.filter(pk=job_id, state=State.FAILED).delete()[0])

    def bring_forward(self, until: datetime) -> None:
        StoredJob.objects.filter(state=State.SCHEDULED, run_after__lte=until).update(state=State.READY)

    def leadership(self) -> "FileLeadership":
        return FileLeadership()


class FileLeadership:
    """A lock on a file, which the kernel releases when its holder dies."""

    def __init__(self) -> None:
        self._descriptor: int | None = None

    def hold(self) -> bool:
        if self._descriptor is not None:
            return True
        descriptor = os.open(settings.MADANG.data / "timers.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
