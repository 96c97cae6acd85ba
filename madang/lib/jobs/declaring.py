"""@job: a function that may be enqueued."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar, overload

from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, DEFAULT_TASK_QUEUE_NAME
from django_tasks.base import DEFAULT_TASK_PRIORITY, Task

P = ParamSpec("P")
T = TypeVar("T")

LONGEST_PAUSE = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Task[P, T]):
    """A task with what Django's Tasks API leaves open: tries, order, and being asked for twice.

    `retries` is how often it is tried again after a failure. `backoff` is the pause before the first of them
    in seconds; each further pause is twice as long, an hour at most. `lock` and `unique` are templates over
    the arguments' names, such as "ticket:{ticket_id}"; empty means none.
    """

    retries: int = 8
    backoff: float = 2.0
    lock: str = ""
    unique: str = ""

    def pause_after(self, failures: int) -> float | None:
        """Seconds until the next try after so many failures, None when there is none."""
        if failures > self.retries:
            return None
        return min(self.backoff * 2.0 ** (failures - 1), LONGEST_PAUSE)

    def lock_for(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
        """The name that keeps jobs with these arguments in order, empty for none."""
        return self._filled(self.lock, args, kwargs)

    def unique_for(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
        """The name under which one such job waits at most, empty for none."""
        return self._filled(self.unique, args, kwargs)

    def _filled(self, template: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
        if not template:
            return ""
        bound = inspect.signature(self.func).bind(*args, **kwargs)
        bound.apply_defaults()
        return template.format(**bound.arguments)


@overload
def job(function: Callable[P, T], /) -> Job[P, T]: ...


@overload
def job(
    *,
    queue: str = ...,
    priority: int = ...,
    retries: int = ...,
    backoff: float = ...,
    lock: str = ...,
    unique: str = ...,
) -> Callable[[Callable[P, T]], Job[P, T]]: ...


def job(
    function: Callable[P, T] | None = None,
    /,
    *,
    queue: str = DEFAULT_TASK_QUEUE_NAME,
    priority: int = DEFAULT_TASK_PRIORITY,
    retries: int = 8,
    backoff: float = 2.0,
    lock: str = "",
    unique: str = "",
) -> Job[P, T] | Callable[[Callable[P, T]], Job[P, T]]:
    """Make a module's function a job: `function.enqueue(…)` has it done by a worker after the commit.

    `priority` is -100 to 100, higher first. `retries` more tries follow a failure, the first after `backoff`
    seconds, each pause twice the one before. Jobs with the same `lock`, such as "ticket:{ticket_id}", run one
    by one in the order they were enqueued, also when an earlier one waits for its next try. While a job with
    the same `unique` waits to begin, enqueuing another does nothing.
    """

    def declare(function: Callable[P, T]) -> Job[P, T]:
        return Job(
            func=function,
            backend=DEFAULT_TASK_BACKEND_ALIAS,
            queue_name=queue,
            priority=priority,
            retries=retries,
            backoff=backoff,
            lock=lock,
            unique=unique,
        )

    return declare if function is None else declare(function)
