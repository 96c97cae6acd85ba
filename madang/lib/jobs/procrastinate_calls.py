"""What Procrastinate offers as functions in the database, called on Django's connection."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.sql import queries

_connector = DjangoConnector()

DUE = "status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())"


def fetch_next(worker_id: int, queues: Sequence[str] | None) -> dict[str, Any] | None:
    """Claim the next job; its row, None when there is none."""
    row = _connector.execute_query_one(queries["fetch_job"], queues=names(queues), worker_id=worker_id)
    return None if row["id"] is None else row


def finish(job_id: int, *, status: str, delete: bool) -> None:
    """End a job that runs. `status` is succeeded or failed."""
    _connector.execute_query(queries["finish_job"], job_id=job_id, status=status, delete_job=delete)


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
