"""The next tickets of one step of a list, by going along the index of its order."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from ..models import FieldValue, Ticket
from ..queries import visible_to
from .attribute import Asker
from .cursors import Cursor
from .orders import Step
from .places import Place
from .sql import filtered
from .stages import Leads, microseconds

LOOKED_AT = 20_000
"""Tickets looked at for one page, of the open ones and of the others each."""


def of_step(
    step: Step, branches: Iterable[bool], condition: Q, after: Cursor, *, by: Asker, most: int
) -> tuple[list[Place], Place | None]:
    """The next tickets of one step, and the last one looked at when the end was not reached."""
    residual = condition & step.condition
    if step.stage.leads is not None:
        return _by_values(step, step.stage.leads, residual, after, by=by, most=most)
    column, sign = step.stage.column, "-" if step.stage.newest_first else ""
    edges: list[Place] = []
    found: list[Place] = []
    for is_open in branches:
        way = _behind(Q(is_open__in=(is_open,)) & step.stage.index, step, after)
        ordered = (f"{sign}{column}", f"{sign}pk")
        if residual:
            edge = Ticket.objects.filter(way).order_by(*ordered).values_list(column, "pk")
            for moment, pk in edge[LOOKED_AT - 1 : LOOKED_AT]:
                edges.append(Place(pk, step, microseconds(moment)))
                way &= Q(**{f"{column}__{'gte' if sign else 'lte'}": moment})
        rows = filtered(visible_to(by.person).filter(way), residual).order_by(*ordered)
        found += [
            Place(pk, step, microseconds(moment)) for moment, pk in rows.values_list(column, "pk")[:most]
        ]
    found.sort(key=lambda place: place.rank)
    if not edges:
        return found, None
    nearest = min(edges, key=lambda place: place.rank)
    return [place for place in found if place.rank <= nearest.rank], nearest


def _behind(way: Q, step: Step, after: Cursor) -> Q:
    if after.at is None:
        return way
    column, than = step.stage.column, "lt" if step.stage.newest_first else "gt"
    moment = step.stage.scale.value(after.at)
    # The first condition alone can use the index; the second leaves out what was shown.
    return (
        way
        & Q(**{f"{column}__{than}e": moment})
        & (Q(**{f"{column}__{than}": moment}) | Q(**{f"pk__{than}": after.pk}))
    )


def _by_values(
    step: Step, leads: Leads, residual: Q, after: Cursor, *, by: Asker, most: int
) -> tuple[list[Place], Place | None]:
    """The same where values of a field lead to the tickets, whether these are open or not."""
    down = step.stage.newest_first
    values = FieldValue.objects.filter(leads.filled)
    if after.at is not None:
        values = values.filter(leads.beyond(after.at, after.pk, "<" if down else ">"))
    read = ordered(values, leads, down=down)
    edge: Place | None = None
    for value, pk in read[LOOKED_AT - 1 : LOOKED_AT]:
        edge = Place(pk, step, leads.scale.to_key(value))
        read = read.filter(leads.beyond(edge.at, pk, ">=" if down else "<="))
    seen = filtered(visible_to(by.person).filter(pk=OuterRef("ticket")), residual)
    found = [Place(pk, step, leads.scale.to_key(value)) for value, pk in read.filter(Exists(seen))[:most]]
    return found, edge


def ordered(
    values: QuerySet[FieldValue], leads: Leads, *, down: bool
) -> QuerySet[FieldValue, tuple[Any, int]]:
    """Values as they lead to tickets: what it is ordered by, and the ticket's key."""
    order = [one.desc() if down else one.asc() for one in (leads.by, F("ticket"))]
    return values.order_by(*order).values_list(leads.read, "ticket")
