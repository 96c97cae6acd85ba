"""Conditions in SQL, and which of them an index may be used for.

SQLite has no statistics and takes whatever index fits a condition, also where that means to sort half of all
tickets. So the one way in is chosen here (see `driving`), and the rest is written so that no index fits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, F, Field, Func, Q, QuerySet
from django.db.models.expressions import RawSQL
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


@dataclass(frozen=True, slots=True)
class Written:
    """A condition on tickets as SQL, to be asked more than once."""

    sql: str
    values: tuple[Any, ...] = ()


def written(conditions: Sequence[Q]) -> list[Written]:
    """The conditions in SQL, over the columns of `tickets_ticket`, found by no index of them."""
    columns: dict[str, Unindexed] = {}
    rewritten = [_rewritten(one, columns) for one in conditions]
    query = Ticket.objects.alias(**columns).query
    compiler = query.get_compiler(connection=connection)
    found: list[Written] = []
    for one in rewritten:
        try:
            sql, values = compiler.compile(query.build_where(one))
        except EmptyResultSet:
            found.append(Written("1 = 0"))
        except FullResultSet:
            found.append(Written("1 = 1"))
        else:
            found.append(Written(sql, tuple(values)))
    return found


def masks_of(conditions: Mapping[int, Written], tickets: QuerySet[Ticket]) -> QuerySet[Any, Any]:
    """Key and mask of each ticket: its bit `place` is set when it meets the condition of that place."""
    bits = [f"CASE WHEN {one.sql} THEN {1 << place} ELSE 0 END" for place, one in conditions.items()]
    values = [value for one in conditions.values() for value in one.values]
    mask = RawSQL(" + ".join(bits), values, output_field=BigIntegerField())  # noqa: S611  # compiled conditions
    return tickets.order_by().annotate(mask=mask).values_list("pk", "mask")


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
            if f"{UNINDEXED}{name}" not in columns:
                columns[f"{UNINDEXED}{name}"] = unindexed(name)
            children.append((f"{UNINDEXED}{name}{separator}{lookup}", child[1]))
        else:
            children.append(child)
    again = Q()
    again.connector, again.negated, again.children = condition.connector, condition.negated, children
    return again
