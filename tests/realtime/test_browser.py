"""What happens elsewhere appears in a real browser by itself, and nothing is lost on the way."""

import re

import pytest
from playwright.sync_api import Page, expect

from madang.accounts.models import User
from madang.tickets import actions
from madang.tickets.models import Ticket
from tests.cast import OpenTicket
from tests.realtime.conftest import OpenPage, Web

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_new_ticket_appears_in_every_tab_within_a_second(
    open_page: OpenPage, mina: User, open_ticket: OpenTicket
) -> None:
    first = open_page(mina)
    second = open_page(mina, beside=first)
    third = open_page(mina)
    ticket = open_ticket("방금 온 문의")
    for page in (first, second, third):
        expect(page.locator(f"#row-{ticket.number}")).to_be_visible(timeout=1500)


def test_a_tab_that_is_closed_takes_nothing_from_the_other(
    open_page: OpenPage, mina: User, open_ticket: OpenTicket
) -> None:
    first = open_page(mina)
    second = open_page(mina, beside=first)
    first.close()
    ticket = open_ticket("탭을 닫은 뒤")
    expect(second.locator(f"#row-{ticket.number}")).to_be_visible()


def test_what_happened_while_the_page_was_made_is_not_missed(
    open_page: OpenPage, mina: User, open_ticket: OpenTicket
) -> None:
    first = open_page(mina)
    ticket = open_ticket("쪽을 만드는 사이")
    expect(first.locator(f"#row-{ticket.number}")).to_be_visible()
    late = open_page(mina, beside=first)
    # As if the second page had been made before the ticket came: the worker tells it again.
    late.evaluate("number => document.getElementById(`row-${number}`).remove()", ticket.number)
    late.evaluate(
        """async () => {
          const {dataset} = document.querySelector("meta[name=madang-live]");
          const worker = new SharedWorker("/static/realtime/worker.js", {type: "module", name: `madang-live-2-${dataset.person}`});
          worker.port.onmessage = ({data}) => document.body.setAttribute(`data-heard-${data.name}`, "");
          worker.port.postMessage({say: "here", from: 0});
        }"""
    )
    expect(late.locator("body[data-heard-hint], body[data-heard-reload]")).to_be_visible()


def test_writing_goes_on_undisturbed_while_messages_arrive(
    open_page: OpenPage, mina: User, seoa: User, ticket: Ticket
) -> None:
    page = open_page(mina, f"/desk/open/{ticket.number}/")
    page.keyboard.press("r")
    writing = page.locator("[contenteditable=true], textarea").first
    writing.focus()
    page.keyboard.type("Looking into it")
    actions.receive(ticket, actions.Written(author=seoa, body_text="하나 더 여쭤볼게요."))
    expect(page.locator("#messages")).to_contain_text("하나 더 여쭤볼게요.")
    page.keyboard.type(" now")
    expect(writing).to_contain_text("Looking into it now")


def test_a_dropped_line_is_said_quietly_and_nothing_is_missed(
    open_page: OpenPage, web: Web, mina: User, open_ticket: OpenTicket
) -> None:
    page = open_page(mina)
    line = page.locator("[data-live-status]")
    expect(line).to_be_hidden()
    web.stop()
    expect(line).to_be_visible()
    missed = open_ticket("연결이 끊긴 사이")
    web.start()
    expect(line).to_be_hidden(timeout=20_000)
    expect(page.locator(f"#row-{missed.number}")).to_be_visible()


def test_agents_see_who_else_looks_and_who_is_typing(
    open_page: OpenPage, mina: User, jun: User, ticket: Ticket
) -> None:
    address = f"/desk/open/{ticket.number}/"
    mine = open_page(mina, address)
    people = mine.locator("[data-live-people]")
    expect(people).to_be_hidden()
    other = open_page(jun, address)
    expect(people).to_have_text(re.compile("박준"))
    expect(other.locator("[data-live-people]")).to_have_text(re.compile("김민아"))
    watching = people.text_content()
    other.keyboard.press("r")
    other.locator("[contenteditable=true], textarea").first.focus()
    other.keyboard.type("Hello")
    expect(people).not_to_have_text(watching or "")
    expect(people).to_have_attribute("data-typing", "")
    other.close()
    expect(people).to_be_hidden(timeout=45_000)  # a word that overtook the last one is forgotten after 30 s


def test_presence_follows_to_the_ticket_that_is_opened_next(
    open_page: OpenPage, mina: User, jun: User, open_ticket: OpenTicket
) -> None:
    first, second = open_ticket("첫째"), open_ticket("둘째")
    mine = open_page(mina, f"/desk/open/{second.number}/")
    other = open_page(jun, f"/desk/open/{first.number}/")
    expect(mine.locator("[data-live-people]")).to_be_hidden()
    other.locator(f"#row-{second.number}").click()
    expect(mine.locator("[data-live-people]")).to_have_text(re.compile("박준"))


def test_a_hidden_page_asks_when_it_is_looked_at_again(
    open_page: OpenPage, mina: User, open_ticket: OpenTicket
) -> None:
    page = open_page(mina)
    hide(page, True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    ticket = open_ticket("안 보는 사이")
    page.wait_for_timeout(1500)
    assert not [url for url in asked if "/rows/" in url or "/counts/" in url]
    hide(page, False)
    expect(page.locator(f"#row-{ticket.number}")).to_be_visible()


def hide(page: Page, hidden: bool) -> None:
    """As if another tab were in front. Headless browsers show every page."""
    page.evaluate(
        """hidden => {
          Object.defineProperty(document, "hidden", {configurable: true, get: () => hidden});
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


def test_many_hints_are_asked_for_together(open_page: OpenPage, mina: User, open_ticket: OpenTicket) -> None:
    page = open_page(mina)
    page.wait_for_timeout(1200)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    tickets = [open_ticket(f"{number}번째") for number in range(12)]
    expect(page.locator(f"#row-{tickets[-1].number}")).to_be_visible()
    expect(page.locator(f"#row-{tickets[0].number}")).to_be_visible()
    assert len([url for url in asked if "/rows/" in url]) <= 4
    assert not [url for url in asked if "/counts/" in url], "the counts come with the rows"


def test_an_ended_session_is_noticed_without_touching_the_page(
    open_page: OpenPage, mina: User, ticket: Ticket
) -> None:
    page = open_page(mina)
    page.evaluate(
        """async () => {
          const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
          await fetch("/accounts/logout/", {method: "POST", headers: {"X-CSRFToken": token}});
        }"""
    )
    expect(page.locator("html")).to_have_attribute("data-live", "signed-out")
