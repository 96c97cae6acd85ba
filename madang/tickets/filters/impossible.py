"""Conditions that no ticket can meet: said while they are written, not by an empty list."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from madang.lib.conditions import Choices, Condition, Group, How, Of, Part
from madang.lib.text.particles import with_particles

from .attribute import ME, Asker
from .known.times import bounds
from .registry import ATTRIBUTES


def impossible(tree: Group, *, by: Asker) -> Sequence[str]:
    """Why no ticket can meet the conditions, in words; empty when some might."""
    if tree.how == How.ANY:
        if not tree.parts:
            return [_("An “any of” group without conditions matches nothing. Add a condition.")]
        why = [_of_part(part, by) for part in tree.parts]
        return [one for part in why for one in part] if all(why) else []
    if tree.how == How.NONE:
        return []
    found = [one for part in tree.parts if isinstance(part, Group) for one in impossible(part, by=by)]
    together: dict[str, list[Condition]] = {}
    for one in _always(tree):
        together.setdefault(one.attribute, []).append(one)
    for name, conditions in together.items():
        if len(conditions) > 1 and _exclude_each_other(conditions, by):
            words = _(
                "{label}: no ticket can meet these conditions together. Change or take out one of them."
            )
            found.append(with_particles(words, label=str(ATTRIBUTES[name].label)))
    return found


def _of_part(part: Part, by: Asker) -> Sequence[str]:
    return impossible(part, by=by) if isinstance(part, Group) else []


def _always(tree: Group) -> Iterable[Condition]:
    for part in tree.parts:
        if isinstance(part, Condition):
            yield part
        elif part.how == How.ALL:
            yield from _always(part)


def _exclude_each_other(conditions: Sequence[Condition], by: Asker) -> bool:
    attribute = ATTRIBUTES[conditions[0].attribute]
    asked = {one.operator for one in conditions}
    if any(isinstance(attribute.operators[one.operator], Of) for one in conditions):
        return False  # each may be of another field
    if {"is_so", "is_not_so"} <= asked or ("is_empty" in asked and len(asked) > 1):
        return True
    choices = [one for one in conditions if isinstance(attribute.operators[one.operator], Choices)]
    if choices:
        return _no_choice_is_left(choices) if attribute.single else _tags_exclude(choices)
    return _no_time_is_left([bounds(one.operator, one.value, by) for one in conditions])


def _no_choice_is_left(conditions: Sequence[Condition]) -> bool:
    left: set[object] | None = None
    without: set[object] = set()
    for one in conditions:
        if ME in one.value:
            return False  # who that is differs
        if one.operator == "is":
            left = set(one.value) if left is None else left & set(one.value)
        else:
            without |= set(one.value)
    return left is not None and not left - without


def _tags_exclude(conditions: Sequence[Condition]) -> bool:
    without = {value for one in conditions if one.operator == "has_none" for value in one.value}
    for one in conditions:
        if one.operator == "has_all" and without & set(one.value):
            return True
        if one.operator == "has_any" and without >= set(one.value):
            return True
    return False


def _no_time_is_left(known: Sequence[tuple[datetime | None, datetime | None]]) -> bool:
    first = max((one[0] for one in known if one[0] is not None), default=None)
    end = min((one[1] for one in known if one[1] is not None), default=None)
    return first is not None and end is not None and first >= end
