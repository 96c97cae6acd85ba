"""Views ordered by what is in a field of the desk's own: every ticket once, those without a value last."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.asserts import assertNumQueries

from madang.tickets import actions
from madang.tickets.answers import read, rows_of
from madang.tickets.filters import (
    Asker,
    WrongCursor,
    among,
    driving,
    field_orders,
    matching,
    order_of,
    page_of,
    steps_of,
    walking,
)
from madang.tickets.filters.cursors import Cursor
from madang.tickets.filters.stages import Leads
from madang.tickets.models import Field, FieldKind, FieldValue, Status, Ticket

from .test_paging import EVERYTHING, OPEN, all_places, way

__all__ = ["way"]

pytestmark = pytest.mark.django_db

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=4)
NUMBERS = st.decimals(-(10**15) + 1, 10**15 - 1, places=6).map(str) | st.integers(-3, 3).map(str)
DAYS = st.dates().map(lambda day: day.isoformat())
WRITTEN = {FieldKind.TEXT: TEXTS | st.sampled_from(["a", "A", "b", "가", "각", "나", "~", "~~"])}
WRITTEN |= {
    FieldKind.NUMBER: NUMBERS,
    FieldKind.DATE: DAYS,
    FieldKind.DROPDOWN: st.sampled_from(["lamp", "chair"]),
}


def field_of(kind: FieldKind) -> Field:
    field = actions.make_field({"en": kind.title()}, kind=kind, by=None)
    if kind == FieldKind.DROPDOWN:
        for name in ("Lamp", "Sofa", "Chair"):
            actions.add_option(field, {"en": name}, by=None)
    return field


def put(field: Field, written: Sequence[str | None], tickets: Sequence[Ticket]) -> None:
    """Write the values straight into the rows that the action would make."""
    FieldValue.objects.all().delete()
    for ticket, text in zip(tickets, written, strict=False):
        for row in rows_of(field, read(field, [text or ""]), FieldValue):
            row.ticket = ticket
            row.save()


def in_order(field: Field, ticket: Ticket) -> object:
    """What the ticket has in the field, to be compared; None for nothing."""
    value = FieldValue.objects.filter(ticket=ticket, field=field).select_related("option").first()
    if value is None:
        return None
    match field.kind:
        case FieldKind.TEXT:
            assert value.text is not None
            return "".join(one.upper() if one.isascii() else one for one in value.text).encode()
        case FieldKind.DROPDOWN:
            assert value.option is not None
            return value.option.position
    return value.number if field.kind == FieldKind.NUMBER else value.date


@pytest.mark.parametrize("kind", WRITTEN)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_ticket_is_shown_once_and_by_its_value(
    dozen: list[Ticket], asker: Asker, way: str, kind: FieldKind, data: st.DataObject
) -> None:
    field = Field.objects.filter(kind=kind).first() or field_of(kind)
    put(field, data.draw(st.lists(st.none() | WRITTEN[kind], min_size=12, max_size=12)), dozen)
    down = data.draw(st.booleans())
    order = f"field:{field.pk}:{'down' if down else 'up'}"
    grouping = data.draw(st.sampled_from(["", "status"]))
    tree, wanted = data.draw(
        st.sampled_from([(EVERYTHING, dozen), (OPEN, [one for one in dozen if one.is_open])])
    )
    places = all_places(tree, asker, order=order, grouping=grouping)
    assert sorted(place.pk for place in places) == [one.pk for one in wanted]
    assert all(first.rank < second.rank for first, second in pairwise(places))
    assert [one.pk for one in among(matching(tree, by=asker), steps_of(order, grouping))] == [
        one.pk for one in places
    ]
    if grouping:
        return
    tickets = {one.pk: one for one in dozen}
    values = [in_order(field, tickets[place.pk]) for place in places]
    filled = [one for one in values if one is not None]
    assert values == filled + [None] * (len(values) - len(filled))
    assert filled == sorted(filled, reverse=down)  # type: ignore[type-var]  # all of one kind


@pytest.fixture
def amounts(dozen: list[Ticket]) -> Field:
    """An amount on every ticket but the first two; two have the same."""
    field = field_of(FieldKind.NUMBER)
    put(field, [None, None, *(str(Decimal(nth // 2) / 3) for nth in range(10))], dozen)
    return field


def test_a_page_ordered_by_a_field_takes_a_few_queries(
    amounts: Field, asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driving, "RARE", 0)
    with assertNumQueries(3):  # the field, how far to look, the tickets
        page_of(EVERYTHING, by=asker, order=f"field:{amounts.pk}:up", size=4)


def test_options_that_nothing_has_take_no_room_on_a_page(
    dozen: list[Ticket], asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    field = field_of(FieldKind.DROPDOWN)
    for number in range(20):
        actions.add_option(field, {"en": f"Option {number}"}, by=None)
    put(field, ["option_19"], [one for one in dozen if one.status == Status.OPEN])
    monkeypatch.setattr(driving, "RARE", 0)
    page = page_of(EVERYTHING, by=asker, order=f"field:{field.pk}:up")
    assert len(page.places) == 12
    assert page.places[0].step.nth == len(steps_of(f"field:{field.pk}:up", "")) - 2


def test_every_field_that_has_an_order_can_be_chosen_both_ways(dozen: list[Ticket], amounts: Field) -> None:
    for kind in FieldKind:
        if kind != FieldKind.NUMBER:
            field_of(kind)
    chosen = dict(field_orders())
    assert len(chosen) == 2 * 4
    assert chosen[f"field:{amounts.pk}:down"] == "Number: largest first"
    actions.retire_field(amounts, by=None)
    assert f"field:{amounts.pk}:down" not in dict(field_orders())
    assert order_of(f"field:{amounts.pk}:down") is not None, "a view keeps it"


@pytest.mark.parametrize("name", ["field:99:up", "field:x:up", "field:1:sideways", "field:1", "nothing"])
def test_an_order_that_is_none_is_the_usual_one(name: str, dozen: list[Ticket], asker: Asker) -> None:
    assert order_of(name) is None
    usual = all_places(EVERYTHING, asker)
    assert [one.pk for one in all_places(EVERYTHING, asker, order=name)] == [one.pk for one in usual]


@pytest.mark.parametrize("at", ["text", 10**30, -(10**21), 2**62])
def test_a_cursor_of_another_order_is_refused(at: int | str, dozen: list[Ticket], asker: Asker) -> None:
    field = field_of(FieldKind.DATE)
    put(field, ["2026-01-01"], dozen)
    with pytest.raises(WrongCursor):
        page_of(EVERYTHING, by=asker, order=f"field:{field.pk}:up", after=Cursor(0, at, 1).write())


@pytest.mark.parametrize("kind", WRITTEN)
@pytest.mark.parametrize("direction", ["up", "down"])
def test_a_page_goes_along_the_index_of_the_values(
    kind: FieldKind, direction: str, dozen: list[Ticket]
) -> None:
    field = field_of(kind)
    order = order_of(f"field:{field.pk}:{direction}")
    assert order is not None
    leads = order.stages[0].leads
    assert isinstance(leads, Leads)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # a few values need no index; what matters is that there is one
            for other_way in ("seqscan", "bitmapscan", "sort"):
                cursor.execute(f"SET LOCAL enable_{other_way} = off")
    keys: dict[FieldKind, int | str] = {FieldKind.TEXT: "A", FieldKind.DATE: timezone.localdate().toordinal()}
    key, down = keys.get(kind, 7), order.stages[0].newest_first
    for way_on in (leads.filled, leads.filled & leads.beyond(key, 1, "<" if down else ">")):
        plan = walking.ordered(FieldValue.objects.filter(way_on), leads, down=down).explain()
        assert "field_value_" in plan
        assert "TEMP B-TREE" not in plan
        assert "Sort" not in plan
