"""What Procrastinate offers as functions in the database, called on Django's connection."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.sql import queries

_connector = DjangoConnector()

DUE = "status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())"


# Procrastinate hands out and ends one job a call; over the network that is most of a small job's time. The
# sum with n has the function called for every n.
_FETCH = """
    SELECT job.id, job.task_name, job.args, job.attempts, job.queueing_lock
    FROM generate_series(1, %(limit)s) AS n,
        LATERAL procrastinate_fetch_job_v2(%(queues)s::varchar[], %(worker_id)s + 0 * n) AS job
    WHERE job.id IS NOT NULL
"""
_FORGET = "SELECT procrastinate_finish_job_v1(id, 'succeeded', true) FROM unnest(%s::bigint[]) AS id"


def fetch(worker_id: int, *, queues: Sequence[str] | None, limit: int) -> list[tuple[Any, ...]]:
    """Claim the next jobs: (id, task name, arguments as JSON, attempts, queueing lock) of each."""
    return rows(_FETCH, {"worker_id": worker_id, "queues": names(queues), "limit": limit})


def forget_done(job_ids: Sequence[int]) -> None:
    """End jobs that ran well; nothing is left of them."""
    rows(_FORGET, [list(job_ids)])


def give_up(job_id: int) -> None:
    """End a job that runs as failed."""
    _connector.execute_query(queries["finish_job"], job_id=job_id, status="failed", delete_job=False)


def again(job_id: int, *, at: datetime | None) -> None:
    """Have a running or failed job run again, at once when `at` is None. It counts as a try."""
    _connector.execute_query(
        queries["retry_job"],
        job_id=job_id,
        retry_at=at,
        new_priority=None,
        new_queue_name=None,
        new_lock=None,
    )


def register_worker() -> int:
    return int(_connector.execute_query_one(queries["register_worker"])["worker_id"])


def unregister_worker(worker_id: int) -> None:
    _connector.execute_query(queries["unregister_worker"], worker_id=worker_id)


def update_heartbeat(worker_id: int) -> None:
    _connector.execute_query(queries["update_heartbeat"], worker_id=worker_id)


def rows(statement: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
    """What a query gives."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        given: list[tuple[Any, ...]] = cursor.fetchall()
    return given


def change(statement: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> int:
    """How many rows a statement changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        changed: int = cursor.rowcount
    return changed


def names(queues: Sequence[str] | None) -> list[str] | None:
    return None if queues is None else list(queues)
