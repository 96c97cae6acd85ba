"""Rows as they are now, for pages that were told of changes."""

import threading
from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import get_language

from madang.accounts.models import User
from madang.lib.once import Once

from .lists import TicketList
from .rows import Row, only_of_list
from .sharing import is_shared


class _Known:
    """What of a list has been asked for since the last change: None for a ticket that isn't in it."""

    def __init__(self) -> None:
        self.rows: dict[int, Row | None] = {}
        self.reading = threading.Lock()


_LISTS: Once[_Known] = Once(most=32)


def fresh_rows(one: TicketList, by: User, numbers: Sequence[int], shared: str | None) -> Sequence[Row]:
    """Those of the numbered tickets that belong to the list now, in its order.

    `shared` is `shared_by(by)`: each ticket is read once for all who see the same.
    """
    if shared is None or not is_shared(one):
        return only_of_list(one, by, numbers)
    known = _LISTS.get((shared, _name(one)), _Known)
    with known.reading:
        missing = [number for number in numbers if number not in known.rows]
        if missing:
            found = {row.number: row for row in only_of_list(one, by, missing)}
            known.rows.update({number: found.get(number) for number in missing})
    rows = [row for number in dict.fromkeys(numbers) if (row := known.rows[number]) is not None]
    return sorted(rows, key=_place)


def _name(one: TicketList) -> str:
    written = f"{one.view.saved.updated_at.timestamp()}" if one.view is not None else ""
    return f"{one.slug}|{written}|{get_language()}|{timezone.get_current_timezone_name()}"


def _place(row: Row) -> tuple[str, float, int]:
    return row.rank, -row.moment.timestamp(), -row.pk
