"""Recipients as chips, in a real browser at a real desk."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.desk.conftest import OpenAtWork
from tests.desk.staffed import Browsers
from tests.desk.test_accessibility import violations
from tests.desk.writing import PHONE, editor, messages, send, write

pytestmark = pytest.mark.browser


def chips(page: Page, field: str) -> Locator:
    return page.locator(f'[data-field="{field}"] .recipient-chips li')


def open_recipients(page: Page) -> None:
    """Wait until the composer is ready, and open whom it goes to."""
    expect(page.locator("[data-recipients-line]")).to_contain_text("윤서아")
    expect(page.locator("#sheet-public")).to_be_visible()  # the composer's own script shows it
    page.locator("[data-recipients-open]").click()
    expect(page.locator("#recipient-cc")).to_be_focused()


def test_people_are_added_by_typing_and_the_answer_goes_to_them(
    open_at_work: OpenAtWork, told: Callable[..., Any], number: int
) -> None:
    page = open_at_work(number)
    open_recipients(page)
    page.keyboard.type("박")
    expect(page.locator("#recipient-choices li")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(chips(page, "cc")).to_have_text(["박준"])
    page.keyboard.type("boss@example.com,wrong@")
    page.keyboard.press("Enter")
    expect(page.locator("#recipients-wrong")).to_contain_text("wrong@")
    expect(page.locator("#recipient-cc")).to_have_value("wrong@")
    page.locator("#recipient-cc").fill("")
    expect(chips(page, "cc")).to_have_text(["박준", "boss@example.com"])
    expect(page.locator(".saved")).to_have_text("임시 저장됨")
    page.reload()
    open_recipients(page)
    expect(chips(page, "cc")).to_have_text(["박준", "boss@example.com"])
    page.keyboard.press("Backspace")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Delete")
    expect(chips(page, "cc")).to_have_text(["boss@example.com"])
    page.keyboard.press("Escape")
    expect(page.locator("#recipients-panel")).to_be_hidden()
    write(page, "두 분께 드립니다")
    send(page)
    expect(messages(page)).to_have_count(2)
    reached = [one["to"] for one in told(number)["messages"][1]["deliveries"]]
    assert reached == ["seoa.yoon@example.com", "boss@example.com"]


def test_a_pasted_list_becomes_chips_and_one_press_answers_the_customer_alone(
    open_at_work: OpenAtWork, number: int
) -> None:
    page = open_at_work(number)
    open_recipients(page)
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.setData("text/plain", '"홍, 길동" <hong@example.com>; kim@example.com\\nlee@example.com park');
            const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
            document.activeElement.dispatchEvent(paste);
        }"""
    )
    expect(chips(page, "cc")).to_have_text(["hong@example.com", "kim@example.com"])
    expect(page.locator("#recipients-wrong")).to_contain_text("lee@example.com park")
    page.locator("#recipient-cc").fill("")
    page.locator("[data-reply-one]").click()
    expect(chips(page, "cc")).to_have_count(0)
    expect(page.locator("[data-reply-one]")).to_be_hidden()


def test_a_second_device_has_the_same_recipients(
    open_at_work: OpenAtWork, browsers: Browsers, number: int
) -> None:
    page = open_at_work(number)
    open_recipients(page)
    page.keyboard.type("boss@example.com")
    page.keyboard.press("Enter")
    expect(page.locator(".saved")).to_have_text("임시 저장됨")
    phone = browsers.fresh("mina", viewport=PHONE, has_touch=True)
    other = phone.new_page()
    other.goto(f"{browsers.at_work.desk.url}/desk/open/{number}/")
    open_recipients(other)
    expect(chips(other, "cc")).to_have_text(["boss@example.com"])
    assert other.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert violations(other) == []
    phone.close()


def test_an_address_of_the_desk_is_said_at_once(open_at_work: OpenAtWork, number: int) -> None:
    page = open_at_work(number)
    open_recipients(page)
    page.keyboard.type("help@lantern.example")
    page.keyboard.press("Enter")
    expect(page.locator("#recipients-wrong")).to_contain_text("이 데스크의 주소")
    expect(chips(page, "cc")).to_have_count(0)
    expect(editor(page)).to_be_visible()


@pytest.mark.parametrize("width", [1440, 375])
def test_a_brands_long_name_leaves_room_for_whom_it_goes_to(
    browsers: Browsers, number: int, width: int
) -> None:
    context = browsers.fresh("mina", viewport={"width": width, "height": 900})
    page = context.new_page()
    page.route(
        f"**/desk/open/{number}/",
        lambda route: route.fulfill(
            response=(answer := route.fetch()), body=answer.text().replace("등불 스토어", "긴상호명" * 50)
        ),
    )
    page.goto(f"{browsers.at_work.desk.url}/desk/open/{number}/")
    line = page.locator("#composer [data-recipients-line]")
    expect(line).to_contain_text("→ 윤서아")
    person = line.locator("span").last
    assert person.evaluate("one => one.scrollWidth <= one.clientWidth"), (
        "the name of whom it goes to is whole"
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
