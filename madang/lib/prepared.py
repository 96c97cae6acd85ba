"""Read rows with queries that are made once.

Django builds a query anew each time it is asked, which takes it several times as long as SQLite needs to
answer one by its key. What is asked for every mail and every reaction goes through here; it is still written
as a QuerySet.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar, cast

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)


class Given(Expression):
    """A place in a prepared query for a value that is given when it runs: `filter(pk=Given("pk"))`.

    A number, a text, a boolean or an aware datetime; None and lists have no place.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        """A placeholder, with this itself as its value."""
        return "%s", [self]


class Keys(Expression):
    """The place of several keys in a prepared query: `filter(ticket__in=keys)`."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        """Placeholders in brackets."""
        places = [Given(f"key{nth}") for nth in range(self.size)]
        return f"({', '.join(['%s'] * self.size)})", places


class AnyKeys(Expression):
    """The place of however many whole numbers in one prepared statement: `filter(pk__in=AnyKeys("tickets"))`.

    The value that is given is a list. For queries that are made for one moment; where a statement is kept for
    long, `Keys` lets the database see how many there are.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, Any]:
        """The members of a list as JSON."""
        return "(SELECT value FROM json_each(%s))", [Given(self.name)]

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, Any]:
        """The members of an array."""
        return "(SELECT unnest(%s::bigint[]))", [Given(self.name)]


class _Made:
    """A query as a database of one kind is asked it, and how its rows become models. All threads share it."""

    def __init__(self, rows: "QuerySet[Any]") -> None:
        # Made for `connection`, which is that of whichever thread asks, and not for this thread's own.
        compiler = cast("SQLCompiler", rows.query.get_compiler(connection=connection))
        statement, values = compiler.as_sql()
        self.statement, self.values = statement, cast("Sequence[object]", values)
        shape: Any = compiler.klass_info
        chosen: Any = compiler.select
        first, last = shape["select_fields"][0], shape["select_fields"][-1] + 1
        self.model: Any = shape["model"]
        self.own = slice(first, last)
        self.names = [one[0].target.attname for one in chosen[self.own]]
        self.annotations: Mapping[str, int] = compiler.annotation_col_map or {}
        self.related = get_related_populators(shape, chosen, rows.db)  # type: ignore[call-arg]  # typed for Django 6
        self.converters = compiler.get_converters([one[0] for one in chosen])
        self.compiler = compiler


class Prepared(Generic[M]):
    """A query whose statement is made at its first use; each call gives the values for its `Given` places."""

    def __init__(self, build: "Callable[[], QuerySet[M]]") -> None:
        """`build` gives the query; it may lock, annotate and select what is related, and not prefetch."""
        self._build = build

    def all(self, **values: object) -> list[M]:
        """All rows, as models that were just read."""
        made = self._of_database()
        rows = self._rows(made, values)
        if made.converters:
            rows = list(made.compiler.apply_converters(rows, made.converters))
        return [cast("M", _model(made, row)) for row in rows]

    def first(self, **values: object) -> M | None:
        """The first row, None when there is none. The query should ask for one alone: `[:1]`."""
        found = self.all(**values)
        return found[0] if found else None

    def get(self, **values: object) -> M:
        """The only row. Raises the model's DoesNotExist."""
        found = self.first(**values)
        if found is None:
            raise self._of_database().model.DoesNotExist(f"nothing found by {values}")
        return found

    def exists(self, **values: object) -> bool:
        """Whether there is a row; for queries with `only("pk")[:1]`."""
        return bool(self._rows(self._of_database(), values))

    def _of_database(self) -> _Made:
        made: _Made = _kept(self, lambda: _Made(self._build()))
        return made

    def _rows(self, made: _Made, values: Mapping[str, object]) -> list[Any]:
        return _asked(made.statement, made.values, values)


