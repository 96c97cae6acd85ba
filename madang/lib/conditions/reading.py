"""From JSON and to it: {"version": 1, "all": [{"attribute": …, "operator": …, "value": …}, {"any": […]}]}."""

from typing import Any

from .attributes import Asked, Registry
from .errors import (
    TooDeep,
    TooMany,
    UnknownAttribute,
    UnknownOperator,
    UnknownShape,
    UnknownVersion,
    WrongValue,
)
from .tree import Condition, Group, How, Part

VERSION = 1
MOST_LEVELS = 4
"""Groups within groups, the outermost counted."""

MOST_CONDITIONS = 50


def from_json(data: object, registry: "Registry[Any]") -> Group:
    """The conditions that were written by `to_json`, or by hand. Raises Wrong."""
    if not isinstance(data, dict) or "version" not in data:
        raise UnknownShape
    if data["version"] != VERSION or isinstance(data["version"], bool):
        raise UnknownVersion
    read = _Reading(registry).part({key: one for key, one in data.items() if key != "version"}, ())
    if not isinstance(read, Group):
        raise UnknownShape
    return read


def to_json(tree: Group, registry: "Registry[Any]") -> dict[str, Any]:
    """The tree as JSON; its attributes have to be known."""
    return {"version": VERSION, **_written(tree, registry)}


class _Reading:
    def __init__(self, registry: "Registry[Any]") -> None:
        self.registry = registry
        self.conditions = 0

    def part(self, data: object, place: tuple[int, ...]) -> Part:
        if not isinstance(data, dict):
            raise UnknownShape(place)
        if "attribute" in data:
            return self.condition(data, place)
        if len(data) != 1 or (how := next(iter(data))) not in list(How):
            raise UnknownShape(place)
        parts = data[how]
        if not isinstance(parts, list):
            raise UnknownShape(place)
        if len(place) >= MOST_LEVELS:
            raise TooDeep(place)
        if len(parts) > MOST_CONDITIONS:
            raise TooMany(place)
        return Group(How(how), tuple(self.part(one, (*place, nth)) for nth, one in enumerate(parts)))

    def condition(self, data: dict[Any, Any], place: tuple[int, ...]) -> Condition:
        self.conditions += 1
        if self.conditions > MOST_CONDITIONS:
            raise TooMany(place)
        name, operator = data.get("attribute"), data.get("operator")
        if not isinstance(name, str) or not isinstance(operator, str):
            raise UnknownShape(place)
        if name not in self.registry:
            raise UnknownAttribute(name, place)
        attribute: Asked = self.registry[name]
        if operator not in attribute.operators:
            raise UnknownOperator(name, operator, place)
        reader = attribute.operators[operator]
        try:
            value = reader.read(data.get("value"))
        except ValueError:
            raise WrongValue(name, operator, reader.kind, place) from None
        return Condition(name, operator, value)


def _written(part: Part, registry: "Registry[Any]") -> dict[str, Any]:
    if isinstance(part, Group):
        return {part.how.value: [_written(one, registry) for one in part.parts]}
    value = registry[part.attribute].operators[part.operator].write(part.value)
    return {"attribute": part.attribute, "operator": part.operator, "value": value}
