"""How many tickets meet conditions: many lists in one go, and none looked for further than people read.

Each ticket that is looked at has a mask, a bit for each list that it belongs to. The masks are kept, so that
after a change only the tickets that it touched are looked at again.
"""

import time
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet

from madang.lib.conditions import Group
from madang.lib.prepared import AnyKeys, Statement

from ..models import Ticket
from ..queries import visible_to
from .attribute import Asker
from .driving import drivers_of, openness
from .selecting import matching
from .sql import masks_of, q_of, written

MOST_COUNTED = 1_000
"""More are not told apart."""

LOOKED_AT = 10_000
"""Tickets looked at for one count, of the open ones and of the others each: the newest."""

KEPT_SECONDS = 60
AT_ONCE = 60
"""Lists whose bits fit into a whole number of the database."""

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
    """The same of many trees, with no more queries than of one (for sixty of them)."""
    return Tally(trees, by=by).counts


class Tally(Generic[Key]):
    """The counts of some lists as they were when it was made, and after `look_again` as they are now.

    Twenty thousand tickets take 320 KB.
    """

    def __init__(self, trees: Mapping[Key, Group], *, by: Asker) -> None:
        named = list(trees.items())
        self._sheets = [_Sheet(named[at : at + AT_ONCE], by) for at in range(0, len(named), AT_ONCE)]

    @property
    def counts(self) -> dict[Key, Count]:
        """By the keys of the trees. No query."""
        return {key: count for sheet in self._sheets for key, count in sheet.counts()}

    def look_again(self, tickets: Collection[int]) -> None:
        """Take over what became of the tickets with these ids, or that they came or went. One query.

        Time does not pass in between: what depends on the clock is asked as of when this was made.
        """
        for sheet in self._sheets:
            sheet.look_again(tickets)


class _Sheet(Generic[Key]):
    """The masks of up to AT_ONCE lists."""

    def __init__(self, trees: Sequence[tuple[Key, Group]], by: Asker) -> None:
        self._keys = [key for key, _ in trees]
        self._by = by
        self._conditions = written([q_of(tree, by) for _, tree in trees])
        self._edges = _edges()
        self._again: Statement | None = None
        branches = [[one for one in (True, False) if openness(tree) in {None, one}] for _, tree in trees]
        # Where all are looked at anyway, it doesn't help that a few of them could be found alone.
        far = [place for place, of_tree in enumerate(branches) if any(one in self._edges for one in of_tree)]
        ways = dict(zip(far, drivers_of([trees[place][1] for place in far], by), strict=True))
        rare = {place: way for place, way in ways.items() if way is not None}
        self._is_more = [place in ways and place not in rare for place in range(len(trees))]
        self._of_rare = sum(1 << place for place in rare)
        masks = _masks_of_rare(
            {place: matching(trees[place][1], by=by).filter(pk__in=rare[place]) for place in rare}
        )
        for branch in (True, False):
            passed = [
                place for place, of_tree in enumerate(branches) if branch in of_tree and place not in rare
            ]
            if passed:
                self._pass(branch, passed, masks)
        self._tickets = array("q", sorted(masks))
        self._masks = array("q", map(masks.__getitem__, self._tickets))
        self._numbers = [0] * len(trees)
        for mask, number in Counter(self._masks).items():
            for place in _places(mask):
                self._numbers[place] += number

    def counts(self) -> Iterable[tuple[Key, Count]]:
        for key, number, is_more in zip(self._keys, self._numbers, self._is_more, strict=True):
            yield key, Count(min(number, MOST_COUNTED), more=is_more)

    def look_again(self, tickets: Collection[int]) -> None:
        found = self._masks_of(tickets)
        for pk in tickets:
            new, at = found.get(pk, 0), bisect_left(self._tickets, pk)
            is_known = at < len(self._tickets) and self._tickets[at] == pk
            old = self._masks[at] if is_known else 0
            if is_known:
                self._masks[at] = new
            elif new:
                self._tickets.insert(at, pk)
                self._masks.insert(at, new)
            for place in _places(old ^ new):
                self._numbers[place] += 1 if new >> place & 1 else -1

    def _pass(self, branch: bool, places: Sequence[int], masks: dict[int, int]) -> None:
        """Look at the newest tickets once, for all lists of `places`."""
        tickets = visible_to(self._by.person).filter(self._looked_at(branch))
        try:
            asked = Statement(masks_of({place: self._conditions[place] for place in places}, tickets))
        except EmptyResultSet:
            return
        found: dict[int, int] = dict(asked.rows())
        for pk in masks.keys() & found.keys():
            found[pk] |= masks[pk]
        masks.update(found)

    def _masks_of(self, tickets: Collection[int]) -> dict[int, int]:
        looked_at = len(self._keys)
        if self._again is None:
            conditions = dict(enumerate(self._conditions))
            (conditions[looked_at],) = written([self._looked_at(True) | self._looked_at(False)])
            seen = visible_to(self._by.person).filter(pk__in=AnyKeys("tickets"))
            try:
                self._again = Statement(masks_of(conditions, seen))
            except EmptyResultSet:
                return {}
        bit = 1 << looked_at
        return {
            pk: mask ^ bit if mask & bit else mask & self._of_rare
            for pk, mask in self._again.rows(tickets=list(tickets))
        }

    def _looked_at(self, branch: bool) -> Q:
        newest = Q(is_open__in=(branch,))
        return newest & Q(last_message_at__gte=self._edges[branch]) if branch in self._edges else newest


def _places(mask: int) -> Iterable[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def _masks_of_rare(lists: Mapping[int, QuerySet[Ticket]]) -> dict[int, int]:
    """The tickets of lists to which something rare leads. One query."""
    parts: list[str] = []
    parameters: list[Any] = []
    for place, tickets in lists.items():
        try:
            sql, values = tickets.values("pk").query.get_compiler(connection=connection).as_sql()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT {place}, found.* FROM ({sql}) found")  # noqa: S608  # a compiled queryset
        parameters.extend(values)
    masks: dict[int, int] = {}
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), parameters)
            for place, pk in cursor.fetchall():
                masks[pk] = masks.get(pk, 0) | 1 << place
    return masks


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
