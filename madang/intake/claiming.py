"""Which raw messages this process reads next.

A claim is committed before anything is read: a message that kills the process each time is known by its
attempts, read alone then, and given up in the end, and no other suffers from it.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from madang.tickets.models import Message, SideMessage

from .models import RawMessage, RawState

BATCH = 20
BIG = 1024 * 1024
"""Bytes from which a message is read alone, so that one big mail is in memory at a time."""

MOST_ATTEMPTS = 6
"""Deaths with one message in hand until it is given up: some have other causes."""

LEASE = timedelta(minutes=10)
"""How long a process may read before another takes over."""

BEYOND_ALL = 2**63 - 1
"""Greater than every id."""

_WAITING = {"state": RawState.STORED, "claimed_by": "", "claimed_until": None}
_SETTLE = """
UPDATE intake_rawmessage
SET state = %s, error = %s, message_id = %s, side_message_id = %s, taken_at = %s,
    authentication = %s, hold = %s, claimed_by = '', claimed_until = NULL
WHERE id = %s
"""


def claim(worker: str) -> list[RawMessage]:
    """Take the oldest waiting messages for this process, in their order; a big one alone.

    Not those with which a process died before: see `claim_suspect`.
    """
    with transaction.atomic():
        batch: list[RawMessage] = []
        for raw in _waiting().filter(attempts=0)[:BATCH]:
            is_big = raw.size >= BIG
            if not (is_big and batch):
                batch.append(raw)
            if is_big:
                break
        return _claimed(batch, worker)


def claim_suspect(worker: str) -> list[RawMessage]:
    """Take the oldest message with which a process died before, alone.

    To be asked for when nothing else can be taken, so that one which kills its readers holds up no other.
    """
    with transaction.atomic():
        return _claimed(list(_waiting().filter(attempts__gt=0)[:1]), worker)


def _waiting() -> "QuerySet[RawMessage]":
    waiting = RawMessage.objects.filter(state=RawState.STORED).order_by("pk")
    return waiting.select_related("inbox__brand").select_for_update(skip_locked=True, of=("self",))


def _claimed(batch: list[RawMessage], worker: str) -> list[RawMessage]:
    if batch:
        RawMessage.objects.filter(pk__in=[raw.pk for raw in batch]).update(
            state=RawState.READING,
            claimed_by=worker,
            claimed_until=timezone.now() + LEASE,
            attempts=F("attempts") + 1,
        )
    for raw in batch:
        raw.claimed_by = worker
    return batch


def something_waits() -> bool:
    """Whether a message could be claimed; what was claimed too long ago is given back first."""
    if RawMessage.objects.filter(state=RawState.STORED).exists():
        return True
    late = RawMessage.objects.filter(state=RawState.READING, claimed_until__lt=timezone.now())
    return late.exists() and bool(late.update(**_WAITING))


def still_claimed(batch: Sequence[RawMessage]) -> set[int]:
    """The ids of those that nobody took over meanwhile, locked until the transaction ends."""
    worker = batch[0].claimed_by if batch else ""
    claimed = RawMessage.objects.filter(state=RawState.READING, claimed_by=worker)
    claimed = claimed.filter(pk__in=[raw.pk for raw in batch]).order_by("pk").select_for_update()
    return set(claimed.values_list("pk", flat=True))


def oldest_unread(batch: Sequence[RawMessage]) -> int:
    """The id of the oldest message before the end of the batch that another process is reading now, or with
    which one died; BEYOND_ALL when there is none."""
    if not batch:
        return BEYOND_ALL
    older = RawMessage.objects.filter(pk__lt=max(raw.pk for raw in batch)).order_by("pk")
    elsewhere = older.filter(state=RawState.READING).exclude(claimed_by=batch[0].claimed_by)
    suspect = older.filter(state=RawState.STORED, attempts__gt=0)  # each finds its rows by their state
    found = [one.values_list("pk", flat=True).first() for one in (elsewhere, suspect)]
    return min((pk for pk in found if pk is not None), default=BEYOND_ALL)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message: TAKEN as `message` or `side_message`, FAILED or HELD for the reason `error`.

    `authentication` and `hold` are as the row keeps them.
    """

    raw: RawMessage
    state: RawState
    message: Message | None = None
    side_message: SideMessage | None = None
    error: str = ""
    authentication: Mapping[str, str] | None = None
    hold: Mapping[str, str | float] | None = None


def settle(outcomes: Sequence[Outcome]) -> None:
    """Write down what became of messages that this process claimed."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    rows = [
        (
            one.state.value,
            one.error[:2000],
            one.message.pk if one.message else None,
            one.side_message.pk if one.side_message else None,
            now if one.state == RawState.TAKEN else None,
            json.dumps(one.authentication) if one.authentication else None,
            json.dumps(one.hold) if one.hold else None,
            one.raw.pk,
        )
        for one in outcomes
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_SETTLE, rows)


def release_of_the_dead(worker: str, *, is_alive: Callable[[str], bool]) -> int:
    """Give back what processes that no longer run were reading; returns how many messages."""
    reading = RawMessage.objects.filter(state=RawState.READING)
    readers = set(reading.order_by().values_list("claimed_by", flat=True))
    dead = [name for name in readers if name != worker and not is_alive(name)]
    return reading.filter(claimed_by__in=dead).update(**_WAITING) if dead else 0


def give_back(batch: Sequence[RawMessage]) -> None:
    """Put claimed messages back as if nobody had begun: the reason lies not with them."""
    if not batch:
        return
    claimed = RawMessage.objects.filter(pk__in=[raw.pk for raw in batch], state=RawState.READING)
    claimed.update(**_WAITING, attempts=F("attempts") - 1)
