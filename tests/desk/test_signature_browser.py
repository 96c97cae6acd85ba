"""What will stand below an answer is shown while it is written, and can be left away."""

import pytest
from playwright.sync_api import Page, expect

from tests.desk.conftest import OpenAtWork
from tests.desk.staffed import Browsers, Staffed

pytestmark = pytest.mark.browser


def sent(page: Page) -> str:
    """What the composer posts when its button is pressed."""
    with page.expect_request(lambda request: request.url.endswith("/send/")) as asked:
        page.locator("[data-for=public] [data-submit]").click()
    return asked.value.post_data or ""


def test_it_stands_below_the_words_and_is_left_away_for_one_answer(
    browsers: Browsers, at_work: Staffed, number: int, open_at_work: OpenAtWork
) -> None:
    page = browsers.open("jun", "/accounts/signature/")
    page.get_by_label("서명", exact=True).fill("{{ agent }} · {{ brand }}")
    expect(page.frame_locator("iframe[name=preview]").locator("body")).to_contain_text("박준 · 등불 스토어")
    page.get_by_role("button", name="저장").click()
    expect(page.get_by_role("status").first).to_be_visible()
    page.close()

    page = open_at_work(number, by="jun")
    editor = page.locator("#sheet-public .editor")
    expect(page.locator("[data-signature-text]")).to_have_count(0)
    editor.click()
    expect(page.locator("[data-signature-text]")).to_have_text("박준 · 등불 스토어")
    page.keyboard.type("확인했어요.")
    page.locator("[data-signed]").uncheck()
    expect(page.locator("[data-signature-text]")).to_be_hidden()
    assert "unsigned" in sent(page)
    expect(page.locator("[data-signed]")).to_be_checked()
    editor.click()
    page.keyboard.type("하나 더요.")
    assert "unsigned" not in sent(page)
    expect(page.locator("#talk")).to_contain_text("하나 더요.", timeout=30_000)
