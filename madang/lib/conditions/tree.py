"""The tree that conditions are."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias, TypeVar

from .values import Value

T = TypeVar("T")


class How(StrEnum):
    """How the parts of a group belong together."""

    ALL = "all"
    ANY = "any"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing asked of one attribute."""

    attribute: str
    operator: str
    value: Value


@dataclass(frozen=True, slots=True)
class Group:
    """Parts of which all, any or none hold. All and none of no parts hold always, any of none never."""

    how: How
    parts: "tuple[Part, ...]" = ()


Part: TypeAlias = Condition | Group


def fold(part: Part, *, leaf: Callable[[Condition], T], group: Callable[[How, Sequence[T]], T]) -> T:
    """Make something else of a tree, from its leaves up."""
    if isinstance(part, Condition):
        return leaf(part)
    return group(part.how, [fold(one, leaf=leaf, group=group) for one in part.parts])


def leaves(part: Part) -> Iterator[Condition]:
    """Every condition of a tree, from left to right."""
    if isinstance(part, Condition):
        yield part
        return
    for one in part.parts:
        yield from leaves(one)
