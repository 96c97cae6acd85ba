"""How many tickets meet conditions: many lists in one query, and none counted further than people read."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q

from madang.lib.conditions import Group

from ..models import Ticket
from ..queries import visible_to
from .attribute import Asker
from .driving import Driver, drivers_of, openness
from .selecting import matching
from .sql import filtered, q_of

MOST_COUNTED = 1_000
"""Counting stops here."""

LOOKED_AT = 10_000
"""Tickets looked at for one count, of the open ones and of the others each: the newest."""

KEPT_SECONDS = 60

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Count:
    """So many tickets; `more` when there may be others that were not looked at."""

    number: int
    more: bool = False

    def __str__(self) -> str:
        if self.number >= MOST_COUNTED:
            return f"{MOST_COUNTED - 1}+"
        return f"{self.number}+" if self.more else str(self.number)


def count(tree: Group, *, by: Asker) -> Count:
    """How many tickets of the tree the person sees. Four queries at most."""
    return count_all({"": tree}, by=by)[""]


def count_all(trees: Mapping[Key, Group], *, by: Asker) -> Mapping[Key, Count]:
    """The same of many trees, with no more queries than of one."""
    if not trees:
        return {}
    edges = _edges()
    drivers = drivers_of(list(trees.values()), by)
    plans = [_parts(tree, driver, edges, by) for tree, driver in zip(trees.values(), drivers, strict=True)]
    numbers = iter(_asked([part for plan in plans for part in plan.parts]))
    found: dict[Key, Count] = {}
    for key, plan in zip(trees, plans, strict=True):
        found[key] = Count(sum(next(numbers) for _ in plan.parts), more=plan.bounded)
    return found


@dataclass(frozen=True, slots=True)
class _Plan:
    parts: Sequence[Any]
    bounded: bool


def _parts(tree: Group, driver: Driver, edges: Mapping[bool, datetime], by: Asker) -> _Plan:
    if driver is not None:
        return _Plan([matching(tree, by=by).filter(pk__in=driver)], bounded=False)
    is_open = openness(tree)
    condition = q_of(tree, by)
    parts, bounded = [], False
    for branch in (True, False):
        if is_open is not None and is_open is not branch:
            continue
        way = Q(is_open__in=(branch,))
        if branch in edges and condition:
            way &= Q(last_message_at__gte=edges[branch])
            bounded = True
        parts.append(filtered(visible_to(by.person).filter(way), condition).order_by())
    return _Plan(parts, bounded)


def _asked(parts: Sequence[Any]) -> list[int]:
    selected, parameters = [], []
    for part in parts:
        try:
            sql, values = part.values("pk")[:MOST_COUNTED].query.get_compiler(connection=connection).as_sql()
        except EmptyResultSet:
            selected.append("0")
            continue
        selected.append(f"(SELECT COUNT(*) FROM ({sql}) bounded)")  # noqa: S608  # a compiled queryset
        parameters.extend(values)
    if not any(one != "0" for one in selected):
        return [0] * len(selected)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(selected)}", parameters)
        return list(cursor.fetchone())


@dataclass(slots=True)
class _Edges:
    """How far back the newest tickets go that are looked at, as each process knows it for a while."""

    until: float = 0.0
    known: Mapping[bool, datetime] = field(default_factory=dict)


_EDGES = _Edges()


def _edges() -> Mapping[bool, datetime]:
    """The time of the last one looked at, of open tickets and of others, where there are more."""
    if time.monotonic() < _EDGES.until:
        return _EDGES.known
    found: dict[bool, datetime] = {}
    for branch in (True, False):
        newest = Ticket.objects.filter(is_open__in=(branch,)).order_by("-last_message_at", "-pk")
        for moment in newest.values_list("last_message_at", flat=True)[LOOKED_AT : LOOKED_AT + 1]:
            found[branch] = moment
    _EDGES.until, _EDGES.known = time.monotonic() + KEPT_SECONDS, found
    return found
