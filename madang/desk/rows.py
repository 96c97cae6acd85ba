"""One page of a list. A page goes on from the last row of the one before, however long the list is."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q, QuerySet

from madang.tickets.models import Ticket

from .lists import TicketList

PAGE = 40
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class WrongCursor(Exception):
    """The cursor was not made here."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Tickets of one page, and the cursor of the next, empty on the last."""

    tickets: Sequence[Ticket]
    next: str = ""


def page_of(one: TicketList, *, after: str = "", size: int = PAGE) -> Rows:
    """The first page, or the one behind the cursor `after`. Two queries. Raises WrongCursor."""
    order = one.order
    tickets = one.tickets
    if after:
        moment, key = _read(after)
        # The first condition alone can use the index; the second leaves out what was shown.
        tickets = tickets.filter(**{f"{order}__lte": moment}).filter(
            Q(**{f"{order}__lt": moment}) | Q(pk__lt=key)
        )
    found = list(with_what_rows_show(tickets).order_by(f"-{order}", "-pk")[: size + 1])
    if len(found) <= size:
        return Rows(found)
    shown = found[:size]
    return Rows(shown, next=_write(getattr(shown[-1], order), shown[-1].pk))


def only(one: TicketList, numbers: Sequence[int]) -> Sequence[Ticket]:
    """Those of the numbered tickets that belong to the list now, in its order; to keep a page right."""
    return list(with_what_rows_show(one.tickets.filter(number__in=numbers)).order_by(f"-{one.order}", "-pk"))


def with_what_rows_show(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """The queryset with everything a row reads."""
    return tickets.select_related("requester", "team", "assignee", "inbox", "brand").prefetch_related("tags")


def _write(moment: datetime, key: int) -> str:
    plain = f"{(moment - _EPOCH) // _MICROSECOND}.{key}"
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[datetime, int]:
    try:
        plain = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        micros, key = plain.split(".")
        return _EPOCH + _MICROSECOND * int(micros), int(key)
    except (binascii.Error, UnicodeDecodeError, ValueError, OverflowError):
        raise WrongCursor(cursor) from None
