"""Fields of the desk's own as columns of a view, on its rows and in its file."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from madang.accounts.models import User
from madang.lib.conditions import Group, How
from madang.tickets import actions
from madang.tickets import csv as rows_of
from madang.tickets.models import Field, FieldKind, FieldSubject, SavedView, Ticket
from tests.cast import OpenTicket
from tests.desk.conftest import SignedIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def amount(db: None) -> Field:
    """A number of tickets."""
    return actions.make_field({"ko": "금액", "en": "Amount"}, kind=FieldKind.NUMBER, by=None)


@pytest.fixture
def plan(db: None) -> Field:
    """What customers pay for."""
    field = actions.make_field(
        {"ko": "요금제", "en": "Plan"}, kind=FieldKind.DROPDOWN, subject=FieldSubject.CUSTOMER, by=None
    )
    actions.add_option(field, {"ko": "골드", "en": "Gold"}, by=None)
    return field


@pytest.fixture
def view(mina: User, amount: Field, plan: Field) -> SavedView:
    """A view whose rows show both."""
    facts = (f"field:{amount.pk}", f"field:{plan.pk}")
    return actions.make_view(actions.View(name="모두", conditions=Group(How.ALL), facts=facts), by=mina)


@pytest.fixture
def browser(signed_in: SignedIn, mina: User) -> Client:
    """Mina's browser."""
    return signed_in(mina)


def test_rows_show_what_is_in_the_fields_as_people_read_it(
    browser: Client, ticket: Ticket, mina: User, view: SavedView, amount: Field, plan: Field
) -> None:
    actions.set_field(ticket, amount, ["12500"], by=mina)
    actions.set_customer_field(ticket.requester, plan, ["gold"], by=mina)
    page = browser.get(f"/desk/view-{view.pk}/").content.decode()
    assert "금액: 12,500" in page
    assert "요금제: 골드" in page
    editor = browser.get(f"/desk/views/{view.pk}/").content.decode()
    assert f'value="field:{amount.pk}" checked' in editor
    assert "고객: 요금제" in editor


def test_a_field_that_is_retired_or_gone_is_said_and_the_view_goes_on(
    browser: Client, ticket: Ticket, mina: User, view: SavedView, amount: Field, plan: Field
) -> None:
    actions.set_field(ticket, amount, ["12500"], by=mina)
    actions.retire_field(amount, by=None)
    page = browser.get(f"/desk/view-{view.pk}/").content.decode()
    assert "금액: 12,500" in page
    assert "“금액”" in page
    actions.remove_field(amount, by=None, most=10)
    page = browser.get(f"/desk/view-{view.pk}/").content.decode()
    assert "12,500" not in page
    assert "삭제되었습니다" in page


def test_more_rows_and_more_fields_cost_no_more_queries(
    browser: Client, ticket: Ticket, mina: User, view: SavedView, amount: Field, open_ticket: OpenTicket
) -> None:
    actions.set_field(ticket, amount, ["1"], by=mina)

    def queries() -> int:
        browser.get(f"/desk/view-{view.pk}/")
        with CaptureQueriesContext(connection) as captured:
            browser.get(f"/desk/view-{view.pk}/")
        return len(captured)

    few = queries()
    for nth in range(10):
        actions.set_field(open_ticket(f"{nth}"), amount, [str(nth)], by=mina)
    assert queries() == few


def test_the_file_of_a_view_has_the_fields_of_tickets(ticket: Ticket, mina: User, amount: Field) -> None:
    actions.set_field(ticket, amount, ["-12500.50"], by=mina)
    subject = actions.make_field({"en": "Subject"}, kind=FieldKind.TEXT, by=None)
    actions.set_field(ticket, subject, ["=1+1"], by=mina)
    assert rows_of.head()[-2:] == ["Amount", f"Subject ({subject.key})"], "one name is not two columns"
    assert rows_of.rows([ticket.pk])[0][-2:] == ["'-12500.5", "'=1+1"]
    assert len(rows_of.head()) == len(rows_of.rows([ticket.pk])[0])
