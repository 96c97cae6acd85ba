"""Read history in an order in which nothing is lost."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection
from django.db.models import Max, QuerySet, Subquery

from madang.lib.prepared import Given, Prepared

from .models import Event

MOST_TOUCHED = 500
"""Where more happened, it is quicker to begin anew than to look at each."""

_OF_STROKE = Prepared(
    lambda: Event.objects.filter(
        subject_type=Given("type"), subject_id=Given("id"), stroke=Given("stroke")
    ).order_by("pk")
)
_AT = Prepared(lambda: Event.objects.filter(pk=Given("pk")))

_RUNNING = """
SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint, ARRAY(
    SELECT backend_xid::text::bigint FROM pg_stat_activity
    WHERE datname = current_database() AND backend_xid IS NOT NULL
)
"""


def settled() -> QuerySet[Event]:
    """The events that a reader may take as complete up to the newest of them.

    On PostgreSQL ids become visible out of order, because a transaction may commit after a later one; only
    rows of transactions older than every running one of this desk are given. On SQLite writers follow one
    another, so every visible row is settled.
    """
    if connection.vendor == "postgresql":
        return Event.objects.extra(where=["txid < %s"], params=[_oldest_running()])
    return Event.objects.all()


def _oldest_running() -> int:
    """The id below which every transaction of this database has ended. To be asked before the rows are read.

    `pg_snapshot_xmin` is not asked: it counts the transactions of the server's other databases too, and one
    that runs there for an hour would hold up everything here for as long. Who runs is asked after the
    snapshot was taken: whoever isn't among them has ended, or began later than its upper end.
    """
    with connection.cursor() as cursor:
        cursor.execute(_RUNNING)
        upper, running = cursor.fetchone()
    # The ids of those that run lack their upper half, the epoch; they are below `upper`, by less than 2**32.
    below: int = min([upper, *(upper - ((upper - one) & 0xFFFFFFFF) for one in running)])
    return below


def events_of_stroke(stroke: int, *, subject_type: str, subject_id: int) -> Sequence[Event]:
    """What one stroke did to one subject, oldest first."""
    return _OF_STROKE.all(type=subject_type, id=subject_id, stroke=stroke)


def event_at(pk: int) -> Event | None:
    """The event with this id, settled or not."""
    return _AT.first(pk=pk)


def events_after(last_id: int, *, limit: int) -> Sequence[Event]:
    """Up to `limit` settled events whose id is greater than `last_id`, oldest first."""
    return list(settled().filter(pk__gt=last_id).order_by("pk")[:limit])


_NEWEST = Prepared(lambda: Event.objects.order_by("-pk").only("pk")[:1])


class Newest(NamedTuple):
    """How far history goes: ids of events. Another one after every change.

    On PostgreSQL an earlier event may become visible after a later one, and is settled when no such one can
    come any more: by the newest visible event one's own change is seen at once, by the settled one no other
    is missed.
    """

    settled: int
    visible: int


def newest() -> Newest | None:
    """How far history goes now; None before the first event and while it can't be told.

    To be asked before what is read of the present: that may be newer, never older. One query on SQLite, two
    on PostgreSQL.
    """
    if connection.vendor == "postgresql":
        visible = Subquery(Event.objects.order_by("-pk").values("pk")[:1])
        found = settled().order_by("-pk").annotate(visible=visible).values_list("pk", "visible").first()
        return None if found is None else Newest(*found)
    event = _NEWEST.first()
    return None if event is None else Newest(event.pk, event.pk)


_LATER = Prepared(
    lambda: (
        Event.objects.filter(pk__gt=Given("id"))
        .order_by("pk")
        .only("subject_type", "subject_id")[: MOST_TOUCHED + 1]
    )
)


def touched_since(before: Newest, subject_type: str) -> set[int] | None:
    """The ids of the subjects of this type that anything happened to since.

    None when that isn't all there is to say: something happened to others, or too much. One query.
    """
    events = _LATER.all(id=before.settled)
    if len(events) > MOST_TOUCHED or any(event.subject_type != subject_type for event in events):
        return None
    return {event.subject_id for event in events}


def latest_id() -> int:
    """The id of the newest settled event, 0 when nothing has happened yet."""
    if connection.vendor == "postgresql":
        newest = settled().order_by("-pk").values_list("pk", flat=True).first()
        return newest or 0
    return Event.objects.aggregate(newest=Max("pk"))["newest"] or 0
