"""Macros in the composer of a real browser: found by typing, shown, taken, left out, done with the answer."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.desk.conftest import OpenAtWork
from tests.desk.sideways import sideways
from tests.desk.staffed import Browsers, Staffed
from tests.desk.test_accessibility import violations
from tests.desk.writing import editor, messages, send, write

pytestmark = pytest.mark.browser


def find(page: Page, words: str) -> None:
    """Type into the field of the macros and wait for what fits."""
    page.locator("#macro-input").fill(words)
    expect(page.locator("#macro-choices [role=option]").first).to_contain_text(words)


def pending(page: Page) -> Any:
    return page.locator(".pending-parts:visible li")


def test_a_stroke_at_the_start_of_a_line_finds_a_macro_and_the_answer_does_the_rest(
    open_at_work: OpenAtWork, told: Callable[..., Any], number: int
) -> None:
    page = open_at_work(number)
    write(page, "먼저 쓴 글이에요.")
    page.keyboard.press("Enter")
    page.keyboard.type("/")
    expect(page.locator("#macro-input")).to_be_focused()
    find(page, "환불")
    preview = page.locator(".macro-preview:visible")
    expect(preview).to_contain_text("윤서아 님, 환불했어요.")
    expect(preview).to_contain_text("상태: 해결")
    page.keyboard.press("Enter")
    expect(editor(page)).to_contain_text("먼저 쓴 글이에요.")
    expect(editor(page)).to_contain_text("윤서아 님, 환불했어요.")
    expect(editor(page)).not_to_contain_text("/")
    expect(pending(page)).to_have_count(2)
    expect(page.locator("[data-then-words]")).to_have_text("보내기")

    page.reload()
    expect(pending(page)).to_have_count(2)
    pending(page).filter(has_text="우선순위").get_by_role("button").click()
    expect(pending(page)).to_have_count(1)
    send(page)
    expect(messages(page).last).to_contain_text("환불했어요.")
    expect(pending(page)).to_have_count(0)
    after = told(number)
    assert (after["status"], after["priority"]) == ("solved", "normal")


def test_what_was_typed_after_the_stroke_is_given_back(open_at_work: OpenAtWork, number: int) -> None:
    page = open_at_work(number)
    write(page, "/")
    page.locator("#macro-input").fill("etc/hosts")
    page.keyboard.press("Escape")
    expect(editor(page)).to_be_focused()
    expect(editor(page)).to_have_text("/etc/hosts")
    page.keyboard.type(" a/b")
    expect(page.locator("#macro-panel")).to_be_hidden()


def test_a_macro_without_text_is_done_at_once_and_undone(
    open_at_work: OpenAtWork, told: Callable[..., Any], number: int
) -> None:
    page = open_at_work(number)
    page.locator("#talk").focus()
    page.keyboard.press("m")
    find(page, "급해요")
    page.keyboard.press("Enter")
    toast = page.locator("#toasts").get_by_text("매크로 사용: 급해요")
    toast.wait_for()
    priority = page.locator("#properties summary[title=우선순위]")
    expect(priority).to_contain_text("긴급")
    assert told(number)["priority"] == "urgent"
    page.get_by_role("button", name=re.compile("되돌리기|실행 취소")).click()
    expect(priority).to_contain_text("보통")
    assert told(number)["priority"] == "normal"


def test_what_is_written_is_kept_as_a_macro_of_ones_own(open_at_work: OpenAtWork, number: int) -> None:
    page = open_at_work(number)
    write(page, "배송은 사흘 걸려요.")
    page.get_by_role("button", name="매크로").click()
    page.locator("#macro-input").fill("배송 안내")
    page.get_by_role("button", name="배송 안내").click()
    expect(page.locator("#toasts")).to_contain_text("배송 안내")
    expect(editor(page)).to_have_text("배송은 사흘 걸려요.")
    page.goto(page.url.partition("/desk/")[0] + "/setup/macros/")
    expect(page.get_by_role("link", name="배송 안내")).to_be_visible()


def test_a_macro_is_written_shared_and_shown_as_the_customer_gets_it(
    browsers: Browsers, open_at_work: OpenAtWork, number: int
) -> None:
    page = browsers.open("jiwoo", "/setup/macros/new/")
    page.locator("#id_name").fill("영수증")
    page.locator(".rich").first.click()
    page.keyboard.type("영수증을 보냈어요, ")
    page.get_by_role("button", name="고객 이름").click()
    preview = page.frame_locator("iframe[name=preview]")
    expect(preview.locator("body")).to_contain_text("영수증을 보냈어요, 윤서아")
    page.locator("#id_audience").select_option("everybody")
    page.locator("#id_status").select_option("pending")
    assert violations(page) == []
    page.get_by_role("button", name="저장").click()
    expect(page.get_by_role("link", name="영수증")).to_be_visible()
    assert violations(page) == []
    page.close()
    other = open_at_work(number, by="jun")
    other.locator("#talk").focus()
    other.keyboard.press("m")
    find(other, "영수증")
    expect(other.locator(".macro-preview:visible")).to_contain_text("영수증을 보냈어요, 윤서아")


@pytest.mark.parametrize("width", [1440, 375])
def test_the_open_panel_fits_and_axe_finds_nothing(browsers: Browsers, at_work: Staffed, width: int) -> None:
    context = browsers.fresh("mina", viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{at_work.desk.url}/desk/open/{at_work.free.pop()}/")
    page.locator("[data-macros]").click()
    find(page, "환불")
    assert violations(page) == []
    assert sideways(page) == []
    send = page.locator("#composer [type=submit]:visible").first.bounding_box()
    assert send is not None
    assert send["y"] + send["height"] <= 900, "the button stays on the screen"
    page.keyboard.press("Enter")
    expect(pending(page)).to_have_count(2)
    assert violations(page) == []
    context.close()