class PreparedAmong(Generic[M]):
    """A query for what belongs to any of some keys. Statements are made for 1, 2, 4, 8 … of them."""

    def __init__(self, build: "Callable[[Keys], QuerySet[M]]") -> None:
        """`build` gives the query: `lambda keys: Attachment.objects.filter(message__in=keys)`."""
        self._build = build
        self._of_size: dict[int, Prepared[M]] = {}

    def all(self, keys: Sequence[object], **values: object) -> list[M]:
        """All rows that belong to one of the keys; no query when there is no key."""
        if not keys:
            return []
        size = 1 << (len(keys) - 1).bit_length()
        filled = [*keys, *[keys[-1]] * (size - len(keys))]
        return self._prepared(size).all(**{f"key{nth}": key for nth, key in enumerate(filled)}, **values)

    def by(self, name: str, keys: Sequence[object], **values: object) -> dict[Any, list[M]]:
        """The same rows by their attribute `name`, one of the keys each."""
        found: dict[Any, list[M]] = {}
        for row in self.all(keys, **values):
            found.setdefault(getattr(row, name), []).append(row)
        return found

    def _prepared(self, size: int) -> Prepared[M]:
        known = self._of_size.get(size)
        if known is None:
            known = self._of_size.setdefault(size, Prepared(lambda: self._build(Keys(size))))
        return known


class PreparedCounts:
    """How many rows several queries have, none counted further than `most`: one statement, made once."""

    def __init__(self, build: "Callable[[], Sequence[QuerySet[Any]]]", *, most: int) -> None:
        """`build` gives the queries, with `Given` places as in Prepared."""
        self._build = build
        self._most = most

    def of(self, **values: object) -> list[int]:
        """The numbers in the order of the queries. One query."""
        statement, places = _kept(self, self._made)
        return list(_asked(statement, places, values)[0])

    def _made(self) -> tuple[str, Sequence[object]]:
        return counting(self._build(), most=self._most)


class Statement:
    """A query of plain values, written out at once; it holds as long as what it compares with."""

    def __init__(self, rows: "QuerySet[Any, Any]") -> None:
        """`rows` is a `values_list` that may have `Given` and `AnyKeys` places. Raises EmptyResultSet."""
        self._sql, self._places = rows.query.get_compiler(connection=connection).as_sql()

    def rows(self, **values: object) -> list[tuple[Any, ...]]:
        """All rows, as the database gives them."""
        return _asked(self._sql, cast("Sequence[object]", self._places), values)


def counting(queries: "Sequence[QuerySet[Any]]", *, most: int) -> tuple[str, Sequence[Any]]:
    """One statement and its values that counts what each of the queries has, up to `most`."""
    parts: list[str] = []
    places: list[Any] = []
    for query in queries:
        bounded = query.order_by().values("pk")[:most].query
        sql, values = bounded.get_compiler(connection=connection).as_sql()
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) bounded)")  # noqa: S608  # a compiled queryset
        places.extend(values)
    return f"SELECT {', '.join(parts)}", places


def _kept(whose: object, make: Callable[[], Any]) -> Any:
    # Two threads may make it at the same time; either is as good.
    of_all: dict[str, Any] = vars(whose).setdefault("_made_for", {})
    made = of_all.get(connection.vendor)
    if made is None:
        made = of_all[connection.vendor] = make()
    return made


def _asked(statement: str, places: Sequence[object], values: Mapping[str, object]) -> list[Any]:
    filled: list[Any] = [_bound(values[one.name]) if isinstance(one, Given) else one for one in places]
    with connection.cursor() as cursor:
        cursor.execute(statement, filled)
        found: list[Any] = cursor.fetchall()
        return found


def _bound(value: object) -> Any:
    if isinstance(value, list):
        return json.dumps(value) if connection.vendor == "sqlite" else value
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def _model(made: _Made, row: Any) -> Model:
    found: Model = made.model.from_db(connection.alias, made.names, row[made.own])
    for name, place in made.annotations.items():
        setattr(found, name, row[place])
    for one in made.related:
        one.populate(row, found)
    return found
