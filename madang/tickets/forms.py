"""Which fields of a form are shown, and which must be filled in: pure, the same for agents and customers.

A field may have conditions: it is shown when one of them holds. A condition holds when the field that it asks
about is shown itself, and has one of the answers named. A field is required only while it is shown.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

ANYTHING = "*"
"""The answer that stands for any: the field is filled in."""

Answers = Mapping[int, Collection[str]]
"""What is in each field, by its id: keys of options, “yes” of a box, else the text; empty for nothing."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Another field of the form, and the answers of it that show this one."""

    field: int
    answers: frozenset[str]

    def holds(self, answers: Answers) -> bool:
        """Whether the field has one of the answers; whether it is shown is not asked here."""
        given = {one for one in answers.get(self.field, ()) if one}
        return bool(given) if ANYTHING in self.answers else not given.isdisjoint(self.answers)


@dataclass(frozen=True, slots=True)
class Item:
    """A field in a form; without conditions it is always shown."""

    field: int
    is_required: bool = False
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A field as somebody who fills in the form meets it."""

    field: int
    is_required: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """What of a form changed while somebody filled it in: ids of fields.

    `gone` are not in it any more, `added` are new and shown, `required` must be filled in now.
    """

    gone: tuple[int, ...] = ()
    added: tuple[int, ...] = ()
    required: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.gone or self.added or self.required)


class Circle(ValueError):
    """Fields that show each other in a circle would never appear; `fields` are their ids, in order."""

    def __init__(self, fields: Sequence[int]) -> None:
        super().__init__(f"these show each other in a circle: {fields}")
        self.fields = fields


def shown(items: Sequence[Item], answers: Answers) -> Sequence[Shown]:
    """The fields that are shown with these answers, in the form's order. Raises Circle.

    A condition on a field that is not in the form never holds.
    """
    guard_no_circle(items)
    by_field = {item.field: item for item in items}
    known: dict[int, bool] = {}

    def is_shown(field: int) -> bool:
        if field not in known:
            item = by_field.get(field)
            known[field] = item is not None and (
                not item.conditions
                or any(one.holds(answers) and is_shown(one.field) for one in item.conditions)
            )
        return known[field]

    return [Shown(item.field, item.is_required) for item in items if is_shown(item.field)]


def missing(items: Sequence[Item], answers: Answers) -> Sequence[int]:
    """The fields that are shown, required and empty. Raises Circle."""
    required = (one.field for one in shown(items, answers) if one.is_required)
    return [field for field in required if not any(answers.get(field, ()))]


def counted(items: Sequence[Item], answers: Answers) -> Answers:
    """The answers of fields that are shown: what a field had before it disappeared counts for nothing."""
    seen = {one.field for one in shown(items, answers)}
    return {field: given for field, given in answers.items() if field in seen}


def difference(before: Sequence[Item], now: Sequence[Item], answers: Answers) -> Difference:
    """What somebody is told who filled in the form as it was before; their words are kept. Raises Circle."""
    had, has = shown(before, answers), shown(now, answers)
    old = {one.field: one for one in had}
    there = {item.field for item in now}
    return Difference(
        gone=tuple(one.field for one in had if one.field not in there),
        added=tuple(one.field for one in has if one.field not in old),
        required=tuple(
            one.field
            for one in has
            if one.is_required and one.field in old and not old[one.field].is_required
        ),
    )


def guard_no_circle(items: Iterable[Item]) -> None:
    """Raise Circle when fields show each other in a circle, or one itself."""
    leads_to = {item.field: [one.field for one in item.conditions] for item in items}
    done: set[int] = set()
    for start in leads_to:
        path: list[int] = []
        _walk(start, leads_to, path, done)


def _walk(field: int, leads_to: Mapping[int, Sequence[int]], path: list[int], done: set[int]) -> None:
    """Follow the conditions of a field; `path` is the way there, `done` leads into no circle."""
    if field in path:
        raise Circle(path[path.index(field) :])
    if field in done or field not in leads_to:
        return
    path.append(field)
    for other in leads_to[field]:
        _walk(other, leads_to, path, done)
    path.pop()
    done.add(field)
