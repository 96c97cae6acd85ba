"""Which fields a form shows and requires: the pure part by table and by properties, then on tickets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.accounts.models import User
from madang.brands.models import Brand
from madang.tickets import actions
from madang.tickets.errors import FieldsMissing, InACircle, NotAllowed, NotThisForm, TicketClosed
from madang.tickets.fields import all_fields_of, fields_of
from madang.tickets.form_items import items_in
from madang.tickets.forms import (
    ANYTHING,
    Answers,
    Circle,
    Condition,
    Difference,
    Item,
    counted,
    difference,
    guard_no_circle,
    missing,
    shown,
)
from madang.tickets.models import Field, FieldKind, Form, Status, Ticket

TOPIC, ORDER, REASON, PHOTO, NOTE = 1, 2, 3, 4, 5


def when(field: int, *answers: str) -> Condition:
    """A condition: the field has one of the answers."""
    return Condition(field, frozenset(answers))


REFUND = [
    Item(TOPIC, is_required=True),
    Item(ORDER, is_required=True, conditions=(when(TOPIC, "refund", "delivery"),)),
    Item(REASON, conditions=(when(TOPIC, "refund"),)),
    Item(PHOTO, is_required=True, conditions=(when(REASON, "broken"), when(NOTE, ANYTHING))),
    Item(NOTE),
]


@pytest.mark.parametrize(
    ("answers", "seen", "lacking"),
    [
        ({}, [TOPIC, NOTE], [TOPIC]),
        ({TOPIC: ["praise"]}, [TOPIC, NOTE], []),
        ({TOPIC: ["delivery"]}, [TOPIC, ORDER, NOTE], [ORDER]),
        ({TOPIC: ["refund"], ORDER: ["A-1"]}, [TOPIC, ORDER, REASON, NOTE], []),
        ({TOPIC: ["refund"], REASON: ["broken"]}, [TOPIC, ORDER, REASON, PHOTO, NOTE], [ORDER, PHOTO]),
        ({TOPIC: ["praise"], REASON: ["broken"]}, [TOPIC, NOTE], []),
        ({NOTE: ["hello"]}, [TOPIC, PHOTO, NOTE], [TOPIC, PHOTO]),
        ({NOTE: [""]}, [TOPIC, NOTE], [TOPIC]),
        ({TOPIC: ["praise", "refund"]}, [TOPIC, ORDER, REASON, NOTE], [ORDER]),
    ],
)
def test_answers_show_fields_and_only_what_is_shown_is_required(
    answers: Answers, seen: list[int], lacking: list[int]
) -> None:
    assert [one.field for one in shown(REFUND, answers)] == seen
    assert missing(REFUND, answers) == lacking


def test_what_was_answered_before_a_field_disappeared_counts_for_nothing() -> None:
    answers = {TOPIC: ["praise"], REASON: ["broken"], ORDER: ["A-1"]}
    assert counted(REFUND, answers) == {TOPIC: ["praise"]}


def test_a_condition_on_a_field_that_is_not_in_the_form_never_holds() -> None:
    assert shown([Item(ORDER, conditions=(when(99, ANYTHING),))], {99: ["x"]}) == []


@pytest.mark.parametrize(
    ("items", "circle"),
    [
        ([Item(1, conditions=(when(1, "a"),))], [1]),
        ([Item(1, conditions=(when(2, "a"),)), Item(2, conditions=(when(1, "a"),))], [1, 2]),
        (
            [
                Item(4, conditions=(when(1, "a"),)),
                Item(1, conditions=(when(2, "a"),)),
                Item(2, conditions=(when(3, "a"), when(5, "a"))),
                Item(3, conditions=(when(1, "a"),)),
            ],
            [1, 2, 3],
        ),
    ],
)
def test_fields_that_show_each_other_in_a_circle_are_named(items: list[Item], circle: list[int]) -> None:
    with pytest.raises(Circle) as found:
        guard_no_circle(items)
    assert list(found.value.fields) == circle


def test_who_fills_in_a_form_that_changes_is_told_what_changed() -> None:
    now = [Item(TOPIC), Item(ORDER), Item(NOTE, is_required=True)]
    answers = {TOPIC: ["refund"], ORDER: ["A-1"]}
    assert difference(REFUND, now, answers) == Difference(gone=(REASON,), added=(), required=(NOTE,))
    assert difference(now, REFUND, answers) == Difference(gone=(), added=(REASON,), required=(TOPIC, ORDER))
    assert not difference(REFUND, REFUND, answers)


ANSWER = st.sampled_from(["a", "b", ANYTHING])


@st.composite
def forms(draw: st.DrawFn) -> list[Item]:
    """Forms whose conditions may lead anywhere."""
    fields = draw(st.lists(st.integers(1, 7), unique=True, max_size=7))
    conditions = st.lists(
        st.builds(Condition, st.integers(1, 8), st.frozensets(ANSWER, min_size=1)), max_size=2
    ).map(tuple)
    return [draw(st.builds(Item, st.just(one), st.booleans(), conditions)) for one in fields]


ANSWERS = st.dictionaries(st.integers(1, 8), st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=2))


@given(forms(), ANSWERS)
def test_whatever_the_form_a_circle_is_named_or_it_can_be_filled_in(
    items: list[Item], answers: Answers
) -> None:
    try:
        seen = shown(items, answers)
    except Circle as circle:
        assert set(circle.fields) <= {item.field for item in items}  # noqa: PT017  # either may happen
        return
    fields = [one.field for one in seen]
    assert fields == [item.field for item in items if item.field in fields], "in the form's order"
    assert {item.field for item in items if not item.conditions} <= set(fields)
    by_field = {item.field: item for item in items}
    for item in items:
        if item.conditions:
            holds = any(one.holds(answers) and one.field in fields for one in item.conditions)
            assert (item.field in fields) == holds
    assert set(missing(items, answers)) <= {one for one in fields if by_field[one].is_required}
    assert shown(items, counted(items, answers)) == seen, "what is not shown shows nothing"
    assert not difference(items, items, answers)


@pytest.fixture
def topic(db: None) -> Field:
    """A dropdown: refund or praise."""
    field = actions.make_field({"en": "Topic"}, kind=FieldKind.DROPDOWN, by=None)
    for name in ("Refund", "Praise"):
        actions.add_option(field, {"en": name}, by=None)
    return field


@pytest.fixture
def reason(db: None) -> Field:
    """A short text."""
    return actions.make_field({"en": "Reason"}, kind=FieldKind.TEXT, by=None)


@pytest.fixture
def refunds(topic: Field, reason: Field) -> Form:
    """A form: the topic, and with a refund its reason, which is required then."""
    form = actions.make_form({"en": "Refunds"}, by=None)
    items = [Item(topic.pk), Item(reason.pk, is_required=True, conditions=(when(topic.pk, "refund"),))]
    actions.change_items(form, lambda _: items, by=None)
    return Form.objects.get(pk=form.pk)


def names(ticket: Ticket) -> list[str]:
    """The names of the fields shown on a ticket."""
    return [one.field.name for one in fields_of(ticket)]


def test_a_ticket_shows_the_fields_of_its_form_as_answers_show_them(
    ticket: Ticket, refunds: Form, topic: Field, reason: Field, mina: User
) -> None:
    actions.make_field({"en": "Elsewhere"}, kind=FieldKind.TEXT, by=None)
    assert names(ticket) == ["Topic"]
    actions.change_status(ticket, to=Status.SOLVED, by=mina)
    actions.change_status(ticket, to=Status.OPEN, by=mina)
    actions.set_field(ticket, topic, ["refund"], by=mina)
    assert names(ticket) == ["Topic", "Reason"]
    with pytest.raises(FieldsMissing):
        actions.change_status(ticket, to=Status.SOLVED, by=mina)
    actions.set_field(ticket, reason, ["broken"], by=mina)
    actions.set_field(ticket, topic, ["praise"], by=mina)
    assert names(ticket) == ["Topic"]
    kept = {one.field.name: one.answer.value for one in all_fields_of(ticket)}
    assert kept["Reason"] == "broken", "what was typed stays with the ticket"


def test_the_first_form_of_a_brand_is_its_default_until_another_is_chosen(
    ticket: Ticket, refunds: Form, reason: Field, mina: User
) -> None:
    other = actions.make_form({"en": "Other"}, by=None)
    actions.change_items(other, lambda _: [Item(reason.pk)], by=None)
    assert names(ticket) == ["Topic"]
    actions.choose_form(ticket, form=other, by=mina)
    ticket.refresh_from_db()
    assert names(ticket) == ["Reason"]
    actions.choose_form(ticket, form=None, by=mina)
    actions.order_forms([other.pk], by=None)
    assert names(Ticket.objects.get(pk=ticket.pk)) == ["Reason"]


def test_a_form_of_another_brand_or_a_retired_one_is_refused(
    ticket: Ticket, refunds: Form, mina: User, haneul: User
) -> None:
    elsewhere = actions.make_form({"en": "Elsewhere"}, brands=[Brand.objects.create(name="Global")], by=None)
    with pytest.raises(NotThisForm):
        actions.choose_form(ticket, form=elsewhere, by=mina)
    with pytest.raises(NotAllowed):
        actions.choose_form(ticket, form=refunds, by=haneul)
    actions.choose_form(ticket, form=refunds, by=mina)
    assert not actions.remove_form(refunds, by=None), "a ticket has it"
    actions.choose_form(ticket, form=None, by=mina)
    with pytest.raises(NotThisForm):
        actions.choose_form(ticket, form=refunds, by=mina)
    actions.bring_back_form(refunds, by=None)
    actions.choose_form(ticket, form=refunds, by=mina)
    actions.change_status(ticket, to=Status.CLOSED, by=None)
    with pytest.raises(TicketClosed):
        actions.choose_form(ticket, form=None, by=mina)


def test_a_circle_is_refused_by_name_and_the_form_stays(refunds: Form, topic: Field, reason: Field) -> None:
    before = items_in(refunds, {topic.pk, reason.pk})
    circle = [Item(topic.pk, conditions=(when(reason.pk, ANYTHING),)), before[1]]
    with pytest.raises(InACircle) as refused:
        actions.change_items(refunds, lambda _: circle, by=None)
    assert "Topic → Reason" in str(refused.value)
    refunds.refresh_from_db()
    assert items_in(refunds, {topic.pk, reason.pk}) == before


def test_a_field_that_is_gone_leaves_the_form_as_it_is_for_the_others(
    ticket: Ticket, refunds: Form, topic: Field, reason: Field
) -> None:
    actions.remove_field(topic, by=None, most=10)
    refunds.refresh_from_db()
    assert [one.field for one in items_in(refunds, {reason.pk})] == [reason.pk]
    assert names(ticket) == []
