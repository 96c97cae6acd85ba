"""How many tickets lists hold: asked in one go, and never counted further than people read."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from .lists import Group, TicketList

MOST = 1000
"""Counting stops here; more is shown as 999+. A million open tickets cost no more than a thousand."""


def counts(groups: Sequence[Group]) -> dict[str, int]:
    """The number of tickets in each counted list by its slug, at most MOST. One query, however many lists."""
    lists = [one for group in groups for one in group.lists if one.counted]
    if not lists:
        return {}
    parts: list[str] = []
    parameters: list[Any] = []
    for one in lists:
        sql, values = _bounded(one)
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) bounded)")  # noqa: S608  # a compiled queryset
        parameters.extend(values)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", parameters)
        found = cursor.fetchone()
    return {one.slug: number for one, number in zip(lists, found, strict=True)}


def in_words(number: int) -> str:
    """The count as it is shown."""
    return f"{MOST - 1}+" if number >= MOST else str(number)


def _bounded(one: TicketList) -> tuple[str, Sequence[Any]]:
    query = one.tickets.order_by().values("pk")[:MOST].query
    sql, values = query.get_compiler(connection=connection).as_sql()
    return sql, values
