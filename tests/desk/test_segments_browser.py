"""A segment is made in a real browser: conditions, whom they find, and the page that comes of it."""

import pytest
from playwright.sync_api import expect

from tests.desk.sideways import sideways
from tests.desk.staffed import Browsers
from tests.desk.test_accessibility import violations

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1440, 375])
def test_a_segment_is_made_of_conditions_while_it_shows_whom_it_finds(browsers: Browsers, width: int) -> None:
    page = browsers.fresh("jiwoo", viewport={"width": width, "height": 900}).new_page()
    page.goto(f"{browsers.at_work.desk.url}/desk/segments/new/")
    page.locator("#view-name").fill(f"윤서아와 친구들 {width}")
    page.get_by_role("button", name="조건 추가").first.click()
    expect(page.locator(".cond").last.locator("select").first).to_be_focused()
    page.locator(".cond").last.locator("select").first.select_option("open")
    expect(page.locator("#view-found")).to_contain_text("윤서아")
    assert sideways(page) == []
    assert violations(page) == []
    page.get_by_role("button", name="저장").click()
    expect(page.locator("main")).to_contain_text("윤서아")
    assert violations(page) == []
    page.goto(f"{browsers.at_work.desk.url}/desk/segments/")
    expect(page.locator("main")).to_contain_text(f"윤서아와 친구들 {width}")
    assert violations(page) == []
    assert sideways(page) == []
