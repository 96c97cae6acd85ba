"""How many tickets meet conditions: many lists in one query, and none counted further than people read."""

import time
from collections import Counter
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
from .driving import drivers_of, openness
from .selecting import matching
from .sql import numbers_of, q_of

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
    """How many tickets of the tree the person sees. Six queries at most."""
    return count_all({"": tree}, by=by)[""]


def count_all(trees: Mapping[Key, Group], *, by: Asker) -> Mapping[Key, Count]:
    """The same of many trees, with no more queries than of one."""
    if not trees:
        return {}
    drivers = dict(zip(trees, drivers_of(list(trees.values()), by), strict=True))
    rare = {
        key: matching(trees[key], by=by).filter(pk__in=way) for key, way in drivers.items() if way is not None
    }
    found = {key: Count(number) for key, number in zip(rare, _asked(list(rare.values())), strict=True)}
    return found | _passed({key: tree for key, tree in trees.items() if key not in rare}, by)


def _passed(trees: Mapping[Key, Group], by: Asker) -> dict[Key, Count]:
    """Counts of what nothing rare leads to: the newest tickets are passed through once, for all trees."""
    edges = _edges() if trees else {}
    conditions = {key: q_of(tree, by) for key, tree in trees.items()}
    numbers: Counter[Key] = Counter()
    more: set[Key] = set()
    for branch in (True, False):
        asked = [key for key, tree in trees.items() if openness(tree) in {None, branch}]
        if not asked:
            continue
        newest = Q(is_open__in=(branch,))
        if branch in edges:
            newest &= Q(last_message_at__gte=edges[branch])
            more.update(asked)
        found = numbers_of([conditions[key] for key in asked], visible_to(by.person).filter(newest))
        numbers.update(dict(zip(asked, found, strict=True)))
    return {key: Count(min(numbers[key], MOST_COUNTED), more=key in more) for key in trees}


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
