"""What docs/agents.md says an agent can do, done with the browser alone; its pictures are taken on the way."""

import pytest
from playwright.sync_api import Page, expect

from tests.guide.conftest import Seen
from tests.services.desk import LiveDesk

pytestmark = pytest.mark.browser

PAID_TWICE = "결제가 두 번 됐어요"
CRASH = "Application keeps stopping on my tablet and phone"


def open_ticket(page: Page, desk: LiveDesk, subject: str) -> None:
    page.goto(f"{desk.url}/desk/open/")
    page.locator("#rows .row", has_text=subject).first.click()
    expect(page.locator("#subject")).to_contain_text(subject)


def test_a_ticket_is_answered_beside_its_list_and_its_customer(
    page: Page, desk: LiveDesk, seen: Seen
) -> None:
    open_ticket(page, desk, PAID_TWICE)
    page.keyboard.press("r")
    page.keyboard.type("윤서아 님, 두 번 승인된 것을 확인했어요. 30017745 건은 지금 취소했고,")
    page.keyboard.press("Enter")
    page.keyboard.type("카드사에 따라 1~3일 안에 반영돼요.")
    expect(page.locator("#composer .saved")).to_have_text("Draft saved")
    seen("workspace")


def test_somebody_outside_is_asked_beside_the_customers_conversation(
    page: Page, desk: LiveDesk, seen: Seen
) -> None:
    open_ticket(page, desk, CRASH)
    expect(page.locator("html")).to_have_attribute("data-live", "online")
    page.keyboard.press("e")
    drawer = page.locator("#side-talk")
    drawer.get_by_label("E-mail addresses").fill("support@tablet-maker.example")
    drawer.get_by_label("Subject").fill("Memory of the T10 after your last update")
    drawer.locator(".editor").fill(
        "Hello, since your update our app is stopped when it asks for 200 MB. Did the limit change?"
    )
    drawer.get_by_role("button", name="Send").click()
    expect(drawer.locator(".side-msg")).to_have_count(1)
    expect(page.locator("#ties")).to_contain_text("Waiting on support@tablet-maker.example")
    seen("side")
    page.keyboard.press("Escape")


def test_a_problem_shows_its_incidents_and_answers_them_together(
    page: Page, desk: LiveDesk, seen: Seen
) -> None:
    open_ticket(page, desk, CRASH)
    expect(page.locator("#side")).to_contain_text("Incidents")
    expect(page.locator("#side")).to_contain_text("Answer and solve")
    seen("problem")


def test_many_tickets_are_changed_beside_the_list(page: Page, desk: LiveDesk, seen: Seen) -> None:
    page.goto(f"{desk.url}/desk/open/")
    rows = page.locator("#rows .row")
    for nth in (1, 2, 4):
        rows.nth(nth).click(modifiers=["Control"])
    page.locator("#bulk-priority").select_option(label="High")
    page.locator("#bulk-tag").fill("app-5.2.1")
    expect(page.locator("#bulk-title")).to_have_text("3 chosen")
    seen("many")
    page.get_by_role("button", name="Change 3 tickets").click()
    expect(page.locator("#bulk-state")).to_contain_text("3 of 3")
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator("#bulk-title")).to_be_visible()


def test_a_macro_is_found_by_typing_and_written_in_the_customers_language(
    page: Page, desk: LiveDesk, seen: Seen
) -> None:
    open_ticket(page, desk, CRASH)
    page.keyboard.press("m")
    page.keyboard.type("crash")
    expect(page.locator("#compose")).to_contain_text("The 5.2.1 crash")
    seen("macro")
    page.keyboard.press("Escape")


def test_a_view_is_made_of_conditions_while_it_shows_what_it_finds(
    page: Page, desk: LiveDesk, seen: Seen
) -> None:
    page.goto(f"{desk.url}/desk/views/new/")
    page.locator("#view-name").fill("Payments, unanswered")
    page.get_by_role("button", name="Add a condition").first.click()
    added = page.locator(".cond").last
    added.locator("select").first.select_option("team")
    page.locator(".cond").last.locator("summary").click()
    page.locator(".cond").last.get_by_role("checkbox", name="Payments").check()
    page.keyboard.press("Escape")
    expect(page.locator("#view-found")).to_contain_text("Payments")
    seen("view")


def test_a_search_takes_conditions_among_its_words(page: Page, desk: LiveDesk, seen: Seen) -> None:
    page.goto(f"{desk.url}/desk/search/?q=status:open,new tag:app-crash update")
    expect(page.locator("main")).to_contain_text("Update broke it")
    seen("search")


def test_a_customer_is_one_page(page: Page, desk: LiveDesk, seen: Seen) -> None:
    open_ticket(page, desk, CRASH)
    page.locator("#side .person-head a").first.click()
    expect(page.get_by_role("heading", name="Wanjiru Kamau").first).to_be_visible()
    seen("customer")
