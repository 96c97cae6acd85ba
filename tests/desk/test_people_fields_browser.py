"""Fields of a customer in a real browser: saved where they stand, refused in words, undone; axe finds nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from madang.accounts.models import User
from madang.brands.models import Desk
from madang.tickets import actions
from madang.tickets.answers import written
from madang.tickets.models import Field, FieldKind, FieldSubject, Ticket
from madang.tickets.people_fields import fields_of_people
from tests.conftest import MakeContext
from tests.desk.test_accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OpenAs = Callable[..., Page]


@pytest.fixture
def open_as(live_server: LiveServer, make_context: MakeContext) -> OpenAs:
    """Opens a page of the desk as somebody: `open_as(mina, "/desk/people/1/")`."""

    def make(person: User, path: str) -> Page:
        context = make_context(viewport={"width": 1440, "height": 900})
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.goto(live_server.url + path)
        return page

    return make


def field(name: str, kind: FieldKind, *options: str) -> Field:
    """A field of customers that is shown with tickets."""
    made = actions.make_field(
        {"en": name}, kind=kind, subject=FieldSubject.CUSTOMER, beside_tickets=True, by=None
    )
    for one in options:
        actions.add_option(made, {"en": one}, by=None)
    return made


def kept(person: User) -> dict[str, Any]:
    """What is in a customer's fields, by key."""
    return {one.field.key: written(one.answer) for one in fields_of_people(person)}


def test_a_customers_fields_are_saved_refused_and_undone_on_their_page(
    open_as: OpenAs, desk: Desk, mina: User, seoa: User
) -> None:
    field("Seats", FieldKind.NUMBER)
    field("Plan", FieldKind.DROPDOWN, "Gold")
    field("Manager", FieldKind.PERSON)
    page = open_as(mina, f"/desk/people/{seoa.pk}/")
    seats = page.get_by_label("Seats")
    seats.fill("many")
    seats.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="숫자")).to_be_visible()
    assert violations(page) == []
    seats.fill("12,500")
    seats.press("Enter")
    expect(page.get_by_label("Seats")).to_have_value("12500")
    expect(page.get_by_role("alert").filter(has_text="숫자")).to_have_count(0)
    page.get_by_label("Plan").select_option(label="Gold")
    expect(page.locator("#toasts")).to_contain_text("Plan")
    assert kept(seoa) == {"seats": ["12500"], "plan": ["gold"], "manager": []}
    page.locator("#toasts").get_by_role("button", name="실행 취소").last.click()
    expect(page.get_by_label("Plan")).to_have_value("")
    manager = page.get_by_role("combobox", name="Manager")
    manager.press_sequentially("민아")
    page.locator(".suggestions [role=option]").first.click()
    expect(page.locator(".field-person")).to_contain_text(mina.name)
    assert kept(seoa)["manager"] == [str(mina.pk)]


def test_beside_a_ticket_a_customers_field_is_filled_in_too(
    open_as: OpenAs, mina: User, ticket: Ticket
) -> None:
    field("Seats", FieldKind.NUMBER)
    page = open_as(mina, f"/desk/open/{ticket.number}/")
    seats = page.get_by_label("Seats")
    seats.fill("30")
    seats.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Seats")
    assert kept(ticket.requester) == {"seats": ["30"]}
    assert violations(page) == []
