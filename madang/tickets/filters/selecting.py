"""Pages of tickets that meet conditions: never by looking at all tickets.

What is rare is looked at as a whole. Otherwise tickets are looked at in the order of the list until the page
is full, and at no more than LOOKED_AT of them: a page can hold less than there is room for, and still say
where to go on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Q, QuerySet, Value, When

from madang.lib.conditions import Group as Tree

from ..models import Ticket
from ..queries import visible_to
from .attribute import Asker
from .cursors import Cursor, WrongCursor, microseconds
from .driving import driver_of, openness
from .orders import Step, steps_of
from .sql import filtered, q_of

LOOKED_AT = 20_000
"""Tickets looked at for one page, of the open ones and of the others each."""

MOST_STEPS = 12
"""Steps of the list that are asked for one page; groups in which there is nothing take no room on it."""

PAGE = 40
_BETWEEN_STEPS = 1e11
"""More seconds than lie between any two tickets."""


@dataclass(frozen=True, slots=True)
class Place:
    """One ticket of a page: its key, the step of the list it is in, and the time it is ordered by there."""

    pk: int
    step: Step
    moment: datetime

    @property
    def order(self) -> tuple[int, int, int]:
        """Smaller ones come first."""
        sign = -1 if self.step.stage.newest_first else 1
        return self.step.nth, sign * microseconds(self.moment), sign * self.pk

    @property
    def weight(self) -> float:
        """The same for browsers, near enough: larger ones come first."""
        seconds = self.moment.timestamp()
        return (seconds if self.step.stage.newest_first else -seconds) - self.step.nth * _BETWEEN_STEPS

    @property
    def cursor(self) -> Cursor:
        """The cursor of what follows it."""
        return Cursor(self.step.nth, self.moment, self.pk)


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
    driver = driver_of(tree, by)
    if driver is None:
        return _along(tree, steps, cursor, by=by, size=size)
    places = among(matching(tree, by=by).filter(pk__in=driver), steps)
    places = [place for place in places if _follows(place, cursor)]
    shown = places[:size]
    return Page(shown, shown[-1].cursor.write() if len(places) > size else "")


def among(tickets: QuerySet[Ticket], steps: Sequence[Step]) -> list[Place]:
    """The places in a list of a few tickets that are known, in order. One query."""
    whens = [When(step.common, then=Value(step.nth)) for step in steps if step.common]
    columns = sorted({step.stage.column for step in steps})
    if whens:
        tickets = tickets.annotate(step=Case(*whens, default=Value(len(steps))))
    else:
        tickets = tickets.annotate(step=Value(0))
    places = [
        Place(pk, steps[nth], moments[columns.index(steps[nth].stage.column)])
        for pk, nth, *moments in tickets.values_list("pk", "step", *columns)
        if nth < len(steps)
    ]
    return sorted(places, key=lambda place: place.order)


def _follows(place: Place, cursor: Cursor) -> bool:
    if cursor.moment is None:
        return place.step.nth >= cursor.step
    return (
        place.order > Place(cursor.pk, place.step, cursor.moment).order
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
        if not branches:
            continue
        asked += 1
        if asked > MOST_STEPS:
            return Page(shown, Cursor(step.nth).write())
        after = cursor if cursor.step == step.nth else Cursor(step.nth)
        room = size - len(shown)
        found, edge = _of_step(step, branches, condition, after, by=by, most=room + 1)
        shown += found[:room]
        if len(found) > room:
            last = found[room - 1].cursor if room else after
            return Page(shown, last.write())
        if edge is not None:
            return Page(shown, edge.cursor.write())
    return Page(shown)


def _shut(is_open: bool | None) -> set[bool]:
    return set() if is_open is None else {not is_open}


def _of_step(
    step: Step, branches: Iterable[bool], condition: Q, after: Cursor, *, by: Asker, most: int
) -> tuple[list[Place], Place | None]:
    """The next tickets of one step, and the last one looked at when the end was not reached."""
    column, sign = step.stage.column, "-" if step.stage.newest_first else ""
    residual = condition & step.condition
    edges: list[Place] = []
    found: list[Place] = []
    for is_open in branches:
        way = _behind(Q(is_open__in=(is_open,)) & step.stage.index, step, after)
        ordered = (f"{sign}{column}", f"{sign}pk")
        if residual:
            edge = Ticket.objects.filter(way).order_by(*ordered).values_list(column, "pk")
            for moment, pk in edge[LOOKED_AT - 1 : LOOKED_AT]:
                edges.append(Place(pk, step, moment))
                way &= Q(**{f"{column}__{'gte' if sign else 'lte'}": moment})
        rows = filtered(visible_to(by.person).filter(way), residual).order_by(*ordered)
        found += [Place(pk, step, moment) for moment, pk in rows.values_list(column, "pk")[:most]]
    found.sort(key=lambda place: place.order)
    if not edges:
        return found, None
    nearest = min(edges, key=lambda place: place.order)
    return [place for place in found if place.order <= nearest.order], nearest


def _behind(way: Q, step: Step, after: Cursor) -> Q:
    if after.moment is None:
        return way
    column, than = step.stage.column, "lt" if step.stage.newest_first else "gt"
    # The first condition alone can use the index; the second leaves out what was shown.
    return (
        way
        & Q(**{f"{column}__{than}e": after.moment})
        & (Q(**{f"{column}__{than}": after.moment}) | Q(**{f"pk__{than}": after.pk}))
    )
