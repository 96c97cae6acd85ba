"""A view is made in a real browser: conditions, what they find, and the list that comes of them."""

import pytest
from playwright.sync_api import expect

from tests.desk.conftest import OpenAtWork
from tests.desk.sideways import sideways
from tests.desk.staffed import Browsers
from tests.desk.test_accessibility import violations

pytestmark = pytest.mark.browser


def test_a_view_is_made_changed_and_removed(
    browsers: Browsers, open_at_work: OpenAtWork, number: int
) -> None:
    page = open_at_work(number)
    page.get_by_role("link", name="새 보기").click()
    expect(page.locator("#view-found")).to_contain_text("건이 해당합니다")
    page.locator("#view-name").fill("환불 대기")
    page.get_by_role("button", name="조건 추가").first.click()
    added = page.locator(".cond").last
    expect(added.locator("select").first).to_be_focused()
    added.locator("select").first.select_option("subject")
    page.locator(".cond").last.get_by_role("textbox").fill("번째 문의")
    expect(page.locator("#view-found")).to_contain_text("번째 문의")
    page.get_by_role("button", name="묶음 추가").first.click()
    group = page.locator(".cond-group .cond-group")
    group.locator(".cond select").first.select_option("assignee")
    expect(page.locator("#view-found")).to_contain_text("담당자: 하나 이상 고르십시오.")
    group.locator("summary").click()
    group.get_by_role("checkbox", name="담당자 없음").check()
    page.keyboard.press("Escape")
    expect(group.locator("summary")).to_have_text("담당자 없음")
    expect(page.locator("#view-found")).to_contain_text("번째 문의")
    assert violations(page) == []
    page.locator("#view-order").select_option("oldest")
    page.locator("#view-grouping").select_option("status")
    page.get_by_role("button", name="저장").click()
    expect(page.locator("#list h1")).to_have_text("환불 대기")
    expect(page.locator("#rows .row-group").first).to_have_text("신규")
    assert violations(page) == []
    page.get_by_role("link", name="이 보기 고치기").first.click()
    expect(page.locator(".cond")).to_have_count(3)
    page.get_by_role("button", name="보기 지우기").click()
    page.get_by_role("button", name="되살리기").click()
    expect(page.locator("#list h1")).to_have_text("환불 대기")


def test_columns_are_put_in_order_by_the_keyboard(
    browsers: Browsers, open_at_work: OpenAtWork, number: int
) -> None:
    page = open_at_work(number)
    page.get_by_role("link", name="새 보기").click()
    page.locator("#view-name").fill("번호 먼저")
    lines = page.locator("#view-columns li")
    page.get_by_role("checkbox", name="문의 번호").check()
    at = [one.strip() for one in lines.all_inner_texts()].index("문의 번호")
    up = page.get_by_role("button", name="위로 옮기기: 문의 번호")
    up.focus()
    for _ in range(at):
        page.keyboard.press("Enter")
    expect(lines.first).to_have_text("문의 번호")
    assert violations(page) == []
    page.get_by_role("button", name="저장").click()
    expect(page.locator("#list h1")).to_have_text("번호 먼저")
    expect(page.locator("#rows .row .meta").first.locator(".chip").first).to_contain_text("#")


def test_what_is_written_in_a_field_is_asked_for(browsers: Browsers) -> None:
    made = browsers.open("jiwoo", "/setup/fields/new/")
    made.locator("[name=name_ko]").fill("금액")
    made.locator("[name=name_en]").fill("Amount")
    made.locator("[name=kind]").select_option("number")
    made.locator("main form button.primary").first.click()
    expect(made.locator("main")).to_contain_text("금액")
    page = browsers.open("jiwoo", "/desk/views/new/")
    page.get_by_role("button", name="조건 추가").first.click()
    added = page.locator(".cond").last
    added.locator("select").first.select_option("field_number")
    added = page.locator(".cond").last
    added.get_by_label("입력 항목", exact=True).select_option(label="금액")
    expect(page.locator("#view-found .notice")).to_contain_text("입력 항목을 고르고")
    added.locator("select").nth(1).select_option("at_least")
    added.get_by_role("textbox").fill("10000")
    expect(page.locator("#view-found")).to_contain_text("금액: 10000 이상")
    assert violations(page) == []
    page.locator("#view-name").fill("큰 금액")
    page.get_by_role("button", name="저장").click()
    page.get_by_role("link", name="이 보기 고치기").first.click()
    expect(page.locator(".cond").last.get_by_role("textbox")).to_have_value("10000")


def test_on_a_phone_the_editor_fits_and_impossible_conditions_are_said(browsers: Browsers) -> None:
    context = browsers.fresh("jiwoo", viewport={"width": 375, "height": 812})
    page = context.new_page()
    page.goto(f"{browsers.at_work.desk.url}/desk/views/new/")
    page.get_by_role("button", name="조건 추가").first.click()
    last = page.locator(".cond").last
    last.locator("summary").click()
    last.get_by_role("checkbox", name="해결", exact=True).check()
    page.keyboard.press("Escape")
    expect(page.locator("#view-found .notice")).to_contain_text("함께 만족하는 문의는 있을 수 없습니다")
    assert sideways(page) == []
    assert violations(page) == []
    context.close()
