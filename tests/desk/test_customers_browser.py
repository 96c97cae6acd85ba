"""Customers in a real browser: found as one types, changed in place, undone, and readable by everybody."""

import json
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.desk.staffed import Browsers, Staffed
from tests.desk.test_accessibility import violations

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1440, 375])
def test_a_customer_is_found_as_one_types_and_changed_in_place(
    browsers: Browsers, at_work: Staffed, width: int
) -> None:
    context = browsers.fresh("mina", viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{at_work.desk.url}/desk/people/")
    page.keyboard.press("Slash")
    page.keyboard.type("없는사람")
    expect(page.get_by_text("맞는 고객이 없습니다")).to_be_visible()
    page.locator("#people-search").fill("seoa")
    expect(page.locator(".person-line")).to_have_count(1)
    assert violations(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    notes = page.locator("#field-notes")
    notes.fill(f"전화보다 메일 {width}")
    page.locator("#field-name").focus()
    expect(page.locator(".toast")).to_be_visible()
    page.reload()
    expect(notes).to_have_value(f"전화보다 메일 {width}")
    page.locator("#add-tag").fill(f"단골{width}")
    page.keyboard.press("Enter")
    tag = page.locator(".customer-tags .chip", has_text=f"단골{width}")
    expect(tag).to_be_visible()
    expect(page.locator("#add-tag")).to_be_focused()
    assert violations(page) == []
    page.locator(".toast .button-link").click()
    expect(tag).to_have_count(0)
    page.locator("#field-organization").fill("등불 공방")
    page.keyboard.press("Tab")
    page.locator(".customer-head a").click()
    expect(page.locator("h1")).to_have_text("등불 공방")
    page.locator("#add-domain").fill("gmail.com")
    page.keyboard.press("Enter")
    expect(page.locator(".toast.bad")).to_be_visible()
    page.locator("#field-shares").click()
    expect(page.locator(".toast:not(.bad)")).to_be_visible()
    page.reload()
    expect(page.locator("#field-shares")).to_be_checked()
    assert violations(page) == []
    page.locator("#field-shares").click()
    expect(page.locator(".toast:not(.bad)")).to_be_visible()
    page.goto(f"{at_work.desk.url}/desk/organizations/")
    assert violations(page) == []
    page.goto(f"{at_work.desk.url}/desk/people/files/")
    rows = f"이름,이메일\n한별,hanbyeol{width}@example.com\n누구,주소가 아님\n"
    page.locator("#people-file").set_input_files(
        {"name": "고객.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    )
    page.locator("form:has(#people-file) button").click()
    expect(page.locator(".import-columns")).to_be_visible()
    assert violations(page) == []
    page.locator("[value=begin]").click()
    expect(page.locator("#import-state")).to_contain_text("2 가운데 2")
    assert violations(page) == []
    context.close()


def test_two_customers_are_merged_by_keyboard_and_parted_again(browsers: Browsers, at_work: Staffed) -> None:
    _written_by(at_work, name="Noor Haddad", email="noor@work.example")
    context = browsers.fresh("mina", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(f"{at_work.desk.url}/desk/people/?q=noor")
    page.locator(".person-line").press("Enter")
    expect(page.locator("h1")).to_have_text("Noor Haddad")
    before = page.url
    page.locator(".customer-merge").press("Enter")
    page.locator("#people-search").fill("seoa")
    expect(page.locator(".person-line")).to_have_count(1)
    assert violations(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="두 고객 합치기")).to_be_visible()
    assert violations(page) == []
    theirs = page.get_by_role("radio", name="seoa.yoon@example.com")
    theirs.press("Space")
    expect(theirs).to_be_checked()
    page.get_by_role("button", name="합치기").press("Enter")
    expect(page.locator("#merged")).to_contain_text("윤서아 님을 이 고객과 합쳤습니다")
    assert page.url == before
    assert violations(page) == []
    page.locator("#merged button").press("Enter")
    expect(page.get_by_text("다시 두 고객으로 나눴습니다")).to_be_visible()
    expect(page.locator("#merged")).to_have_count(0)
    expect(page.locator(".known-value", has_text="seoa.yoon")).to_have_count(0)
    context.close()


def _written_by(at_work: Staffed, *, name: str, email: str) -> None:
    """Somebody new asks something."""
    asked = {"requester_email": email, "requester_name": name, "subject": "A question", "body": "Hello?"}
    request = urllib.request.Request(
        f"{at_work.desk.url}/api/v1/tickets",
        data=json.dumps(asked).encode(),
        headers={"Authorization": f"Bearer {at_work.token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.status == 201
