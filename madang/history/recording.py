"""Write history: a stroke holds what was done in one go, `record` adds one event to it."""

import functools
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from typing import Any, ParamSpec, TypeVar

from django.db import models, transaction
from django.utils import timezone

from madang.lib.rows import insert

from .kinds import Data, EventKind
from .models import Event

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(slots=True)
class Stroke:
    """All events of one transaction: `id` is on each of them, `cause` is the event that led to them."""

    id: int
    cause: Event | None = None
    events: list[Event] = field(default_factory=list)


Dispatch = Callable[[Sequence[Stroke]], None]

_current: ContextVar[Stroke | None] = ContextVar("stroke", default=None)
_finished: ContextVar[list[Stroke] | None] = ContextVar("finished strokes", default=None)
_dispatch: list[Dispatch] = []


@contextmanager
def stroke(*, cause: Event | None = None) -> Iterator[Stroke]:
    """One transaction whose events belong together; inside another stroke, a part of that one.

    Before it commits, what follows from its events is decided once (`follow_with`): jobs are enqueued and
    rows of the outbox written in the same transaction.
    """
    outer = _current.get()
    if outer is not None:
        with transaction.atomic(savepoint=False):
            yield outer
        return

    finished = _finished.get()
    with transaction.atomic(savepoint=finished is None):
        own = Stroke(id=secrets.randbits(62), cause=cause)
        token = _current.set(own)
        try:
            yield own
        finally:
            _current.reset(token)
        if finished is None:
            _follow([own])
        else:
            finished.append(own)


@contextmanager
def together() -> Iterator[None]:
    """One transaction for many strokes that stand or fall together; what follows is decided once for all.

    For work that comes in batches. An error in any of them undoes all; whoever calls this then does them
    one by one.
    """
    finished: list[Stroke] = []
    with transaction.atomic():
        token = _finished.set(finished)
        try:
            yield
        finally:
            _finished.reset(token)
        _follow(finished)


@contextmanager
def attempt() -> Iterator[None]:
    """A part of the stroke under way that may fail alone: what it wrote is undone then, its events too."""
    current = _current.get()
    before = len(current.events) if current is not None else 0
    try:
        with transaction.atomic():
            yield
    except BaseException:
        if current is not None:
            del current.events[before:]
        raise


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a verb: it runs in one transaction and one stroke, its own or the one under way."""

    @functools.wraps(function)
    def verb(*args: P.args, **kwargs: P.kwargs) -> R:
        with stroke():
            return function(*args, **kwargs)

    return verb


def record(subject: models.Model, kind: EventKind[Data], *, by: models.Model | None, data: Data) -> Event:
    """Add one event about `subject` to the stroke under way.

    `by` is who did it, None for the desk itself. Raises RuntimeError outside a stroke: only actions record.
    """
    current = _current.get()
    if current is None:
        raise RuntimeError(f"{kind.name} was recorded outside an action")
    values: dict[str, Any] = asdict(data)  # type: ignore[call-overload]  # every kind's data is a dataclass
    event = Event(
        kind=kind.name,
        subject_type=subject._meta.model_name or "",
        subject_id=subject.pk,
        actor_id=by.pk if by is not None else None,
        data=values,
        version=kind.version,
        cause_id=current.cause.pk if current.cause else None,
        stroke=current.id,
        created_at=timezone.now(),
    )
    insert(event)
    current.events.append(event)
    return event


def _follow(strokes: Sequence[Stroke]) -> None:
    for follow in _dispatch:
        follow(strokes)


def follow_with(dispatch: Dispatch) -> None:
    """Say what decides what follows from strokes about to commit; called once, by the composition root."""
    _dispatch[:] = [dispatch]
