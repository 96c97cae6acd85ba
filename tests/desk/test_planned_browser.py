"""Answers that leave later, in a real browser at a real desk."""

import re

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.desk.conftest import OpenAtWork
from tests.desk.staffed import Browsers, Staffed
from tests.desk.test_accessibility import violations
from tests.desk.writing import editor, messages, write

pytestmark = pytest.mark.browser


def cards(page: Page) -> Locator:
    """What waits at the end of the conversation."""
    return page.locator("#planned .waiting-card")


def open_later(page: Page) -> None:
    """Open the panel beside the button that sends."""
    page.locator("[data-for=public] [data-menu] > summary").click()
    page.locator("[data-later]").click()
    expect(page.locator("#later-panel")).to_be_visible()


def send_later(page: Page, words: str, choice: str) -> None:
    write(page, words)
    open_later(page)
    page.locator(f'[data-later-at="{choice}"]').click()
    expect(cards(page)).to_have_count(1)
    expect(editor(page)).to_have_text("")


def test_an_answer_that_leaves_later_counts_down_and_is_called_back(
    open_at_work: OpenAtWork, number: int
) -> None:
    page = open_at_work(number)
    send_later(page, "내일 환불돼요.", "10m")
    expect(cards(page).first).to_contain_text("내일 환불돼요.")
    expect(cards(page).first.locator("[data-until]")).to_have_text(re.compile(r"9분 \d+초 뒤"))
    expect(messages(page)).to_have_count(1)
    page.get_by_role("button", name="되돌리기").last.click()
    expect(cards(page)).to_have_count(0)
    expect(editor(page)).to_have_text("내일 환불돼요.")


def test_the_undo_beside_it_brings_the_words_back(open_at_work: OpenAtWork, number: int) -> None:
    page = open_at_work(number)
    send_later(page, "잘못 보냈어요.", "1h")
    page.locator("#toasts .button-link").click()
    expect(editor(page)).to_have_text("잘못 보냈어요.")
    expect(cards(page)).to_have_count(0)


def test_it_is_changed_where_it_waits_and_sent_at_once(open_at_work: OpenAtWork, number: int) -> None:
    page = open_at_work(number)
    send_later(page, "고칠 글", "10m")
    page.locator("[data-edit-it]").click()
    box = page.locator("#planned .editor")
    expect(box).to_be_focused()
    box.press("ControlOrMeta+a")
    page.keyboard.type("고친 글")
    page.locator("[data-save]").click()
    expect(cards(page).locator("[data-words]")).to_have_text("고친 글")
    expect(cards(page)).to_contain_text("예약됨")
    page.locator('[data-do="send"]').click()
    expect(messages(page)).to_have_count(2)
    expect(messages(page).last).to_contain_text("고친 글")
    expect(cards(page)).to_have_count(0)


def test_a_reviewer_sees_it_live_and_approves_it(
    open_at_work: OpenAtWork, browsers: Browsers, number: int
) -> None:
    page = open_at_work(number)
    write(page, "검토해 주세요.")
    juns = browsers.open("jun", f"/desk/open/{number}/")
    expect(messages(juns)).to_have_count(1)
    open_later(page)
    people = page.locator("#later-reviewer")
    expect(people.locator("option")).not_to_have_count(0)
    people.select_option(value=people.locator("option", has_text="박준").get_attribute("value"))
    page.locator("#later-note").fill("금액을 봐주세요")
    page.locator("[data-later-review]").click()
    expect(cards(page)).to_contain_text("검토 중")
    expect(cards(juns)).to_contain_text("금액을 봐주세요")
    news = juns.locator(".news-item")
    expect(news).to_have_text(f"김민아 님이 #{number} 답변의 검토를 요청했습니다")
    news.locator("[data-news-close]").click()
    expect(news).to_have_count(0)
    juns.locator('[data-panel-of="return"]').click()
    juns.locator('[data-panel="return"] textarea').fill("29,000원이에요")
    juns.locator('[data-do="return"]').click()
    expect(cards(page)).to_contain_text("29,000원이에요")
    page.locator('[data-panel-of="hand-over"]').click()
    expect(page.locator('[data-panel="hand-over"] option')).not_to_have_count(0)
    again = page.locator('[data-panel="hand-over"] select')
    again.select_option(value=again.locator("option", has_text="박준").get_attribute("value"))
    page.locator('[data-do="hand_over"]').click()
    juns.locator('[data-do="approve"]').click()
    for one in (page, juns):
        expect(messages(one)).to_have_count(2)
        expect(cards(one)).to_have_count(0)
    juns.close()


