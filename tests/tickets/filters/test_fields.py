"""Tickets by what is in the fields of the desk's own."""

from typing import Any

import pytest

from madang.tickets import actions
from madang.tickets.filters import Asker, described, in_one_line, matching
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
