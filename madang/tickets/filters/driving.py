"""From which end to look for tickets: from what is rare, else along the order in which they are shown."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from madang.accounts.roles import Reach
from madang.lib.conditions import Condition, Group, How

from ..models import Ticket
from ..queries import visible_to
from .attribute import Asker
from .registry import ATTRIBUTES

RARE = 3_000
"""So many tickets are looked at one by one, rather than all in their order until a page is full."""

Ids: TypeAlias = QuerySet[Any, Any]
Driver: TypeAlias = QuerySet[Any, Any] | None


def driver_of(tree: Group, by: Asker) -> Driver:
    """The rarest thing that all tickets of the tree have in common; None when nothing is rare. One query
    at most."""
    return drivers_of([tree], by)[0]


def drivers_of(trees: Sequence[Group], by: Asker) -> list[Driver]:
    """The same of several trees, with one query for all."""
    common = [Ticket.objects.none()] if not by.person.is_agent else []
    if by.person.is_agent and by.person.reach != Reach.ALL:
        common.append(visible_to(by.person))
    ways: list[list[Ids]] = [
        [*(one.order_by().values("pk") for one in common), *_ways(one, by)] for one in trees
    ]
    sizes = iter(_sizes([way for of_tree in ways for way in of_tree]))
    found: list[Driver] = []
    for of_tree in ways:
        measured = [(next(sizes), place) for place in range(len(of_tree))]
        size, place = min(measured, default=(RARE + 1, 0))
        found.append(of_tree[place] if size <= RARE else None)
    return found


def leaves_for_all(tree: Group) -> list[Condition]:
    """The conditions that every ticket of the tree meets."""
    if tree.how != How.ALL and len(tree.parts) != 1:
        return []
    if tree.how == How.NONE:
        return []
    found: list[Condition] = []
    for part in tree.parts:
        found += [part] if isinstance(part, Condition) else leaves_for_all(part)
    return found


def openness(tree: Group) -> bool | None:
    """Whether all tickets of the tree are open, or none is; None when that is open itself."""
    for one in leaves_for_all(tree):
        says = ATTRIBUTES[one.attribute].is_open
        told = says(one.operator, one.value) if says is not None else None
        if told is not None:
            return told
    return None


def _ways(tree: Group, by: Asker) -> list[Ids]:
    found: list[Ids] = []
    for one in leaves_for_all(tree):
        rows = ATTRIBUTES[one.attribute].rows
        way = rows(one.operator, one.value, by) if rows is not None else None
        if way is not None:
            found.append(way)
    return found


def _sizes(ways: Sequence[Ids]) -> list[int]:
    """How many rows each gives, counted until they are more than rare."""
    parts, parameters = [], []
    for way in ways:
        try:
            sql, values = way[: RARE + 1].query.get_compiler(connection=connection).as_sql()
        except EmptyResultSet:
            parts.append("0")
            continue
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) bounded)")  # noqa: S608  # a compiled queryset
        parameters.extend(values)
    if not parameters:
        return [0] * len(parts)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", parameters)
        return list(cursor.fetchone())
