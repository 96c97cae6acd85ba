"""The kinds of events, declared by each package in its `events.py`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Data = TypeVar("Data")


@dataclass(frozen=True, slots=True)
class EventKind(Generic[Data]):
    """A kind of event: its dotted name (noun.past_participle) and the dataclass of what it carries."""

    name: str
    data: type[Data]
    version: int = 1


@dataclass(frozen=True, slots=True)
class Nothing:
    """The data of an event that says all by its kind, subject and actor."""


_declared: dict[str, EventKind[Any]] = {}


def declare(name: str, data: type[Data], *, version: int = 1) -> EventKind[Data]:
    """Make a kind known under its name; a name is declared once."""
    if name in _declared:
        raise ValueError(f"event kind {name} is declared twice")
    kind = EventKind(name=name, data=data, version=version)
    _declared[name] = kind
    return kind


def declared() -> Mapping[str, EventKind[Any]]:
    """Every kind declared so far, by name."""
    return _declared
