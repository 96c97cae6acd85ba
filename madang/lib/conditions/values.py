"""The values that attributes are asked about, and how each is read from JSON."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol, TypeAlias

Value: TypeAlias = Any
"""What a reader made: hashable, and JSON by its `write`."""

MOST_CHOICES = 100
LONGEST_TEXT = 200
LARGEST_ID = 2**63 - 1
LONGEST_SPAN = 100_000
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?", re.ASCII)


class Reader(Protocol):
    """Reads a value from JSON and writes it again; `kind` names it."""

    @property
    def kind(self) -> str: ...

    def read(self, given: object) -> Value:
        """The value; raises ValueError when it is none of these."""

    def write(self, value: Value) -> object:
        """The same as JSON."""


@dataclass(frozen=True, slots=True)
class Choices:
    """One or more of a list: texts such as codes, ids, or both. `of` are the only ones there are."""

    types: tuple[type, ...] = (str,)
    of: frozenset[str | int] | None = None
    kind: str = "choices"

    def read(self, given: object) -> tuple[str | int, ...]:
        if not isinstance(given, list) or not 0 < len(given) <= MOST_CHOICES:
            raise ValueError("no list of choices")
        for one in given:
            if type(one) not in self.types or (self.of is not None and one not in self.of):
                raise ValueError(f"{one!r} can't be chosen")
            if isinstance(one, str) and not 0 < len(one) <= LONGEST_TEXT:
                raise ValueError("a choice is empty or too long")
            if isinstance(one, int) and not 0 < one <= LARGEST_ID:
                raise ValueError("an id is out of range")
        return tuple(dict.fromkeys(given))

    def write(self, value: Sequence[str | int]) -> object:
        return list(value)


@dataclass(frozen=True, slots=True)
class Words:
    """A text of some words."""

    kind: str = "words"

    def read(self, given: object) -> str:
        words = " ".join(given.split()) if isinstance(given, str) else ""
        if not 0 < len(words) <= LONGEST_TEXT or "\x00" in words:
            raise ValueError("no words")
        return words

    def write(self, value: str) -> object:
        return value


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar, as YYYY-MM-DD."""

    kind: str = "day"

    def read(self, given: object) -> date:
        if not isinstance(given, str) or len(given) != 10:
            raise ValueError("no day")
        found = date.fromisoformat(given)
        if not 1970 <= found.year <= 2200:
            raise ValueError("a day out of range")
        return found

    def write(self, value: date) -> object:
        return value.isoformat()


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: {"hours": 24} or {"days": 7}; the value is the pair of number and unit."""

    kind: str = "span"

    def read(self, given: object) -> tuple[int, str]:
        if isinstance(given, dict) and len(given) == 1:
            (unit, number), *_ = given.items()
            known = unit in ("minutes", "hours", "days")
            if known and type(number) is int and 0 < number <= LONGEST_SPAN:
                return number, unit
        raise ValueError("no span of time")

    def write(self, value: tuple[int, str]) -> object:
        return {value[1]: value[0]}


@dataclass(frozen=True, slots=True)
class Number:
    """A number, as a text: "10000", "-1.5"; up to fifteen digits before the point and six behind it."""

    kind: str = "number"

    def read(self, given: object) -> Decimal:
        text = str(given).strip() if isinstance(given, str | int) and not isinstance(given, bool) else ""
        if not _NUMBER.fullmatch(text):
            raise ValueError("no number")
        return Decimal(text)

    def write(self, value: Decimal) -> object:
        return str(value)


@dataclass(frozen=True, slots=True)
class Of:
    """A value of one thing among many, such as of a field: {"of": 3, "value": …}; a pair of id and value."""

    inner: Reader

    @property
    def kind(self) -> str:
        """That of the value, marked."""
        return f"of_{self.inner.kind}"

    def read(self, given: object) -> tuple[int, Value]:
        if not isinstance(given, dict) or set(given) != {"of", "value"}:
            raise ValueError("no value of something")
        thing = given["of"]
        if type(thing) is not int or not 0 < thing <= LARGEST_ID:
            raise ValueError("an id is out of range")
        return thing, self.inner.read(given["value"])

    def write(self, value: tuple[int, Value]) -> object:
        return {"of": value[0], "value": self.inner.write(value[1])}


@dataclass(frozen=True, slots=True)
class Nothing:
    """The question says all: is it set, is it empty."""

    kind: str = "nothing"

    def read(self, given: object) -> None:
        if given is not None:
            raise ValueError("nothing is asked for")

    def write(self, value: None) -> object:
        return None
