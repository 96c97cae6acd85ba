"""Fields of the desk's own: what each kind takes, and that nothing that a ticket has is lost by a setting."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.accounts.models import User
from madang.brands.models import Brand
from madang.channels.base import File
from madang.history.models import Event
from madang.tickets import actions
from madang.tickets.answers import plain, read, written
from madang.tickets.errors import FieldsMissing, NoName, NotAllowed, NotThisField, TicketClosed, WrongAnswer
from madang.tickets.fields import fields_of, has_any_value, has_value
from madang.tickets.models import (
    Attachment,
    Field,
    FieldKind,
    FieldOption,
    FieldValue,
    ForCustomer,
    Status,
    Ticket,
)
from tests.cast import OpenTicket

pytestmark = pytest.mark.django_db


def make(kind: FieldKind, name: str = "Order number", **options: Any) -> Field:
    """A field that the desk itself made."""
    return actions.make_field({"en": name}, kind=kind, by=None, **options)


@pytest.fixture
def product() -> Field:
    """A dropdown: lamp or chair."""
    field = make(FieldKind.DROPDOWN, "Product")
    for name in ("Lamp", "Chair"):
        actions.add_option(field, {"en": name}, by=None)
    return field


def option(field: Field, key: str) -> FieldOption:
    """One of its options, by key."""
    return FieldOption.objects.get(field=field, key=key)


def in_it(ticket: Ticket, field: Field) -> list[str]:
    """What is in a field of the ticket, as it is written."""
    return next((written(one.answer) for one in fields_of(ticket) if one.field == field), [])


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        (FieldKind.TEXT, "  AB-1   2 ", "AB-1 2"),
        (FieldKind.LONG_TEXT, "한 줄\n두 줄", "한 줄\n두 줄"),
        (FieldKind.NUMBER, "12,500.50", "12500.5"),
        (FieldKind.NUMBER, "-3", "-3"),
        (FieldKind.DATE, "2026-11-23", "2026-11-23"),
        (FieldKind.DATE, "2026. 1. 5.", "2026-01-05"),
        (FieldKind.CHECKBOX, "yes", "yes"),
    ],
)
def test_what_was_written_is_in_the_field(
    ticket: Ticket, mina: User, kind: FieldKind, given: str, kept: str
) -> None:
    field = make(kind)
    actions.set_field(ticket, field, [given], by=mina)
    assert in_it(ticket, field) == [kept]
    told = Event.objects.get(kind="ticket.field_set")
    assert told.data == {"field": field.pk, "is_filled": True, "previous": [], "current": []}
    actions.set_field(ticket, field, [given], by=mina)
    assert Event.objects.filter(kind="ticket.field_set").count() == 1, "the same again does nothing"
    actions.set_field(ticket, field, [""], by=mina)
    assert in_it(ticket, field) == []
    assert not FieldValue.objects.exists()


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (FieldKind.NUMBER, "twelve"),
        (FieldKind.NUMBER, "Infinity"),
        (FieldKind.NUMBER, "9" * 16),
        (FieldKind.DATE, "2026-02-30"),
        (FieldKind.DATE, "tomorrow"),
        (FieldKind.TEXT, "x" * 256),
        (FieldKind.PERSON, "nobody@example.com"),
        (FieldKind.FILE, "a.txt"),
        (FieldKind.DROPDOWN, "made-up"),
    ],
)
def test_what_the_field_does_not_take_is_said_in_words_and_changes_nothing(
    ticket: Ticket, mina: User, kind: FieldKind, given: str
) -> None:
    field = make(kind)
    with pytest.raises(WrongAnswer) as wrong:
        actions.set_field(ticket, field, [given], by=mina)
    assert str(wrong.value).endswith(".")
    assert not FieldValue.objects.exists()
    assert not Event.objects.filter(kind="ticket.field_set").exists()


@given(
    st.sampled_from(sorted(set(FieldKind) - {FieldKind.PERSON})), st.lists(st.text(max_size=30), max_size=3)
)
def test_whatever_is_written_is_taken_or_refused_in_words(kind: FieldKind, given: list[str]) -> None:
    field = Field(kind=kind)
    if kind in {FieldKind.DROPDOWN, FieldKind.MULTI_SELECT}:
        return
    try:
        answer = read(field, given)
    except WrongAnswer:
        return
    assert read(field, written(answer)) == answer, "what undoes a change says the same"


@given(st.decimals(min_value=-(10**14), max_value=10**14, places=6))
def test_a_number_is_shown_as_it_would_be_written(number: Decimal) -> None:
    assert Decimal(plain(number)) == number
    assert not plain(number).endswith((".", ".0"))


def test_one_option_of_a_dropdown_and_several_of_many(ticket: Ticket, product: Field, mina: User) -> None:
    actions.set_field(ticket, product, ["chair"], by=mina)
    actions.set_field(ticket, product, ["lamp"], by=mina)
    assert in_it(ticket, product) == ["lamp"]
    told = Event.objects.filter(kind="ticket.field_set").latest("pk")
    chair, lamp = option(product, "chair"), option(product, "lamp")
    assert (told.data["previous"], told.data["current"]) == ([chair.pk], [lamp.pk])
    with pytest.raises(WrongAnswer):
        actions.set_field(ticket, product, ["lamp", "chair"], by=mina)
    several = make(FieldKind.MULTI_SELECT, "Colours")
    for name in ("Red", "Green", "Blue"):
        actions.add_option(several, {"en": name}, by=None)
    actions.set_field(ticket, several, ["blue", "red", "blue"], by=mina)
    assert in_it(ticket, several) == ["red", "blue"]


def test_a_retired_option_stays_where_it_is_and_is_chosen_nowhere_else(
    ticket: Ticket, open_ticket: OpenTicket, product: Field, mina: User
) -> None:
    actions.set_field(ticket, product, ["chair"], by=mina)
    assert not actions.remove_option(option(product, "chair"), by=None)
    assert in_it(ticket, product) == ["chair"]
    actions.set_field(ticket, product, ["chair"], by=mina)
    with pytest.raises(WrongAnswer):
        actions.set_field(open_ticket("다른 문의"), product, ["chair"], by=mina)
    actions.bring_back_option(option(product, "chair"), by=None)
    assert actions.remove_option(option(product, "lamp"), by=None), "no ticket has it"


def test_a_retired_field_keeps_what_is_in_it_and_takes_nothing_more(ticket: Ticket, mina: User) -> None:
    field, empty = make(FieldKind.TEXT), make(FieldKind.TEXT, "Empty")
    actions.set_field(ticket, field, ["AB-1"], by=mina)
    for one in (field, empty):
        actions.retire_field(one, by=None)
    assert [one.field for one in fields_of(ticket)] == [field]
    with pytest.raises(NotThisField):
        actions.set_field(ticket, field, ["AB-2"], by=mina)
    assert in_it(ticket, field) == ["AB-1"]
    actions.bring_back_field(field, by=None)
    actions.set_field(ticket, field, ["AB-2"], by=mina)


def test_a_field_of_another_brand_is_not_on_the_ticket(ticket: Ticket, mina: User) -> None:
    other = Brand.objects.create(name="Lantern Global", language="en")
    field = make(FieldKind.TEXT, brands=[other])
    assert fields_of(ticket) == []
    with pytest.raises(NotThisField):
        actions.set_field(ticket, field, ["AB-1"], by=mina)
    actions.change_field(
        field,
        names=field.names,
        helps={},
        is_required=False,
        for_customer=ForCustomer.HIDDEN,
        brands=[other, ticket.brand],
        by=None,
    )
    actions.set_field(ticket, field, ["AB-1"], by=mina)


def test_a_ticket_is_not_solved_while_a_required_field_is_empty(ticket: Ticket, mina: User) -> None:
    field = make(FieldKind.TEXT, is_required=True)
    with pytest.raises(FieldsMissing) as missing:
        actions.change_status(ticket, to=Status.SOLVED, by=mina)
    assert "Order number" in str(missing.value)
    with pytest.raises(FieldsMissing):
        actions.reply(ticket, by=mina, body_text="해결했어요.", then=Status.SOLVED)
    assert ticket.messages.count() == 1, "the answer did not leave either"
    actions.change_status(ticket, to=Status.PENDING, by=mina)
    actions.set_field(ticket, field, ["AB-1"], by=mina)
    actions.change_status(ticket, to=Status.SOLVED, by=mina)
    actions.change_status(ticket, to=Status.OPEN, by=mina)
    actions.set_field(ticket, field, [], by=mina)
    actions.change_status(ticket, to=Status.SOLVED, by=None)
    ticket.refresh_from_db()
    assert ticket.status == Status.SOLVED, "the desk itself may"


def test_a_person_is_linked_by_address(ticket: Ticket, jun: User, mina: User) -> None:
    field = make(FieldKind.PERSON, "Installer")
    actions.set_field(ticket, field, [" Jun@Lantern.example "], by=mina)
    assert in_it(ticket, field) == [str(jun.pk)]


def test_a_file_is_kept_in_a_field_and_goes_when_it_is_emptied(ticket: Ticket, mina: User) -> None:
    field = make(FieldKind.FILE, "Receipt")
    receipt = File(filename="영수증.txt", content_type="text/plain", content=b"1")
    actions.set_field(ticket, field, [], file=receipt, by=mina)
    kept = fields_of(ticket)[0].answer.value
    assert isinstance(kept, Attachment)
    assert kept.filename == "영수증.txt"
    actions.set_field(ticket, field, [], by=mina)
    assert not Attachment.objects.exists()


def test_who_may_fill_in_and_who_may_set_up(ticket: Ticket, haneul: User, mina: User, jiwoo: User) -> None:
    field = make(FieldKind.TEXT)
    with pytest.raises(NotAllowed):
        actions.set_field(ticket, field, ["x"], by=haneul)
    with pytest.raises(NotAllowed):
        actions.make_field({"en": "Mine"}, kind=FieldKind.TEXT, by=mina)
    with pytest.raises(NoName):
        actions.make_field({"en": " "}, kind=FieldKind.TEXT, by=jiwoo)
    actions.change_status(ticket, to=Status.CLOSED, by=None)
    with pytest.raises(TicketClosed):
        actions.set_field(ticket, field, ["x"], by=mina)


def test_a_field_goes_for_good_a_part_at_a_time(open_ticket: OpenTicket, mina: User) -> None:
    field = make(FieldKind.TEXT)
    for number in range(3):
        actions.set_field(open_ticket(str(number)), field, [f"AB-{number}"], by=mina)
    assert not actions.remove_field(field, by=None, most=2)
    assert actions.remove_field(field, by=None, most=2)
    assert not Field.objects.exists()
    assert Event.objects.get(kind="field.removed").data == {"name": "Order number"}


def test_tickets_are_found_by_what_is_in_their_fields(
    open_ticket: OpenTicket, product: Field, mina: User
) -> None:
    cheap, dear, other = (open_ticket(name) for name in ("cheap", "dear", "other"))
    amount, day = make(FieldKind.NUMBER, "Amount"), make(FieldKind.DATE, "Day")
    actions.set_field(cheap, amount, ["900"], by=mina)
    actions.set_field(dear, amount, ["10000"], by=mina)
    actions.set_field(dear, day, ["2026-11-23"], by=mina)
    actions.set_field(other, product, ["lamp"], by=mina)

    def found(condition: Any) -> set[str]:
        return set(Ticket.objects.filter(condition).values_list("subject", flat=True))

    assert found(has_value(amount, "gte", 1000)) == {"dear"}
    assert found(has_value(amount, "lt", 1000)) == {"cheap"}
    assert found(has_value(day, "exact", date(2026, 11, 23))) == {"dear"}
    assert found(has_value(product, "in", [option(product, "lamp").pk])) == {"other"}
    assert found(has_any_value(amount)) == {"cheap", "dear"}
    assert found(~has_any_value(amount)) == {"other"}


@pytest.mark.parametrize(
    ("kind", "lookup", "value"),
    [
        (FieldKind.TEXT, "exact", "AB-1"),
        (FieldKind.NUMBER, "gte", 10),
        (FieldKind.DATE, "lt", date(2026, 1, 1)),
        (FieldKind.DROPDOWN, "exact", 1),
        (FieldKind.PERSON, "exact", 1),
        (FieldKind.CHECKBOX, "exact", True),
    ],
)
def test_the_values_asked_for_are_found_by_an_index(kind: FieldKind, lookup: str, value: object) -> None:
    plan = Ticket.objects.filter(has_value(make(kind), lookup, value)).explain()
    assert "SCAN tickets_ticket" not in plan
    assert "field_value_" in plan or "Seq Scan on tickets_fieldvalue" in plan, (
        "PostgreSQL reads few rows as a whole"
    )
