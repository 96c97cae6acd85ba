"""Conditions in SQL, and which of them an index may be used for.

SQLite has no statistics and takes whatever index fits a condition, also where that means to sort half of all
tickets. So the one way in is chosen here (see `driving`), and the rest is written so that no index fits.
"""

import operator
from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Case, F, Field, Func, Q, QuerySet, Value, When
from django.db.models.fields.related import ForeignKey
from django.db.models.sql.compiler import SQLCompiler

from madang.lib.conditions import Condition, Group, How, fold, leaves

from ..models import Away, Ticket
from .attribute import Asker
from .registry import ATTRIBUTES

UNINDEXED = "unindexed_"


class Unindexed(Func):
    """A column as a value that SQLite looks up in no index; PostgreSQL knows better and sees the column."""

    template = "%(expressions)s"
    arity = 1

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, Any]:
        """With the unary plus that SQLite documents for this."""
        return self.as_sql(compiler, connection, template="+%(expressions)s", **extra)


def q_of(tree: Group, asker: Asker) -> Q:
    """The tree as one Q on tickets; what is put aside is left out where no condition asks about that."""

    def leaf(condition: Condition) -> Q:
        return ATTRIBUTES[condition.attribute].q(condition.operator, condition.value, asker)

    found = fold(tree, leaf=leaf, group=joined)
    asked = any(ATTRIBUTES[one.attribute].asks_aside for one in leaves(tree))
    return found & Q(away__in=("", Away.SNOOZED) if asked else ("",))


def joined(how: How, parts: Sequence[Q]) -> Q:
    """All, any or none of the parts as one Q."""
    joined = Q()
    if how == How.ANY:
        if not parts:
            return Q(pk__in=())
        for part in parts:
            joined |= part
        return joined
    for part in parts:
        joined &= ~part if how == How.NONE else part
    return joined


def filtered(tickets: QuerySet[Ticket], condition: Q) -> QuerySet[Ticket]:
    """The tickets that meet the condition, found by no index of its columns."""
    columns: dict[str, Unindexed] = {}
    rewritten = _rewritten(condition, columns)
    return tickets.alias(**columns).filter(rewritten)


def masks_of(conditions: Mapping[int, Q], tickets: QuerySet[Ticket]) -> QuerySet[Any, Any]:
    """Key and mask of each ticket: its bit `place` is set when it meets the condition of that place."""
    columns: dict[str, Unindexed] = {}
    bits = [
        Case(When(_rewritten(condition, columns), then=Value(1 << place)), default=Value(0))
        for place, condition in conditions.items()
    ]
    mask = reduce(operator.add, bits)
    return tickets.order_by().alias(**columns).annotate(mask=mask).values_list("pk", "mask")


def unindexed(column: str) -> Unindexed:
    """A column of the ticket to compare or order by, found by no index."""
    found = Ticket._meta.get_field(column)
    assert isinstance(found, Field)
    kind: Field[Any, Any] = found.target_field if isinstance(found, ForeignKey) else found
    plain = kind.clone()
    return Unindexed(F(column), output_field=plain)


def _rewritten(condition: Q, columns: dict[str, Unindexed]) -> Q:
    children: list[Any] = []
    for child in condition.children:
        if isinstance(child, Q):
            children.append(_rewritten(child, columns))
        elif isinstance(child, tuple):
            name, separator, lookup = child[0].partition("__")
            if name == "pk":
                children.append(child)
                continue
            columns.setdefault(f"{UNINDEXED}{name}", unindexed(name))
            children.append((f"{UNINDEXED}{name}{separator}{lookup}", child[1]))
        else:
            children.append(child)
    again = Q()
    again.connector, again.negated, again.children = condition.connector, condition.negated, children
    return again
