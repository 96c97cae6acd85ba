"""Attributes whose values are chosen from a list."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from madang.lib.conditions import Choices, Reader, Value

from ..attribute import NONE, Asker, Choice, Word

TICKET = _("Ticket")
PEOPLE = _("People")
PLACES = _("Where it came in")
TIMES = _("Times")

MOST_CHOICES = 300
MOST_LOOKED_UP = 20


def is_or_is_not(reader: Reader) -> Mapping[str, Reader]:
    """The operators of what a ticket has one of."""
    return {"is": reader, "is_not": reader}


def of_column(column: str) -> Callable[[str, Value, Asker], Q]:
    """`is` and `is_not` of a column; `none` among the values stands for an empty one."""

    def q(operator: str, value: Value, asker: Asker) -> Q:
        found = one_of(column, value)
        return found if operator == "is" else ~found

    return q


def one_of(column: str, values: Iterable[Word]) -> Q:
    """The column holds one of the values, or nothing when `none` is among them."""
    given = [value for value in values if value != NONE]
    # Null said aloud: turned around, "in" alone would leave out what has none.
    found = Q(**{f"{column}__isnull": False, f"{column}__in": given}) if given else Q(pk__in=())
    return found | Q(**{f"{column}__isnull": True}) if NONE in values else found


def of_codes(labels: Callable[[], Sequence[tuple[Word, Any]]]) -> Callable[[Asker], Sequence[Choice]]:
    """Choices from the codes of the program and their labels."""
    return lambda asker: [Choice(value, str(label)) for value, label in labels()]


def code_names(
    labels: Callable[[], Sequence[tuple[Word, Any]]],
) -> Callable[[Iterable[Word]], Mapping[Word, str]]:
    """What the codes of the program are called."""
    return lambda values: {value: str(label) for value, label in labels()}


def of_rows(
    rows: Callable[[], QuerySet[Any]], shown: Callable[[Any], str], *, nothing: Any = None
) -> Callable[[Asker], Sequence[Choice]]:
    """Choices from the rows of a table; `nothing` is what having none of them is called."""

    def choices(asker: Asker) -> Sequence[Choice]:
        first = [Choice(NONE, str(nothing))] if nothing is not None else []
        return [*first, *(Choice(row.pk, shown(row)) for row in rows()[:MOST_CHOICES])]

    return choices


def row_names(
    model: type[Model], shown: Callable[[Any], str], *, codes: Mapping[Word, Any] | None = None
) -> Callable[[Iterable[Word]], Mapping[Word, str]]:
    """What rows of a table are called; those that are gone are missing. One query."""

    def named(values: Iterable[Word]) -> Mapping[Word, str]:
        given = list(values)
        known: dict[Word, str] = {code: str(label) for code, label in (codes or {}).items() if code in given}
        ids = [value for value in given if isinstance(value, int)]
        if ids:
            known |= {row.pk: shown(row) for row in model._default_manager.filter(pk__in=ids)}
        return known

    return named


NOTHING: Mapping[str, Sequence[Word]] = {"none": (NONE,), "없음": (NONE,)}
"""What having none of them is called in a search."""

IDS = Choices((int,))
IDS_OR_CODES = Choices((int, str))
