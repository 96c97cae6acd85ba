"""What lies beside the words of a composer: its links, a ticket that is closed meanwhile, toasts."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.desk.conftest import OpenAtWork
from tests.desk.staffed import Browsers, Staffed
from tests.desk.writing import PHONE, editor, messages, send, write

pytestmark = pytest.mark.browser


def test_a_link_is_set_changed_and_removed_by_the_keyboard(
    open_at_work: OpenAtWork, told: Callable[..., Any], number: int
) -> None:
    page = open_at_work(number)
    field, tool = page.locator("#link-address"), page.locator("[data-mark=link]:visible")
    write(page, "안내를 보세요")
    page.keyboard.press("Control+a")
    tool.press("Enter")
    expect(field).to_be_focused()
    page.keyboard.type("lantern.example/help")
    page.keyboard.press("Enter")
    expect(editor(page)).to_be_focused()
    link = editor(page).locator("a")
    expect(link).to_have_attribute("href", "https://lantern.example/help")
    expect(link).to_have_text("안내를 보세요")

    tool.click()
    expect(field).to_have_value("https://lantern.example/help")
    field.fill("help@lantern.example")
    page.keyboard.press("Enter")
    expect(link).to_have_attribute("href", "mailto:help@lantern.example")

    tool.click()
    page.locator("[data-link-remove]").click()
    expect(link).to_have_count(0)
    expect(editor(page)).to_have_text("안내를 보세요")
    assert len(told(number)["messages"]) == 1, "Enter in the field sends nothing"


@pytest.mark.parametrize(
    "typed", ["javascript:alert(1)", "JAVASCRIPT://a.example/%0aalert(1)", "data:text/html,x", "아무 말", ""]
)
def test_no_link_is_made_of_what_is_no_address(open_at_work: OpenAtWork, number: int, typed: str) -> None:
    page = open_at_work(number)
    write(page, "안내")
    page.locator("[data-mark=link]:visible").click()
    page.locator("#link-address").fill(typed)
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#link-wrong")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#link-panel")).to_be_hidden()
    expect(editor(page)).to_be_focused()
    page.keyboard.type("!")
    expect(editor(page)).to_have_text("안내!")
    expect(editor(page).locator("a")).to_have_count(0)
    expect(messages(page)).to_have_count(1)


def test_a_ticket_that_somebody_else_closes_says_so_and_keeps_what_was_written(
    open_at_work: OpenAtWork, told: Callable[..., Any], number: int
) -> None:
    page = open_at_work(number)
    write(page, "곧 보내려던 답변")
    expect(page.locator(".saved")).to_contain_text("저장됨")
    page.keyboard.type("이에요")
    told(number, "PATCH", body={"status": "closed"})
    closed = page.locator("#composer-closed")
    expect(closed).to_contain_text("종료된 문의입니다")
    expect(page.locator("#composer")).to_have_count(0)
    expect(closed.locator("[data-kept-of=public] .words")).to_have_text("곧 보내려던 답변이에요")
    expect(page.locator("#toasts")).to_contain_text("문의가 종료되었습니다")
    page.reload()
    expect(closed.locator("[data-kept-of=public]")).to_contain_text("곧 보내려던 답변")


def test_on_a_phone_a_toast_covers_neither_the_conversation_nor_a_button(
    browsers: Browsers, number: int
) -> None:
    context = browsers.fresh("mina", viewport=PHONE, has_touch=True)
    page = context.new_page()
    page.goto(f"{browsers.at_work.desk.url}/desk/open/{number}/")
    write(page, "확인했어요")
    send(page)
    toast = page.locator(".toast")
    expect(toast).to_be_visible()
    covered = """toast => {
        const own = toast.getBoundingClientRect();
        const across = (other) => other.left < own.right && other.right > own.left && other.top < own.bottom && other.bottom > own.top;
        const others = [...document.querySelectorAll("#talk, #compose, #opened button, #opened a, #opened summary")];
        return others.filter((one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && across(one.getBoundingClientRect())).map((one) => one.outerHTML.slice(0, 80));
    }"""
    assert toast.evaluate(covered) == []
    context.close()


def test_a_merged_ticket_says_where_to_answer_and_leads_there(
    open_at_work: OpenAtWork, at_work: Staffed, told: Callable[..., Any], number: int
) -> None:
    goal = at_work.free.pop()
    page = open_at_work(number)
    page.evaluate(
        """async ([number, goal]) => {
            const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
            const body = new URLSearchParams({ merge: goal });
            await fetch(`/desk/tickets/${number}/change/`, { method: "POST", body, headers: { "X-CSRFToken": token } });
        }""",
        [number, str(goal)],
    )
    closed = page.locator(".compose-closed")
    expect(closed).to_contain_text(f"#{goal}")
    closed.locator("[data-write-there]").click()
    expect(page.locator("#ticket")).to_have_attribute("data-number", str(goal))
    expect(editor(page)).to_be_focused()
    page.keyboard.type("여기서 이어서 답합니다")
    send(page)
    expect(messages(page).last).to_contain_text("여기서 이어서 답합니다")


def test_a_reload_leads_back_to_the_files_and_the_message_that_somebody_was_at(
    open_at_work: OpenAtWork, browsers: Browsers, told: Callable[..., Any], number: int
) -> None:
    for place in range(12):
        told(number, "POST", "/messages", {"body": f"메모 {place}\n" * 12, "visibility": "internal"})
    page = open_at_work(number)
    write(page, "영수증을 보내요")
    file = {"name": "영수증.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    page.locator(".attach input").set_input_files([file])  # type: ignore[arg-type]  # FilePayload
    expect(page.locator("#sheet-public .draft-files li")).to_have_count(1)
    expect(page.locator(".draft-files [aria-busy]")).to_have_count(0)
    expect(page.locator(".saved")).to_contain_text("저장됨")
    sixth = messages(page).nth(6)
    page.locator("#talk").hover()
    page.mouse.wheel(0, -100)
    sixth.evaluate("(one) => one.scrollIntoView({ block: 'start' })")
    page.wait_for_function("sessionStorage.getItem('madang:place')")
    before = sixth.bounding_box()
    page.reload()
    expect(page.locator("#sheet-public .draft-files li")).to_have_count(1)
    expect(editor(page)).to_have_text("영수증을 보내요")
    expect(sixth).to_be_in_viewport()
    after = sixth.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 3
    elsewhere = browsers.fresh("mina")
    other = elsewhere.new_page()
    other.goto(page.url)
    expect(other.locator("#sheet-public .draft-files li")).to_have_count(1)
    expect(messages(other).last).to_be_in_viewport()
    elsewhere.close()