@pytest.mark.parametrize("width", [1440, 375])
def test_axe_finds_nothing_where_answers_wait(
    browsers: Browsers, at_work: Staffed, number: int, width: int
) -> None:
    context = browsers.fresh("mina", viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{at_work.desk.url}/desk/open/{number}/")
    send_later(page, "내일 환불돼요. " * 40, "morning")
    page.locator('[data-panel-of="hand-over"]').click()
    expect(page.locator('[data-panel="hand-over"] option')).not_to_have_count(0)
    open_later(page)
    expect(page.locator("#later-reviewer option")).not_to_have_count(0)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(f"{at_work.desk.url}/desk/leaving/")
    expect(page.locator(".leaving-line")).not_to_have_count(0)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_its_files_are_changed_where_it_waits(open_at_work: OpenAtWork, number: int) -> None:
    page = open_at_work(number)
    write(page, "파일과 함께")
    page.locator("#composer input[type=file]").set_input_files(
        FilePayload(name="old.txt", mimeType="text/plain", buffer=b"old")
    )
    expect(page.locator("#sheet-public .draft-files li:not([aria-busy])")).to_have_count(1)
    open_later(page)
    page.locator('[data-later-at="10m"]').click()
    expect(cards(page).locator(".files")).to_contain_text("old.txt")
    page.locator("[data-edit-it]").click()
    expect(page.locator("#planned .editor")).to_be_focused()
    page.locator("#planned [data-drop]").click()
    page.locator("[data-add-files]").set_input_files(
        FilePayload(name="new.txt", mimeType="text/plain", buffer=b"new")
    )
    page.locator("#planned .editor").focus()
    page.keyboard.press("Escape")
    expect(page.locator("[data-save]")).to_be_focused()
    page.locator("#planned .editor").focus()
    page.keyboard.press("Control+Enter")
    expect(cards(page).locator(".files")).to_contain_text("new.txt")
    expect(cards(page).locator(".files")).not_to_contain_text("old.txt")
    expect(page.locator("#planned [data-edit]")).to_be_hidden()


def test_the_list_counts_down_and_is_walked_by_keys(open_at_work: OpenAtWork, number: int) -> None:
    page = open_at_work(number)
    send_later(page, "곧 나갑니다", "1h")
    page.goto(page.url.split("/desk/")[0] + "/desk/leaving/")
    line = page.locator(".leaving-line", has_text=f"#{number}")
    expect(line.locator("[data-until]")).to_have_text(re.compile(r"(59분 \d+초|1시간 0분) 뒤"))
    page.keyboard.press("j")
    expect(page.locator(".leaving-line").first).to_be_focused()


def test_whom_it_goes_to_is_changed_where_it_waits_by_keys_and_colleagues_see_it(
    open_at_work: OpenAtWork, number: int
) -> None:
    page = open_at_work(number)
    send_later(page, "다른 분께", "1h")
    juns = open_at_work(number, by="jun")
    expect(cards(juns)).to_have_count(1)
    page.locator("[data-edit-it]").click()
    box = page.locator("#planned .editor")
    expect(box).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#planned [data-recipients-open]")).to_be_focused()
    page.keyboard.press("Enter")
    copies = page.locator("#planned [data-field=cc]")
    expect(copies.locator("input")).to_be_focused()
    page.keyboard.type("help@lantern.example,")
    expect(page.locator("#planned [data-recipients-wrong]")).to_contain_text("이 데스크의 주소")
    page.keyboard.type("박")
    expect(page.locator("#planned [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    page.keyboard.type("half@")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#planned [data-recipients-wrong]")).to_contain_text("half@")
    copies.locator("input").fill("boss@example.com")
    copies.locator("input").press("Enter")
    expect(copies.locator("li")).to_have_text(["박준", "boss@example.com"])
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#planned [data-recipients-open]")).to_be_focused()
    expect(page.locator("#planned [data-recipients-line]")).to_contain_text(
        "윤서아, 참조 박준, boss@example.com"
    )
    page.keyboard.press("Tab")
    page.keyboard.press("Control+Enter")
    words = "→ seoa.yoon@example.com, 참조 jun@lantern.example, boss@example.com"
    for one in (page, juns):
        expect(cards(one).locator(".waiting-whom")).to_have_text(words)
    expect(page.locator("#composer [data-recipients-line]")).to_have_text("등불 스토어 → 윤서아")
    cards(page).locator("[data-edit-it]").click()
    expect(page.locator("#planned .editor")).to_be_focused()
    page.locator("#planned [data-recipients-open]").click()
    copies.get_by_role("button", name="박준 빼기").click()
    page.locator("#planned [data-stop-editing]").click()
    expect(cards(page).locator(".waiting-whom")).to_have_text(words)
    juns.close()
