"""Side conversations in the workspace: begun, answered from outside, shown at once on another screen."""

import re
import smtplib
import sqlite3
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.desk.conftest import OpenAtWork
from tests.desk.staffed import Staffed
from tests.intake.mails import mail

pytestmark = pytest.mark.browser


def drawer(page: Page) -> Any:
    return page.locator("#side-talk")


def row(page: Page) -> Any:
    """Its row in the panel; other tests may have begun others on the same ticket."""
    return page.locator("#sides .side-row", has_text="운송장 확인 부탁")


def begin(page: Page, *, to: str = "courier@fast.example", subject: str = "운송장 확인 부탁") -> None:
    """Begin a side conversation by the key, as with the Hangul layout on."""
    expect(page.locator("html")).to_have_attribute("data-live", "online")
    page.keyboard.press("e")
    drawer(page).get_by_label("이메일 주소").fill(to)
    drawer(page).get_by_label("제목").fill(subject)
    drawer(page).locator(".editor").fill("어디쯤인가요?")
    drawer(page).get_by_role("button", name="보내기").click()


def address_in(page: Page, at_work: Staffed) -> str:
    """Where the answer goes: what stands as Reply-To in the mail that was kept, for no server is set."""
    expect(drawer(page).locator(".receipt.kept")).to_be_visible()
    with sqlite3.connect(f"file:{at_work.desk.data}/madang.sqlite3?mode=ro", uri=True) as database:
        raws = database.execute("SELECT raw FROM delivery_delivery WHERE purpose = 'side' ORDER BY id DESC")
        found = re.search(rb"Reply-To:.*?<([^>]+)>", raws.fetchone()[0], re.DOTALL)
    assert found is not None
    return found[1].decode()


def test_a_side_conversation_is_begun_answered_and_seen_on_another_screen(
    open_at_work: OpenAtWork, number: int, at_work: Staffed
) -> None:
    page = open_at_work(number)
    before = page.locator("#messages .msg").count()
    begin(page)
    expect(drawer(page).locator(".side-msg")).to_have_count(1)
    expect(drawer(page).locator("h2")).to_have_text("운송장 확인 부탁")
    expect(page.locator("#ties")).to_contain_text("courier@fast.example의 답을 기다리는 중")
    expect(row(page)).to_contain_text("답 기다림")
    to = address_in(page, at_work)

    jun = open_at_work(number, by="jun")
    expect(jun.locator("html")).to_have_attribute("data-live", "online")
    answer = mail(
        "오늘 도착합니다.", sender="택배 기사 <courier@fast.example>", to=to, subject="Re: 운송장 확인 부탁"
    )
    with smtplib.SMTP("127.0.0.1", at_work.desk.smtp_port, timeout=30) as server:
        server.sendmail("courier@fast.example", [to], answer)
    expect(drawer(page).locator(".side-msg")).to_have_count(2)
    expect(drawer(page).locator(".side-msg").last).to_contain_text("오늘 도착합니다.")
    expect(row(jun).locator(".side-unread")).to_contain_text("2")
    expect(jun.locator("#ties")).not_to_contain_text("courier@fast.example")
    row(jun).click()
    expect(drawer(jun).locator(".side-msg")).to_have_count(2)
    expect(row(jun).locator(".side-unread")).to_have_count(0)
    assert page.locator("#messages .msg").count() == before, "the customer's conversation stays as it was"

    drawer(jun).get_by_role("button", name="닫기", exact=True).click()
    expect(drawer(jun).locator("[data-side-foot]")).to_contain_text("닫힌 대화입니다")
    expect(drawer(page).locator("form")).to_have_count(0)


def test_the_customers_own_address_is_refused_in_words_and_nothing_is_lost(
    open_at_work: OpenAtWork, number: int
) -> None:
    page = open_at_work(number)
    customer = page.locator("#side .copyable").first.text_content() or ""
    begin(page, to=customer)
    expect(drawer(page).get_by_role("alert")).to_contain_text("이 문의의 고객입니다")
    expect(drawer(page).locator(".editor")).to_have_text("어디쯤인가요?")
    page.keyboard.press("Escape")
    expect(drawer(page)).to_be_hidden()
    page.reload()
    page.locator("#sides [data-side-open]").last.click()
    expect(drawer(page).locator("[name=subject]")).to_have_value("운송장 확인 부탁")


def test_what_the_customer_wrote_is_quoted_on_purpose_alone(open_at_work: OpenAtWork, number: int) -> None:
    page = open_at_work(number)
    page.locator("#sides [data-side-open]").last.click()
    text = drawer(page).locator(".editor")
    expect(text).not_to_contain_text(re.compile(r"\S"))
    drawer(page).get_by_role("button", name="고객의 마지막 글 인용").click()
    expect(text.locator("blockquote")).to_contain_text(re.compile(r"\S"))


def test_by_the_keyboard_alone_from_the_first_word_to_the_end(
    open_at_work: OpenAtWork, number: int, at_work: Staffed
) -> None:
    page = open_at_work(number)
    expect(page.locator("html")).to_have_attribute("data-live", "online")
    page.keyboard.press("e")
    expect(drawer(page).get_by_label("이메일 주소")).to_be_focused()
    page.keyboard.type("keys@fast.example")
    page.keyboard.press("Tab")
    expect(drawer(page).get_by_label("제목")).to_be_focused()
    page.keyboard.type("자판만으로")
    go_to(page, drawer(page).locator(".editor"), by="Tab")
    page.keyboard.type("어디쯤인가요?")
    page.keyboard.press("Control+Enter")
    expect(drawer(page).locator(".side-msg")).to_contain_text("어디쯤인가요?")
    expect(drawer(page).locator(".editor")).to_be_focused()

    to = address_in(page, at_work)
    answer = mail("곧 갑니다.", sender="keys@fast.example", to=to, subject="Re: 자판만으로")
    with smtplib.SMTP("127.0.0.1", at_work.desk.smtp_port, timeout=30) as server:
        server.sendmail("keys@fast.example", [to], answer)
    expect(drawer(page).locator(".side-msg").last).to_contain_text("곧 갑니다.")
    expect(drawer(page).locator(".editor")).to_be_focused()

    go_to(page, drawer(page).get_by_role("button", name="닫기", exact=True), by="Shift+Tab")
    page.keyboard.press("Enter")
    expect(drawer(page).locator("[data-side-foot]")).to_contain_text("닫힌 대화입니다")
    expect(drawer(page).locator("h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(drawer(page)).to_be_hidden()
    assert page.evaluate("document.activeElement !== document.body"), "the focus is somewhere in the ticket"
    page.keyboard.press("r")
    expect(page.get_by_role("textbox", name="답변")).to_be_focused()


def go_to(page: Page, goal: Any, *, by: str) -> None:
    """Press a key until the focus is there, 30 times at most."""
    for _press in range(30):
        page.keyboard.press(by)
        if goal.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"{by} never comes to {goal}")
