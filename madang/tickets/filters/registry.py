"""The attributes of tickets that are known."""

from typing import Any

from madang.lib.conditions import Group, Registry, from_json, to_json

from .attribute import TicketAttribute

ATTRIBUTES: Registry[TicketAttribute] = Registry()


def register(attribute: TicketAttribute) -> TicketAttribute:
    """Make an attribute known to views, searches and whatever else has conditions on tickets."""
    return ATTRIBUTES.register(attribute)


def read(data: object) -> Group:
    """Conditions on tickets from JSON. Raises `madang.lib.conditions.Wrong`."""
    return from_json(data, ATTRIBUTES)


def write(tree: Group) -> dict[str, Any]:
    """Conditions on tickets as JSON."""
    return to_json(tree, ATTRIBUTES)
