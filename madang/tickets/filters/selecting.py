"""Pages of tickets that meet conditions: never by looking at all tickets.

What is rare is looked at as a whole. Otherwise tickets are looked at in the order of the list until the page
is full, and at no more than `walking.LOOKED_AT` of them: a page can hold less than there is room for, and
still say where to go on.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from madang.lib.conditions import Group as Tree

from ..models import Ticket
from ..queries import visible_to
from .attribute import Asker
from .cursors import Cursor, WrongCursor
from .driving import driver_of, openness
from .orders import Step, steps_of
from .places import Place, among
from .sql import filtered, q_of
from .walking import of_step

MOST_STEPS = 12
"""Steps of the list that are asked for one page; groups in which there is nothing take no room on it."""

PAGE = 40


@dataclass(frozen=True, slots=True)
class Page:
    """The tickets of one page, and the cursor of what follows, empty at the end."""

    places: Sequence[Place]
    next: str = ""


def matching(tree: Tree, *, by: Asker) -> QuerySet[Ticket]:
    """The tickets of the tree that the person may see, in no order: to ask about some that are known."""
    return filtered(visible_to(by.person), q_of(tree, by)).order_by()


def page_of(
    tree: Tree,
    *,
    by: Asker,
    order: str = "newest_message",
    grouping: str = "",
    after: str = "",
    size: int = PAGE,
) -> Page:
    """The first page, or the one behind the cursor `after`. Six queries at most for each step of the list.

    Raises WrongCursor.
    """
    steps = steps_of(order, grouping)
    cursor = Cursor.read(after) if after else Cursor(0)
    if cursor.step >= len(steps):
        raise WrongCursor(after)
    if cursor.at is not None:
        steps[cursor.step].stage.scale.value(cursor.at)
    driver = driver_of(tree, by)
    if driver is None:
        return _along(tree, steps, cursor, by=by, size=size)
    places = among(matching(tree, by=by).filter(pk__in=driver), steps)
    places = [place for place in places if _follows(place, cursor)]
    shown = places[:size]
    return Page(shown, shown[-1].cursor.write() if len(places) > size else "")


def _follows(place: Place, cursor: Cursor) -> bool:
    if cursor.at is None:
        return place.step.nth >= cursor.step
    return (
        place.rank > Place(cursor.pk, place.step, cursor.at).rank
        if (place.step.nth == cursor.step)
        else place.step.nth > cursor.step
    )


def _along(tree: Tree, steps: Sequence[Step], cursor: Cursor, *, by: Asker, size: int) -> Page:
    """A page by going along the order of the list."""
    condition, is_open = q_of(tree, by), openness(tree)
    shown: list[Place] = []
    asked = 0
    for step in steps[cursor.step :]:
        branches = [one for one in (True, False) if one not in _shut(is_open) | _shut(step.is_open)]
        if not branches or step.stage.is_empty:
            continue
        asked += 1
        if asked > MOST_STEPS:
            return Page(shown, Cursor(step.nth).write())
        after = cursor if cursor.step == step.nth else Cursor(step.nth)
        room = size - len(shown)
        found, edge = of_step(step, branches, condition, after, by=by, most=room + 1)
        shown += found[:room]
        if len(found) > room:
            last = found[room - 1].cursor if room else after
            return Page(shown, last.write())
        if edge is not None:
            return Page(shown, edge.cursor.write())
    return Page(shown)


def _shut(is_open: bool | None) -> set[bool]:
    return set() if is_open is None else {not is_open}
