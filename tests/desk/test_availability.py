"""Who is there, where somebody is chosen for a ticket."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from playwright.sync_api import expect

from madang.accounts import actions as people
from madang.accounts.at_work import Said
from madang.accounts.models import User
from madang.lib.conditions import Condition, Group, How
from madang.tickets import actions
from madang.tickets.filters import Asker, matching
from madang.tickets.models import Ticket
from tests.cast import OpenTicket
from tests.desk.conftest import OpenAtWork, SignedIn


@pytest.mark.django_db
def test_the_menu_says_until_when_a_colleague_is_away(
    signed_in: SignedIn, mina: User, jun: User, ticket: Ticket
) -> None:
    people.say_availability(jun, Said.AWAY, until=timezone.now() + timedelta(hours=1), by=jun)
    menu = signed_in(mina).get(f"/desk/tickets/{ticket.number}/choices/").content.decode()
    assert "자리 비움 · " in menu
    assert 'class="lamp away"' in menu


@pytest.mark.django_db
def test_who_is_asked_for_a_review_is_shown_with_where_they_are(
    signed_in: SignedIn, mina: User, jun: User, jiwoo: User, ticket: Ticket
) -> None:
    people.note_sign(jun)
    people.say_availability(jiwoo, Said.AWAY, by=jiwoo)
    told = signed_in(mina).get(f"/desk/tickets/{ticket.number}/reviewers/").json()["people"]
    assert {one["name"]: one["where"] for one in told} == {"박준": "", "한지우": "자리 비움"}


@pytest.mark.django_db
def test_more_colleagues_take_no_more_queries(
    signed_in: SignedIn, mina: User, jun: User, jiwoo: User, ticket: Ticket
) -> None:
    browser = signed_in(mina)
    address = f"/desk/tickets/{ticket.number}/choices/"
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for one in (mina, jun, jiwoo):
        people.note_sign(one)
    with CaptureQueriesContext(connection) as many:
        browser.get(address)
    assert len(many) <= len(few)


def found(by: User, operator: str, *states: str) -> set[int]:
    tree = Group(How.ALL, (Condition("assignee_is", operator, states),))
    return set(matching(tree, by=Asker.of(by)).values_list("number", flat=True))


@pytest.mark.django_db
def test_a_view_finds_tickets_whose_assignee_is_away(
    open_ticket: OpenTicket, mina: User, jun: User, jiwoo: User
) -> None:
    of_mina, of_jun, of_nobody = open_ticket("a"), open_ticket("b"), open_ticket("c")
    actions.assign(of_mina, to=mina, by=jiwoo)
    actions.assign(of_jun, to=jun, by=jiwoo)
    people.note_sign(mina)
    people.say_availability(jun, Said.AWAY, by=jun)
    assert found(jiwoo, "is", "away") == {of_jun.number}
    assert found(jiwoo, "is", "away", "off") == {of_jun.number}
    assert found(jiwoo, "is_not", "online") == {of_jun.number}, (
        "a ticket without an assignee has none who is away"
    )
    people.say_availability(jun, Said.ONLINE, by=jun)
    assert found(jiwoo, "is", "away") == set()
    assert found(jiwoo, "is", "online") == {of_mina.number, of_jun.number}
    assert of_nobody.number not in found(jiwoo, "is_not", "away")


@pytest.mark.browser
def test_who_is_away_is_seen_at_once_by_who_is_about_to_choose(number: int, open_at_work: OpenAtWork) -> None:
    jun = open_at_work(number, by="jun")
    mina = open_at_work(number, by="mina")
    mina.locator("html[data-live=online]").wait_for()
    jun.locator("html[data-live=online]").wait_for()
    mina.keyboard.press("p")
    current = mina.locator("#my-availability button[aria-current]")
    expect(current).to_be_focused()
    mina.keyboard.press("ArrowDown")
    expect(current).not_to_be_focused()
    mina.locator("#my-availability button[value='away:30']").focus()
    mina.keyboard.press("Enter")
    expect(mina.locator("[data-my-lamp] .lamp.away")).to_be_attached()
    expect(mina.locator("#toasts")).to_contain_text("자리 비움")
    expect(mina.locator("[data-my-lamp]")).to_be_focused()

    jun.keyboard.press("a")
    menu = jun.locator("details.choose[data-choices][open]")
    line = menu.locator("button.person", has_text="김민아")
    expect(line).to_contain_text("자리 비움")
    menu.locator(".filter").fill("민아")
    mina.keyboard.press("p")
    mina.locator("#my-availability button[value=online]").click()
    expect(line.locator(".lamp.online")).to_be_attached()
    expect(menu.locator(".filter")).to_have_value("민아")
    expect(menu.locator(".filter")).to_be_focused()
    expect(menu.locator("button.person", has_text="박준")).to_be_hidden()


@pytest.mark.browser
def test_the_same_is_shown_in_another_tab_of_ones_own(number: int, open_at_work: OpenAtWork) -> None:
    one, other = open_at_work(number, by="mina"), open_at_work(number, by="mina")
    for page in (one, other):
        page.locator("html[data-live=online]").wait_for()
    one.locator("[data-my-lamp]").click()
    one.locator("#my-availability button[value=off]").click()
    expect(other.locator("[data-my-lamp] .lamp.off")).to_be_attached()
    one.locator("[data-my-lamp]").click()
    one.locator("#my-availability button[value=online]").click()
    expect(other.locator("[data-my-lamp] .lamp.online")).to_be_attached()
