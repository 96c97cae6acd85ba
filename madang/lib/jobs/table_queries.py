"""The statements that workers send to SQLite all day.

Written out because Django takes longer to build them than SQLite to run them: 4.5 ms a job against 1.4.
"""

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.utils import timezone

from .store import Claimed

_OF_QUEUES = "(%(queues)s IS NULL OR queue IN (SELECT value FROM json_each(%(queues)s)))"

# Of each lock only the first that waits may be claimed, and that only while none of the lock runs. One that
# waits for its next try keeps its place.
_CLAIMABLE = f"""
    FROM jobs_storedjob AS job
    WHERE state = 'ready' AND {_OF_QUEUES} AND (lock = '' OR NOT EXISTS (
        SELECT 1 FROM jobs_storedjob AS other
        WHERE other.lock = job.lock AND (other.state = 'running' OR other.state IN ('ready', 'scheduled')
            AND (other.priority > job.priority OR other.priority = job.priority AND other.id < job.id))
    ))
"""  # noqa: S608  # made of constants
_DUE = f"state = 'scheduled' AND run_after <= %(now)s AND {_OF_QUEUES}"

_WAITING = f"""
    SELECT EXISTS (SELECT 1 {_CLAIMABLE}) OR EXISTS (SELECT 1 FROM jobs_storedjob WHERE {_DUE})
"""  # noqa: S608  # made of constants
_BUSY = f"{_WAITING} OR EXISTS (SELECT 1 FROM jobs_storedjob WHERE state = 'running')"  # noqa: S608  # the same
_MAKE_READY = f"UPDATE jobs_storedjob SET state = 'ready' WHERE {_DUE}"  # noqa: S608  # the same
_NEXT = f"""
    SELECT id, name, args, kwargs, failures, deaths {_CLAIMABLE}
    ORDER BY priority DESC, id LIMIT %(limit)s
"""
# It begins now: the next one asked for under the same name is another.
_TAKE = """
    UPDATE jobs_storedjob SET state = 'running', worker = %(worker)s, unique_key = ''
    WHERE id IN (SELECT value FROM json_each(%(ids)s))
"""
_DONE = """
    DELETE FROM jobs_storedjob
    WHERE id IN (SELECT value FROM json_each(%(ids)s)) AND state = 'running' AND worker = %(worker)s
"""


def something_waits(queues: Sequence[str] | None) -> bool:
    """Whether a job could be claimed."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"queues": _names(queues), "now": _moment(timezone.now())})
        return bool(cursor.fetchone()[0])


def something_runs_or_waits() -> bool:
    """Whether a job runs or could be claimed."""
    with connection.cursor() as cursor:
        cursor.execute(_BUSY, {"queues": None, "now": _moment(timezone.now())})
        return bool(cursor.fetchone()[0])


def claim(worker: str, *, queues: Sequence[str] | None, limit: int) -> list[Claimed]:
    """Take the next jobs; to be called in a transaction.

    A job that workers died with is taken by itself, so that it takes no others down with it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MAKE_READY, {"queues": _names(queues), "now": _moment(timezone.now())})
        cursor.execute(_NEXT, {"queues": _names(queues), "limit": limit})
        rows = cursor.fetchall()
        suspect = next((place for place, row in enumerate(rows) if row[5]), len(rows))
        rows = rows[: max(suspect, 1)]
        if rows:
            cursor.execute(_TAKE, {"worker": worker, "ids": json.dumps([row[0] for row in rows])})
    return [
        Claimed(id=key, name=name, args=json.loads(args), kwargs=json.loads(kwargs), failures=failures)
        for key, name, args, kwargs, failures, _ in rows
    ]


def forget_done(worker: str, ids: Sequence[int]) -> None:
    """Delete jobs that the worker has done."""
    with connection.cursor() as cursor:
        cursor.execute(_DONE, {"worker": worker, "ids": json.dumps(ids)})


def _names(queues: Sequence[str] | None) -> str | None:
    return None if queues is None else json.dumps(queues)


def _moment(time: datetime) -> str | None:
    return connection.ops.adapt_datetimefield_value(time)
