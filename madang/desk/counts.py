"""How many tickets lists hold: asked in one go, and never counted further than people read.

Whenever something happens, every open workspace asks again. What agents with the same rights see is the same,
so that one of them counts for all.
"""

import threading
from collections.abc import Sequence
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import Subquery

from madang.accounts.models import User
from madang.accounts.roles import Reach
from madang.history.models import Event
from madang.history.readers import settled
from madang.realtime.rights import rights_key

from .lists import Group, TicketList

MOST = 1000
"""Counting stops here; more is shown as 999+. A million open tickets cost no more than a thousand."""


PERSONAL = frozenset({"mine", "followed", "asked"})
"""Lists that hold something else for each person."""

KEPT_SECONDS = 60
"""Counts that nobody asks for again are forgotten; what is newer than they is never answered with them."""

_one_counts = threading.Lock()


def counts_for(person: User, groups: Sequence[Group]) -> dict[str, int]:
    """The same as `counts`, counted once for all with the rights of `person` until something happens.

    The key names what has happened, read before anything is counted: counts may be newer than their key says,
    never older. Hints are told of the same events in the same order, so that whoever asks after a hint gets
    what the hint was about.
    """
    if person.reach != Reach.ALL:
        return counts(groups)  # by team or by person: nobody else sees the same
    happened = what_happened()
    if happened is None:
        return counts(groups)
    shared = [_those_of(group, personal=False) for group in groups]
    own = [_those_of(group, personal=True) for group in groups]
    key = f"desk.counts:{rights_key(person)}:{happened}"
    known: dict[str, int] | None = cache.get(key)
    if known is None:
        with _one_counts:
            known = cache.get(key)
            if known is None:
                known = counts(shared)
                cache.set(key, known, KEPT_SECONDS)
    return {**known, **counts(own)}


def counts(groups: Sequence[Group]) -> dict[str, int]:
    """The number of tickets in each counted list by its slug, at most MOST. One query, however many lists."""
    lists = [one for group in groups for one in group.lists if one.counted and one.view is None]
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


def what_happened() -> str | None:
    """Another text after every change; None while it can't be told. One query.

    On PostgreSQL an earlier event may become visible after a later one, and is settled when no such one can
    come any more: by the newest visible event one's own change is seen at once, by the settled one no other
    is missed.
    """
    newest = Subquery(Event.objects.order_by("-pk").values("pk")[:1])
    found = settled().order_by("-pk").annotate(newest=newest).values_list("pk", "newest").first()
    return None if found is None else f"{found[0]}:{found[1]}"


def _those_of(group: Group, *, personal: bool) -> Group:
    return Group(group.name, [one for one in group.lists if (one.slug in PERSONAL) is personal])


def _bounded(one: TicketList) -> tuple[str, Sequence[Any]]:
    query = one.tickets.order_by().values("pk")[:MOST].query
    sql, values = query.get_compiler(connection=connection).as_sql()
    return sql, values
