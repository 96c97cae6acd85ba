"""Searching in a real browser: conditions by the keyboard, what was searched for last, and a view that comes of it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.desk.conftest import OpenAtWork
from tests.desk.sideways import sideways
from tests.desk.staffed import Browsers
from tests.desk.test_accessibility import violations

pytestmark = pytest.mark.browser


def search_page(browsers: Browsers, *, by: str = "mina", query: str = "") -> Page:
    return browsers.open(by, f"/desk/search/{query}")


def test_a_condition_is_put_together_by_the_keyboard_and_becomes_a_view(browsers: Browsers) -> None:
    page = search_page(browsers)
    field = page.get_by_role("combobox", name="검색")
    expect(field).to_be_focused()
    page.keyboard.type("상태")
    expect(page.get_by_role("option", name="상태: 상태")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", re.compile("search-suggested-"))
    page.keyboard.press("Enter")
    expect(field).to_have_value("상태:")
    expect(page.get_by_role("option", name="신규")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(field).to_have_value("상태:신규 ")
    expect(page.locator("#search-suggested")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator("#search-said")).to_contain_text("상태: 신규")
    expect(page.locator(".found-ticket").first).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="보기로 저장").click()
    expect(page.locator("#view-found")).to_contain_text("건이 해당합니다")
    expect(page.locator(".cond")).to_have_count(1)


def test_escape_leaves_what_was_typed(browsers: Browsers) -> None:
    page = search_page(browsers)
    page.keyboard.type("태그")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#search-suggested")).to_be_hidden()
    expect(page.locator("#search-field")).to_have_value("태그")


def test_recent_searches_stand_in_the_finder_and_are_forgotten(
    browsers: Browsers, open_at_work: OpenAtWork, number: int
) -> None:
    page = search_page(browsers, by="jun", query="?q=상태:신규")
    page.wait_for_load_state("networkidle")
    page.goto(page.url.split("?")[0])
    expect(page.locator(".recent")).to_contain_text("상태:신규")
    assert violations(page) == []
    work = open_at_work(number, by="jun")
    work.keyboard.press("Control+KeyK")
    recent = work.locator("#finder [role=option]", has_text="상태:신규")
    expect(recent).to_be_visible()
    work.keyboard.press("Escape")
    page.get_by_role("button", name="“상태:신규” 지우기").click()
    expect(page.locator(".recent")).to_have_count(0)


def test_the_finder_offers_conditions_and_says_what_cannot_be(
    browsers: Browsers, open_at_work: OpenAtWork, number: int
) -> None:
    page = open_at_work(number)
    page.keyboard.press("Control+KeyK")
    page.keyboard.type("우선")
    offered = page.locator("#finder [role=option]", has_text="우선순위:")
    expect(offered).to_be_visible()
    offered.click()
    expect(page.locator("#finder-input")).to_have_value("우선순위:")
    expect(page.locator("#finder [role=option]", has_text="긴급")).to_be_visible()
    page.keyboard.type("아주급함")
    expect(page.locator(".finder-wrong")).to_contain_text("“아주급함” 값은 없습니다")
    assert violations(page) == []


def test_on_a_phone_everything_fits(browsers: Browsers) -> None:
    context = browsers.fresh("mina", viewport={"width": 375, "height": 812})
    page = context.new_page()
    for query in (
        "",
        "?q=문의",
        "?q=상태:xyz 접수>=2020 문의",
        "?q=문의&kind=people",
        "?q=문의&kind=organizations",
    ):
        page.goto(f"{browsers.at_work.desk.url}/desk/search/{query}")
        assert sideways(page) == [], query
        assert violations(page) == []
    context.close()
