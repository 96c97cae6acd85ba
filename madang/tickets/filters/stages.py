"""Stages of an order: tickets that are alike in something, and what puts those in order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    BigIntegerField,
    BooleanField,
    DateField,
    DateTimeField,
    DecimalField,
    ExpressionWrapper,
    F,
    FloatField,
    Func,
    Q,
    TextField,
    Value,
)
from django.db.models import Field as Column
from django.db.models.expressions import BaseExpression, Combinable
from django.db.models.sql.compiler import SQLCompiler
from django.utils.functional import Promise

from madang.lib.alphabetic import Alphabetic

from .cursors import Key, WrongCursor

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_PLACES = 6
_FARTHEST = 10**21
"""Beyond every key, and below it negated: numbers of fields have up to 15 digits and 6 behind the point."""
_WIDTH = 22


def microseconds(moment: datetime) -> int:
    """The moment as a whole number, so that nothing of it is rounded away."""
    return (moment - _EPOCH) // _MICROSECOND


def moment_of(key: int) -> datetime:
    """The moment that `microseconds` made a number of."""
    return _EPOCH + _MICROSECOND * key


def _millionths(number: Any) -> int:
    # SQLite keeps fractions as floats: this rounds them to what was written.
    return int(Decimal(number).scaleb(_PLACES).to_integral_value())


@dataclass(frozen=True, slots=True)
class Scale:
    """How values of one kind become keys, and keys values again."""

    to_key: Callable[[Any], Key]
    to_value: Callable[[Any], Any]
    column: Column[Any, Any]
    kind: type = int

    def value(self, key: Key) -> Any:
        """The value of a key, as the database compares with it. Raises WrongCursor for what is none."""
        if not isinstance(key, self.kind) or (isinstance(key, int) and abs(key) >= _FARTHEST):
            raise WrongCursor(str(key))
        try:
            return self.to_value(key)
        except (OverflowError, ValueError):
            raise WrongCursor(str(key)) from None


TIMES = Scale(microseconds, moment_of, DateTimeField())
NUMBERS = Scale(
    _millionths,
    lambda key: Decimal(key).scaleb(-_PLACES),
    DecimalField(max_digits=21, decimal_places=_PLACES),
)
DAYS = Scale(date.toordinal, date.fromordinal, DateField())
TEXTS = Scale(str, str, TextField(), kind=str)
KEYS = Scale(int, int, BigIntegerField())


class Behind(Func):
    """Whether a pair of columns comes behind a pair of values, in one step along an index."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, *pairs: BaseExpression | Combinable, sign: str) -> None:
        super().__init__(*pairs)
        self.sign = sign

    def as_sql(  # type: ignore[override]  # it has no template
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, Any]:
        """`(column, key) < (value, key)`; both databases know such rows."""
        parts = [compiler.compile(one) for one in self.get_source_expressions()]
        (first, second, third, fourth) = (sql for sql, _values in parts)
        values = [value for _sql, of_one in parts for value in of_one]
        return f"({first}, {second}) {self.sign} ({third}, {fourth})", values


@dataclass(frozen=True, slots=True)
class Leads:
    """Values of one field that lead to their tickets: all of the field, those of one stage, and what of them
    orders the list."""

    of_field: Q
    filled: Q
    by: F | Alphabetic
    scale: Scale

    @property
    def read(self) -> F | Alphabetic | ExpressionWrapper[Any]:
        """What it is ordered by, as the database holds it: SQLite keeps floats, which Django would round."""
        is_float = self.scale is NUMBERS and connection.vendor == "sqlite"
        return ExpressionWrapper(self.by, FloatField()) if is_float else self.by

    def beyond(self, key: Key, pk: int, sign: str) -> Behind:
        """That a value lies on one side of another ticket's: by `sign`, "<" or ">=" and the like."""
        pair = Value(self.scale.value(key), output_field=self.scale.column), Value(pk)
        return Behind(self.by, F("ticket"), *pair, sign=sign)


@dataclass(frozen=True, slots=True)
class Stage:
    """Tickets that are alike in something, ordered by one column; `index` is what leads the index to them.

    Where they are ordered by a field of the desk's own, its values lead to them, and there is no column.
    """

    column: str
    newest_first: bool = True
    condition: Q = field(default_factory=Q)
    index: Q = field(default_factory=Q)
    leads: Leads | None = None
    is_empty: bool = False
    """Whether no ticket is in it, for those on which nothing has a value."""

    @property
    def scale(self) -> Scale:
        """How what it is ordered by becomes a key."""
        return TIMES if self.leads is None else self.leads.scale

    def rank(self, key: Key, pk: int) -> str:
        """A text that sorts as the stage does, by its letters' numbers, here and in browsers."""
        last = self._digits(pk)
        if isinstance(key, int):
            return f"{self._digits(key + _FARTHEST)}{last}"
        letters = key.encode()
        # The mark stands before, or behind, all that could go on.
        return (
            f"{bytes(255 - one for one in letters).hex()}~{last}"
            if self.newest_first
            else f"{letters.hex()}.{last}"
        )

    def _digits(self, number: int) -> str:
        return f"{10**_WIDTH - 1 - number if self.newest_first else number:0{_WIDTH}d}"


@dataclass(frozen=True, slots=True)
class Order:
    """An order by its name."""

    name: str
    label: str | Promise
    stages: Sequence[Stage]
