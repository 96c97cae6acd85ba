"""Cursor pages: the place in the order is kept in the cursor, so that new tickets shift nothing."""

import base64
import binascii
from datetime import datetime
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from madang.tickets.models import Ticket

M = TypeVar("M", bound=Model)


class BadCursor(Exception):
    """The cursor isn't one of ours."""


def page_of(
    tickets: QuerySet[Ticket], *, cursor: str | None, limit: int
) -> tuple[QuerySet[Ticket], str | None]:
    """The newest `limit` tickets after `cursor`, and the cursor of the next page or None.

    Raises BadCursor.
    """
    ordered = tickets.order_by("-last_message_at", "-pk")
    if cursor:
        at, pk = _read(cursor)
        ordered = ordered.filter(Q(last_message_at__lte=at), Q(last_message_at__lt=at) | Q(pk__lt=pk))
    places = list(ordered.values_list("pk", "last_message_at")[: limit + 1])
    page = Ticket.objects.filter(pk__in=[pk for pk, _ in places[:limit]]).order_by("-last_message_at", "-pk")
    if len(places) <= limit:
        return page, None
    pk, at = places[limit - 1]
    return page, _written(at, pk)


def newest_of(rows: QuerySet[M], *, cursor: str | None, limit: int) -> tuple[QuerySet[M], str | None]:
    """The newest `limit` rows after `cursor`, by their ids, and the cursor of the next page or None.

    Raises BadCursor.
    """
    if cursor:
        rows = rows.filter(pk__lt=_read_id(cursor))
    ids = list(rows.order_by("-pk").values_list("pk", flat=True)[: limit + 1])
    page = rows.model._default_manager.filter(pk__in=ids[:limit]).order_by("-pk")
    following = base64.urlsafe_b64encode(f"id {ids[limit - 1]}".encode()) if len(ids) > limit else None
    return page, following.decode().rstrip("=") if following is not None else None


def _read_id(cursor: str) -> int:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        said, _, pk = text.partition(" ")
        if said != "id" or not pk.isdecimal() or len(pk) > 18:
            raise BadCursor
        return int(pk)
    except (ValueError, binascii.Error) as error:
        raise BadCursor from error


def _written(at: datetime, pk: int) -> str:
    return base64.urlsafe_b64encode(f"{at.isoformat()} {pk}".encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[datetime, int]:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        at, _, pk = text.rpartition(" ")
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise BadCursor
        return moment, int(pk)
    except (ValueError, binascii.Error) as error:
        raise BadCursor from error
