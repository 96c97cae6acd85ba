"""Statuses of the desk's own: within their category, the default of it, and kept by tickets when retired."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from madang.accounts.models import User
from madang.history.models import Event
from madang.tickets import actions
from madang.tickets.actions.settings_guard import in_order, key_from
from madang.tickets.errors import NoName, NotAllowed, NotOfCategory
from madang.tickets.models import OwnStatus, Status, Tag, Ticket
from madang.tickets.statuses import choices_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def warehouse(jiwoo: User) -> OwnStatus:
    """“With the warehouse”, within on hold."""
    names = {"ko": "물류팀 확인 중", "en": "With the warehouse"}
    return actions.make_status(names, category=Status.ON_HOLD, by=jiwoo)


def test_a_ticket_gets_a_status_of_the_desks_own_and_its_category_with_it(
    ticket: Ticket, warehouse: OwnStatus, mina: User
) -> None:
    actions.change_status(ticket, to=Status.ON_HOLD, own=warehouse, by=mina)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.own_status) == (Status.ON_HOLD, warehouse)
    assert ticket.get_status_display() == "With the warehouse"
    with translation.override("ko"):
        assert ticket.get_status_display() == "물류팀 확인 중"
    told = Event.objects.filter(kind="ticket.status_changed").latest("pk")
    assert told.data == {
        "previous": "new",
        "current": "on_hold",
        "previous_own": None,
        "current_own": warehouse.pk,
    }


def test_who_says_the_category_alone_gets_its_default_and_keeps_what_is_of_it(
    ticket: Ticket, warehouse: OwnStatus, jiwoo: User, mina: User
) -> None:
    usual = actions.make_status({"ko": "보류"}, category=Status.ON_HOLD, is_default=True, by=jiwoo)
    actions.change_status(ticket, to=Status.ON_HOLD, by=mina)
    ticket.refresh_from_db()
    assert ticket.own_status == usual
    actions.change_status(ticket, to=Status.ON_HOLD, own=warehouse, by=mina)
    before = Event.objects.count()
    actions.change_status(ticket, to=Status.ON_HOLD, by=mina)
    ticket.refresh_from_db()
    assert ticket.own_status == warehouse
    assert Event.objects.count() == before, "it was in the category already"
    actions.change_status(ticket, to=Status.ON_HOLD, own=None, by=mina)
    ticket.refresh_from_db()
    assert ticket.own_status is None


def test_what_the_customer_writes_brings_the_default_of_open(
    ticket: Ticket, jiwoo: User, mina: User, seoa: User
) -> None:
    again = actions.make_status({"ko": "다시 열림"}, category=Status.OPEN, is_default=True, by=jiwoo)
    actions.change_status(ticket, to=Status.SOLVED, by=mina)
    actions.receive(ticket, actions.Written(author=seoa, body_text="아직 안 돼요"))
    ticket.refresh_from_db()
    assert (ticket.status, ticket.own_status) == (Status.OPEN, again)


def test_a_new_ticket_has_the_default_of_new(jiwoo: User, open_ticket: "object") -> None:
    fresh = actions.make_status({"ko": "접수"}, category=Status.NEW, is_default=True, by=jiwoo)
    assert open_ticket().own_status == fresh  # type: ignore[operator]  # a fixture that is a function


def test_a_status_of_another_category_or_a_retired_one_is_refused(
    ticket: Ticket, warehouse: OwnStatus, mina: User, jiwoo: User
) -> None:
    with pytest.raises(NotOfCategory):
        actions.change_status(ticket, to=Status.OPEN, own=warehouse, by=mina)
    actions.change_status(ticket, to=Status.ON_HOLD, own=warehouse, by=mina)
    actions.remove_status(warehouse, by=jiwoo)
    actions.change_status(ticket, to=Status.OPEN, by=mina)
    with pytest.raises(NotOfCategory):
        actions.change_status(ticket, to=Status.ON_HOLD, own=warehouse, by=mina)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.own_status) == (Status.OPEN, None)


def test_a_status_that_tickets_have_is_retired_kept_by_them_and_brought_back(
    ticket: Ticket, warehouse: OwnStatus, mina: User, jiwoo: User
) -> None:
    actions.change_status(ticket, to=Status.ON_HOLD, own=warehouse, by=mina)
    assert not actions.remove_status(warehouse, by=jiwoo)
    ticket.refresh_from_db()
    assert ticket.own_status == warehouse
    offered = [one.own for group in choices_for("open", None) for one in group.choices]
    assert warehouse.pk not in offered
    mine = [one for group in choices_for("on_hold", warehouse.pk) for one in group.choices if one.is_current]
    assert [(one.own, one.is_retired) for one in mine] == [(warehouse.pk, True)]
    actions.bring_back_status(warehouse, by=jiwoo)
    assert warehouse.pk in [one.own for group in choices_for("open", None) for one in group.choices]


def test_a_status_that_no_ticket_has_goes_for_good(warehouse: OwnStatus, jiwoo: User) -> None:
    assert actions.remove_status(warehouse, by=jiwoo)
    assert not OwnStatus.objects.exists()
    assert Event.objects.get(kind="status.removed").data == {"name": "With the warehouse"}


def test_a_category_has_one_default_and_a_retired_status_is_none(
    ticket: Ticket, warehouse: OwnStatus, jiwoo: User, mina: User
) -> None:
    other = actions.make_status({"en": "Waiting"}, category=Status.ON_HOLD, is_default=True, by=jiwoo)
    actions.reword_status(warehouse, names=warehouse.names, is_default=True, by=jiwoo)
    assert list(OwnStatus.objects.filter(is_default=True)) == [warehouse]
    actions.change_status(ticket, to=Status.ON_HOLD, by=mina)
    actions.remove_status(warehouse, by=jiwoo)
    assert not OwnStatus.objects.filter(is_default=True).exists()
    actions.reword_status(warehouse, names=warehouse.names, is_default=True, by=jiwoo)
    assert not OwnStatus.objects.filter(is_default=True).exists()
    assert {one.pk for one in OwnStatus.objects.all()} == {other.pk, warehouse.pk}


def test_statuses_need_a_name_and_somebody_who_manages_the_desk(jiwoo: User, mina: User) -> None:
    with pytest.raises(NoName):
        actions.make_status({"ko": "  ", "en": ""}, category=Status.OPEN, by=jiwoo)
    with pytest.raises(NotAllowed):
        actions.make_status({"ko": "확인 중"}, category=Status.OPEN, by=mina)
    assert not OwnStatus.objects.exists()


def test_undoing_a_merge_brings_the_status_of_its_own_back(
    open_ticket: "object", warehouse: OwnStatus, mina: User
) -> None:
    one, other = open_ticket("하나"), open_ticket("둘")  # type: ignore[operator]  # a fixture that is a function
    actions.change_status(one, to=Status.ON_HOLD, own=warehouse, by=mina)
    actions.merge(one, into=other, by=mina)
    assert Ticket.objects.get(pk=one.pk).own_status is None
    actions.unmerge(one, by=mina)
    one.refresh_from_db()
    assert (one.status, one.own_status) == (Status.ON_HOLD, warehouse)


def test_tickets_are_found_by_their_status_without_walking_through_all(
    ticket: Ticket, warehouse: OwnStatus
) -> None:
    found = Ticket.objects.filter(own_status=warehouse).order_by("-last_message_at", "-pk")
    plan = found.explain()
    assert "ticket_of_own_status" in plan or "Seq Scan" in plan, (
        "PostgreSQL reads a table of one row as a whole"
    )


@given(st.lists(st.integers(0, 12)))
def test_any_wish_for_an_order_gives_each_once(ids: list[int]) -> None:
    every = [Tag(pk=pk) for pk in (3, 5, 8)]
    ordered = in_order(every, ids)
    assert sorted(one.pk for one in ordered) == [3, 5, 8]
    wanted = [pk for pk in dict.fromkeys(ids) if pk in {3, 5, 8}]
    assert [one.pk for one in ordered][: len(wanted)] == wanted


@pytest.mark.parametrize(
    ("names", "taken", "key"),
    [
        ({"en": "With the warehouse"}, set(), "with_the_warehouse"),
        ({"en": "Déjà vu!"}, set(), "deja_vu"),
        ({"ko": "확인 중"}, set(), "status"),
        ({"ko": "확인 중"}, {"status", "status_2"}, "status_3"),
    ],
)
def test_a_name_for_programs_is_made_of_the_english_one(
    names: dict[str, str], taken: set[str], key: str
) -> None:
    assert key_from(names, fallback="status", taken=taken) == key
