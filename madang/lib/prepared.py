"""Read rows with queries that are made once.

Django builds a query anew each time it is asked, which takes it several times as long as SQLite needs to
answer one by its key. What is asked for every mail and every reaction goes through here; it is still written
as a QuerySet.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connection, connections
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


class _Made:
    """A query as one connection asks it, and how its rows become models."""

    def __init__(self, rows: "QuerySet[Any]") -> None:
        compiler = cast("SQLCompiler", rows.query.get_compiler(using=rows.db))
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
        made = self._of_connection()
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
            raise self._of_connection().model.DoesNotExist(f"nothing found by {values}")
        return found

    def exists(self, **values: object) -> bool:
        """Whether there is a row; for queries with `only("pk")[:1]`."""
        return bool(self._rows(self._of_connection(), values))

    def _of_connection(self) -> _Made:
        # Kept with the connection, of which each thread has its own, and gone with it.
        of_all: dict[Prepared[Any], _Made] = vars(connections[DEFAULT_DB_ALIAS]).setdefault("prepared", {})
        made = of_all.get(self)
        if made is None:
            made = of_all[self] = _Made(self._build())
        return made

    def _rows(self, made: _Made, values: Mapping[str, object]) -> list[Any]:
        filled: list[Any] = [
            _bound(values[value.name]) if isinstance(value, Given) else value for value in made.values
        ]
        with connection.cursor() as cursor:
            cursor.execute(made.statement, filled)
            found: list[Any] = cursor.fetchall()
            return found


def _bound(value: object) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def _model(made: _Made, row: Any) -> Model:
    found: Model = made.model.from_db(connection.alias, made.names, row[made.own])
    for name, place in made.annotations.items():
        setattr(found, name, row[place])
    for one in made.related:
        one.populate(row, found)
    return found
