"""Django's Tasks API on top of a store."""

from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus

from madang.lib.pubsub import publish

from .choosing import store
from .declaring import Job
from .store import Entry

TOPIC = "jobs"
"""The topic of the wake-up that new work sends."""


class JobBackend(BaseTaskBackend):
    """Writes a job down in the transaction that is open and wakes a worker after its commit."""

    task_class = Job
    supports_defer = True
    supports_async_task = False
    supports_get_result = False
    supports_priority = True

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Raises TypeError when the arguments are not JSON."""
        self.validate_task(task)
        assert isinstance(task, Job)
        now = timezone.now()
        result: TaskResult[Any] = TaskResult(
            task=task,
            id="",
            status=TaskResultStatus.READY,
            enqueued_at=now,
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=list(args),
            kwargs=dict(kwargs),
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
        job_id = store().add(
            Entry(
                name=task.module_path,
                args=result.args,
                kwargs=result.kwargs,
                queue=task.queue_name,
                priority=task.priority,
                run_after=task.run_after,
                lock=task.lock_for(tuple(args), kwargs),
                unique=task.unique_for(tuple(args), kwargs),
            )
        )
        object.__setattr__(result, "id", str(job_id))
        if task.run_after is None or task.run_after <= now:
            _wake_after_commit()
        return result


def _wake_after_commit() -> None:
    # One wake-up for a transaction, however many jobs it enqueues. A rolled back savepoint takes it along.
    if not any(hook[1] is wake for hook in connection.run_on_commit):
        transaction.on_commit(wake)


def wake() -> None:
    """Tell the workers that there may be something to do."""
    publish(TOPIC)
