"""Naming a colleague in a note: by typing, by keys, with the Hangul layout; and hearing of it on another screen."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.desk.conftest import OpenAtWork
from tests.desk.staffed import Browsers
from tests.desk.writing import editor, messages, send, write

pytestmark = pytest.mark.browser

Told = Callable[..., Any]


def offers(page: Page) -> Any:
    """The list under the @."""
    return page.locator("#naming [role=option]")


def take_first(page: Page) -> None:
    """Take whoever is offered first, by the key."""
    expect(offers(page).first).to_be_visible()
    page.keyboard.press("Enter")
    expect(editor(page).locator("a").last).to_be_visible()


def test_at_offers_colleagues_and_enter_takes_the_one_that_is_marked(
    open_at_work: OpenAtWork, number: int
) -> None:
    page = open_at_work(number)
    write(page, "확인해 주세요 @박", key="n")
    expect(offers(page)).to_have_count(1)
    expect(editor(page)).to_have_attribute("aria-activedescendant", "naming-0")
    page.keyboard.press("Enter")
    expect(editor(page).locator("a")).to_have_text("@박준")
    expect(page.locator("#naming")).to_be_hidden()
    page.keyboard.type("부탁해요")
    send(page)
    note = messages(page).last
    expect(note.locator(".mention")).to_have_text("@박준")
    expect(note).to_contain_text("확인해 주세요 @박준 부탁해요")


def test_initial_consonants_find_a_name_and_a_chip_is_taken_out_as_a_whole(
    open_at_work: OpenAtWork, number: int
) -> None:
    page = open_at_work(number)
    write(page, "@ㅂㅈ", key="n")
    expect(offers(page).first).to_contain_text("박준")
    page.keyboard.press("Tab")
    expect(editor(page).locator("a")).to_have_text("@박준")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    expect(editor(page).locator("a")).to_have_count(0)
    expect(editor(page)).not_to_contain_text("박준")


def test_a_syllable_that_is_being_composed_finds_the_name(open_at_work: OpenAtWork, number: int) -> None:
    page = open_at_work(number)
    write(page, "@", key="n")
    line = page.context.new_cdp_session(page)
    line.send("Input.imeSetComposition", {"text": "하", "selectionStart": 1, "selectionEnd": 1})
    expect(offers(page).first).to_contain_text("정하늘")
    line.send("Input.insertText", {"text": "하"})
    page.keyboard.press("Enter")
    expect(editor(page).locator("a")).to_have_text("@정하늘")


def test_who_will_see_the_ticket_by_being_named_is_said_before_the_note_is_kept(
    open_at_work: OpenAtWork, number: int
) -> None:
    page = open_at_work(number)
    write(page, "@하늘", key="n")
    expect(offers(page).first.locator("small")).to_have_text("멘션하면 이 문의를 볼 수 있게 됩니다")
    offers(page).first.click()
    caution = page.locator("[data-naming-caution]")
    expect(caution).to_contain_text("정하늘")
    expect(page.locator(".saved")).to_have_text("임시 저장됨")
    page.reload()
    page.locator("#tab-internal").click()
    expect(caution).to_contain_text("정하늘")
    editor(page).press("End")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    expect(caution).to_be_hidden()


def test_escape_leaves_the_words_as_they_are_and_a_mail_address_offers_nobody(
    open_at_work: OpenAtWork, number: int
) -> None:
    page = open_at_work(number)
    write(page, "@박", key="n")
    expect(offers(page)).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("#naming")).to_be_hidden()
    expect(editor(page)).to_be_focused()
    page.keyboard.type(" jun@lantern")
    expect(editor(page)).to_contain_text("@박 jun@lantern")
    expect(page.locator("#naming")).to_be_hidden()


def test_who_is_named_hears_of_it_at_once_and_opening_the_ticket_reads_it(
    open_at_work: OpenAtWork, browsers: Browsers, number: int, at_work: Any
) -> None:
    elsewhere = at_work.free[0]
    jun = open_at_work(elsewhere, by="jun")
    expect(jun.locator("html")).to_have_attribute("data-live", "online")
    count = jun.locator("[data-unread]")
    before = count.text_content() or "0"
    page = open_at_work(number)
    write(page, "@박준", key="n")
    take_first(page)
    send(page)
    expect(count).to_have_text(str(int(before) + 1))
    news = jun.locator("#news .news-item", has_text=f"#{number}")
    expect(news).to_contain_text("멘션")
    news.locator("a").click()
    expect(jun.locator("#ticket")).to_have_attribute("data-number", str(number))
    expect(count).to_have_text("" if before == "0" else before)


def test_the_list_is_worked_through_by_keys(
    open_at_work: OpenAtWork, browsers: Browsers, number: int
) -> None:
    page = open_at_work(number, by="mina")
    write(page, "@박준", key="n")
    take_first(page)
    send(page)
    jun = browsers.open("jun", "/desk/notices/")
    line = jun.locator(".notice-line.fresh", has_text=f"#{number}")
    expect(line).to_be_visible()
    jun.keyboard.press("j")
    expect(line.locator("a")).to_be_focused()
    jun.keyboard.press("e")
    expect(line).to_have_count(0)
    expect(jun.locator(".notice-line", has_text=f"#{number}").locator("[data-mark-unread]")).to_be_visible()
    jun.close()


def test_taking_sight_back_closes_the_open_page_with_a_sentence_and_undo_opens_it_again(
    open_at_work: OpenAtWork, browsers: Browsers, number: int
) -> None:
    page = open_at_work(number)
    write(page, "@하늘", key="n")
    take_first(page)
    page.keyboard.type("부탁해요")
    send(page)
    theirs = open_at_work(number, by="haneul")
    expect(theirs.locator("#ticket")).to_be_visible()
    page.locator(".shown-to li", has_text="정하늘").get_by_role("button").click()
    expect(page.locator(".shown-to")).to_have_count(0)
    expect(theirs.locator(".none")).to_contain_text("열 수 없는 문의")
    expect(theirs.locator("#ticket")).to_have_count(0)
    page.locator("#toasts").get_by_role("button", name="실행 취소").click()
    expect(page.locator(".shown-to li")).to_have_count(1)
