"""What can be asked of which attribute."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from .values import Reader


class Asked(Protocol):
    """Whatever has a name, and operators that each read their value."""

    @property
    def name(self) -> str: ...

    @property
    def operators(self) -> Mapping[str, Reader]: ...


@dataclass(frozen=True, slots=True)
class Attribute:
    """The plainest of them."""

    name: str
    operators: Mapping[str, Reader]


A = TypeVar("A", bound=Asked)


class Registry(Generic[A]):
    """The attributes that are known, in the order in which they were registered."""

    def __init__(self, known: Iterable[A] = ()) -> None:
        self._known: dict[str, A] = {}
        for one in known:
            self.register(one)

    def register(self, attribute: A) -> A:
        """Make one known. Raises ValueError when the name is taken."""
        if attribute.name in self._known:
            raise ValueError(f"the attribute {attribute.name} is registered twice")
        self._known[attribute.name] = attribute
        return attribute

    def __iter__(self) -> Iterator[A]:
        return iter(self._known.values())

    def __contains__(self, name: object) -> bool:
        return name in self._known

    def __getitem__(self, name: str) -> A:
        return self._known[name]
