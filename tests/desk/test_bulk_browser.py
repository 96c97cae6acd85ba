"""Many tickets are changed together in a real browser: chosen, changed beside the list, and taken back."""

import pytest
from playwright.sync_api import Page, expect

from tests.desk.conftest import OpenAtWork
from tests.desk.sideways import sideways
from tests.desk.staffed import Browsers
from tests.desk.test_accessibility import violations

pytestmark = pytest.mark.browser


def choose(page: Page, *numbers: int) -> list[str]:
    """Choose rows by their place in the list, with Ctrl and a click; gives the numbers of the tickets."""
    rows = page.locator("#rows .row")
    for nth in numbers:
        rows.nth(nth).click(modifiers=["Control"])
    return [str(rows.nth(nth).get_attribute("data-number")) for nth in numbers]


def test_chosen_tickets_are_changed_beside_the_list_and_taken_back(browsers: Browsers) -> None:
    page = browsers.fresh("jiwoo").new_page()
    page.goto(f"{browsers.at_work.desk.url}/desk/open/")
    changed = choose(page, 0, 2)
    expect(page.locator("#bulk-title")).to_have_text("2건 선택")
    expect(page.locator(".bulk-chosen li")).to_have_count(2)
    assert violations(page) == []
    page.keyboard.press("t")
    expect(page.locator("#bulk-tag")).to_be_focused()
    page.locator("#bulk-tag").fill("함께바꿈")
    page.get_by_role("button", name="문의 2건 변경").click()
    expect(page.locator("#bulk-state")).to_contain_text("2 / 2")
    for number in changed:
        expect(page.locator(f"#row-{number}")).to_contain_text("함께바꿈")
    assert violations(page) == []
    page.get_by_role("button", name="되돌리기").click()
    for number in changed:
        expect(page.locator(f"#row-{number}")).not_to_contain_text("함께바꿈")
    page.locator("#bulk").get_by_role("button", name="선택 해제").click()
    expect(page.locator("#bulk")).to_be_hidden()


def test_the_keyboard_chooses_all_of_a_list_with_their_number_and_chooses_none(
    browsers: Browsers, open_at_work: OpenAtWork, number: int
) -> None:
    page = open_at_work(number)
    page.locator("#rows .row").first.focus()
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("#bulk-title")).to_have_text("2건 선택")
    page.locator("[data-bulk-all]").click()
    expect(page.locator("#bulk-title")).to_contain_text("이 목록의")
    page.get_by_role("button", name="변경").last.click()
    expect(page.locator("#bulk-body")).to_contain_text("변경할 것을 고르십시오")
    page.locator("#bulk-title").focus()
    page.keyboard.press("Escape")
    expect(page.locator("#bulk")).to_be_hidden()
    expect(page.locator("#ticket")).to_be_visible()
    expect(page.locator("#rows .row[data-chosen]")).to_have_count(0)


def test_on_a_phone_tickets_are_chosen_by_touch_and_the_panel_has_the_screen(browsers: Browsers) -> None:
    context = browsers.fresh("jiwoo", viewport={"width": 375, "height": 740}, has_touch=True)
    page = context.new_page()
    page.goto(f"{browsers.at_work.desk.url}/desk/open/")
    page.get_by_role("button", name="여러 문의 고르기").tap()
    page.locator("#rows .row").nth(1).tap()
    expect(page.locator("#bulk-bar")).to_contain_text("1건 선택")
    assert violations(page) == []
    page.get_by_role("button", name="바꾸기").tap()
    expect(page.locator("#bulk-status")).to_be_visible()
    assert sideways(page) == []
    assert violations(page) == []
    page.locator("[data-bulk-back]").tap()
    expect(page.locator("#rows .row[data-chosen]")).to_have_count(1)
