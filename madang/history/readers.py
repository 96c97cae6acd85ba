"""Read history in an order in which nothing is lost."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import Max, QuerySet

from .models import Event


def settled() -> QuerySet[Event]:
    """The events that a reader may take as complete up to the newest of them.

    On PostgreSQL ids become visible out of order, because a transaction may commit after a later one; only
    rows of transactions older than every running one are given. On SQLite writers follow one another, so
    every visible row is settled.
    """
    if connection.vendor == "postgresql":
        return Event.objects.extra(where=["txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"])
    return Event.objects.all()


def events_after(last_id: int, *, limit: int) -> Sequence[Event]:
    """Up to `limit` settled events whose id is greater than `last_id`, oldest first."""
    return list(settled().filter(pk__gt=last_id).order_by("pk")[:limit])


def latest_id() -> int:
    """The id of the newest settled event, 0 when nothing has happened yet."""
    if connection.vendor == "postgresql":
        newest = settled().order_by("-pk").values_list("pk", flat=True).first()
        return newest or 0
    return Event.objects.aggregate(newest=Max("pk"))["newest"] or 0
