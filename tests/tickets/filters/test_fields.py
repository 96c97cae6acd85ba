"""Tickets by what is in the fields of the desk's own."""

from typing import Any

import pytest

from madang.lib.conditions import WrongValue
from madang.tickets import actions
from madang.tickets.filters import (
    Asker,
    described,
    driving,
    impossible,
    in_one_line,
    matching,
    page_of,
    read,
    write,
    wrong_in_words,
)
from madang.tickets.models import Field, FieldKind, Ticket

from .conftest import conditions

pytestmark = pytest.mark.django_db


@pytest.fixture
def product() -> Field:
    """A dropdown: lamp or chair."""
    field = actions.make_field({"en": "Product"}, kind=FieldKind.DROPDOWN, by=None)
    for name in ("Lamp", "Chair"):
        actions.add_option(field, {"en": name}, by=None)
    return field


def test_tickets_are_found_by_what_was_chosen_and_what_is_filled_in(
    dozen: list[Ticket], asker: Asker, product: Field
) -> None:
    lamp, chair = product.options.order_by("pk")
    order = actions.make_field({"en": "Order number"}, kind=FieldKind.TEXT, by=None)
    lamps, chairs = dozen[1:3], dozen[3:4]
    for ticket in lamps:
        actions.set_field(ticket, product, ["lamp"], by=None)
    actions.set_field(chairs[0], product, ["chair"], by=None)
    actions.set_field(dozen[0], order, ["A-1"], by=None)

    def found(*parts: Any) -> set[int]:
        return set(matching(conditions(*parts), by=asker).values_list("pk", flat=True))

    everything = {one.pk for one in dozen}
    assert found(("field_option", "has_any", [lamp.pk])) == {one.pk for one in lamps}
    assert found(("field_option", "has_any", [lamp.pk, chair.pk])) == {one.pk for one in [*lamps, *chairs]}
    assert found(("field_option", "has_all", [lamp.pk, chair.pk])) == set()
    assert found(("field_option", "has_none", [lamp.pk])) == everything - {one.pk for one in lamps}
    assert found(("field_filled", "has_any", [order.pk])) == {dozen[0].pk}
    assert found(("field_filled", "has_none", [order.pk, product.pk])) == {one.pk for one in dozen[4:]}


def test_a_choice_is_called_by_its_field_and_one_that_is_gone_is_said(product: Field) -> None:
    lamp = product.options.get(key="lamp")
    tree = conditions(("field_option", "has_any", [lamp.pk]))
    assert "Product: Lamp" in in_one_line(described(tree))
    actions.remove_option(lamp, by=None)
    assert "Product: Lamp" not in in_one_line(described(tree))


@pytest.fixture
def written(dozen: list[Ticket]) -> dict[str, Field]:
    """A text, a number and a date, filled in on the first tickets of the dozen."""
    fields = {
        kind: actions.make_field({"en": kind.title()}, kind=kind, by=None)
        for kind in (FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.NUMBER, FieldKind.DATE)
    }
    for ticket, text, number, day in (
        (dozen[0], "A-1", "10000", "2026-01-31"),
        (dozen[1], "A-10", "10000.5", "2026-02-01"),
        (dozen[2], "b-2", "-3", "2026-02-02"),
    ):
        actions.set_field(ticket, fields[FieldKind.TEXT], [text], by=None)
        actions.set_field(ticket, fields[FieldKind.LONG_TEXT], [f"ordered as {text}"], by=None)
        actions.set_field(ticket, fields[FieldKind.NUMBER], [number], by=None)
        actions.set_field(ticket, fields[FieldKind.DATE], [day], by=None)
    return {kind.value: field for kind, field in fields.items()}


@pytest.mark.parametrize("rare", [3_000, 0])
@pytest.mark.parametrize(
    ("attribute", "operator", "field", "value", "which"),
    [
        ("field_text", "equals", "text", "A-1", {0}),
        ("field_text", "has", "text", "a-1", {0, 1}),
        ("field_text", "has_not", "text", "a-1", set(range(2, 12))),
        ("field_text", "has", "long_text", "ordered as b", {2}),
        ("field_number", "equals", "number", "10000", {0}),
        ("field_number", "at_least", "number", "10000", {0, 1}),
        ("field_number", "at_most", "number", "0", {2}),
        ("field_date", "on", "date", "2026-02-01", {1}),
        ("field_date", "since", "date", "2026-02-01", {1, 2}),
        ("field_date", "before", "date", "2026-02-01", {0}),
    ],
)
def test_tickets_are_found_by_what_is_written_in_a_field(
    dozen: list[Ticket],
    asker: Asker,
    written: dict[str, Field],
    attribute: str,
    operator: str,
    field: str,
    value: str,
    which: set[int],
    rare: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(driving, "RARE", rare)
    tree = conditions((attribute, operator, {"of": written[field].pk, "value": value}))
    assert {place.pk for place in page_of(tree, by=asker).places} == {dozen[nth].pk for nth in which}
    assert set(matching(tree, by=asker).values_list("pk", flat=True)) == {dozen[nth].pk for nth in which}
    assert read(write(tree)) == tree


def test_conditions_of_several_fields_may_stand_together_and_are_said(
    dozen: list[Ticket], asker: Asker, written: dict[str, Field]
) -> None:
    day, number = written["date"], written["number"]
    tree = conditions(
        ("field_date", "since", {"of": day.pk, "value": "2026-02-01"}),
        ("field_date", "before", {"of": day.pk, "value": "2026-02-02"}),
        ("field_number", "at_least", {"of": number.pk, "value": "5"}),
    )
    assert impossible(tree, by=asker) == []
    assert {place.pk for place in page_of(tree, by=asker).places} == {dozen[1].pk}
    assert "Number: 5 or more" in in_one_line(described(tree))
    Field.objects.filter(pk=number.pk).delete()
    words = described(tree)
    assert len(words.gone) == 1
    assert "(gone)" in in_one_line(words)
    assert {place.pk for place in page_of(tree, by=asker).places} == set()


@pytest.mark.parametrize("value", ["", "ten", "1e5", "1,000", "9" * 16, "1.1234567", None, True, "٣"])
def test_what_is_no_number_is_refused(written: dict[str, Field], value: Any) -> None:
    with pytest.raises(WrongValue) as refused:
        conditions(("field_number", "at_least", {"of": written["number"].pk, "value": value}))
    assert "Number in a field" in wrong_in_words(refused.value)


@pytest.mark.parametrize(
    "given", [None, "A-1", {"of": 0, "value": "x"}, {"of": "1", "value": "x"}, {"value": "x"}]
)
def test_a_value_of_no_field_is_refused(given: Any) -> None:
    with pytest.raises(WrongValue):
        conditions(("field_text", "has", given))
