"""A new desk in a real browser: from the empty form to a customer who got an answer by mail."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import MakeContext
from tests.services.desk import LiveDesk

pytestmark = pytest.mark.browser


def fill_in(page: Page) -> None:
    """Answer what the set-up form asks, in English."""
    page.get_by_label("Your name").fill("Jiwoo Han")
    page.get_by_label("Your e-mail").fill("owner@madang.example")
    page.get_by_label("Password").fill("lantern-hanok-42")
    page.get_by_label("Name of the desk").fill("Lantern")
    page.get_by_label("First brand").fill("Lantern Global")
    page.get_by_label("Its support address").fill("support@lantern-global.example")


def test_from_an_empty_desk_to_a_mail_that_the_customer_got(live_desk: LiveDesk, page: Page) -> None:
    page.goto(live_desk.url)
    fill_in(page)
    page.get_by_role("button", name="Set up the desk").click()
    page.wait_for_url(re.compile("/desk/"))

    page.get_by_role("link", name="Try it as a customer").click()
    page.get_by_label("Subject").fill("Order #48211 still says “preparing”")
    page.get_by_label("Text", exact=True).fill("It has been four days, is there a way to hurry it?")
    page.get_by_role("button", name="Send to the desk").click()
    expect(page.get_by_text("250 2.0.0 Stored")).to_be_visible()

    receipt = page.locator("#mails").get_by_role("link")
    expect(receipt).to_have_count(1)
    receipt.click()
    words = page.frame_locator("iframe[data-fit]").get_by_text("we received your request")
    expect(words).to_be_visible()

    page.get_by_label("Reply as the customer").fill("Thank you.")
    page.get_by_role("button", name="Send reply").click()
    expect(page.get_by_text("250 2.0.0 Stored")).to_be_visible()
    page.goto(f"{live_desk.url}/desk/tickets/1001/")
    talk = page.get_by_role("region", name="Conversation")
    expect(talk.get_by_text("Thank you.", exact=True)).to_be_visible()


def test_the_sample_data_comes_while_one_looks(live_desk: LiveDesk, page: Page) -> None:
    page.goto(live_desk.url)
    fill_in(page)
    page.get_by_label("Load sample data").check()
    page.get_by_role("button", name="Set up the desk").click()
    expect(page.get_by_text("All there.")).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="To the workspace").click()
    page.wait_for_url(re.compile("/desk/"))


def test_nothing_scrolls_sideways_on_a_phone(live_desk: LiveDesk, make_context: MakeContext) -> None:
    page = make_context(viewport={"width": 320, "height": 700}).new_page()
    page.goto(live_desk.url)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    fill_in(page)
    page.get_by_role("button", name="Set up the desk").click()
    page.wait_for_url(re.compile("/desk/"))
    for place in ("settings", "members", "members/new", "teams", "brands", "desk", "failures", "try"):
        page.goto(f"{live_desk.url}/setup/{place}/")
        assert page.evaluate("document.querySelector('#main').scrollWidth") <= 320, place
