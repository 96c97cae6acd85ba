"""Writing in side conversations: the house's editor, drafts that survive, pictures, links that lead there."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.desk.conftest import OpenAtWork
from tests.desk.test_sides_browser import begin, drawer

pytestmark = pytest.mark.browser

PASTE = """([selector, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], "화면.png", { type: "image/png" }));
  document.querySelector(selector).dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
DROP = PASTE.replace('"paste", { clipboardData: data', '"drop", { dataTransfer: data').replace(
    "ClipboardEvent", "DragEvent"
)
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def editor(page: Page) -> Any:
    return drawer(page).locator(".editor")


def new_one(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("data-live", "online")
    page.keyboard.press("e")
    expect(editor(page)).to_be_visible()


def test_what_was_begun_is_there_after_a_reload_and_on_a_second_device_and_gone_once_sent(
    open_at_work: OpenAtWork, number: int
) -> None:
    page = open_at_work(number)
    new_one(page)
    page.keyboard.type("cour")
    drawer(page).get_by_label("제목").fill("운송장 두 번째")
    editor(page).click()
    page.keyboard.press("Control+b")
    page.keyboard.type("굵게")
    expect(drawer(page).locator(".saved")).to_have_text("임시 저장됨")
    page.reload()
    new_one(page)
    expect(editor(page).locator("b")).to_have_text("굵게")

    other = open_at_work(number)
    new_one(other)
    expect(drawer(other).get_by_label("이메일 주소")).to_have_value("cour")
    expect(editor(other).locator("b")).to_have_text("굵게")
    drawer(other).get_by_label("이메일 주소").fill("second@fast.example")
    editor(other).press("Control+Enter")
    expect(drawer(other).locator(".side-msg b")).to_have_text("굵게")
    expect(editor(other)).to_have_text("")

    page.reload()
    new_one(page)
    expect(editor(page)).to_have_text("")
    expect(drawer(page).get_by_label("제목")).to_have_value("")


def test_pictures_are_pasted_files_dropped_and_both_go_along(open_at_work: OpenAtWork, number: int) -> None:
    page = open_at_work(number)
    begin(page, subject="그림")
    expect(drawer(page).locator(".side-msg")).to_have_count(1)
    editor(page).click()
    page.evaluate(PASTE, ["#side-talk .editor", PIXEL])
    expect(editor(page).locator("img")).to_have_count(1)
    page.evaluate(DROP, ["#side-talk .compose-box", PIXEL])
    expect(drawer(page).locator(".draft-files li:not([aria-busy])")).to_have_text(re.compile("화면.png"))
    drawer(page).get_by_role("button", name="보내기", exact=True).click()
    expect(drawer(page).locator(".side-msg")).to_have_count(2)
    sent = drawer(page).locator(".side-msg").last
    expect(sent.frame_locator("iframe").locator("img[src*='/desk/files/']")).to_have_count(1)
    expect(sent.locator(".files li")).to_have_count(1)
    expect(drawer(page).locator(".draft-files li")).to_have_count(0)


def test_the_address_names_the_open_one_and_leads_back_into_it_with_the_focus(
    open_at_work: OpenAtWork, number: int
) -> None:
    page = open_at_work(number)
    begin(page, subject="주소")
    expect(page).to_have_url(re.compile(r"#side-\d+$"))
    page.reload()
    expect(drawer(page).locator("h2")).to_have_text("주소")
    expect(editor(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(drawer(page)).to_be_hidden()
    expect(page).not_to_have_url(re.compile("#side"))
    expect(page.locator(".side-row", has_text="주소")).to_be_focused()


def test_colleagues_are_offered_to_a_team_alone(open_at_work: OpenAtWork, number: int) -> None:
    page = open_at_work(number)
    new_one(page)
    editor(page).click()
    page.keyboard.type("@박")
    expect(editor(page)).to_have_text("@박")
    expect(drawer(page).locator("#side-naming")).to_be_hidden()
    editor(page).fill("")
    drawer(page).get_by_label("다른 팀, 데스크에서").check()
    editor(page).click()
    page.keyboard.type("@박")
    expect(drawer(page).locator("#side-naming li").first).to_contain_text("박준")
    page.keyboard.press("Enter")
    expect(editor(page).locator("a[href^='#agent-']")).to_have_text("@박준")
