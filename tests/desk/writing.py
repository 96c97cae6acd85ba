"""What somebody does at the composer."""

from playwright.sync_api import Locator, Page, expect

PHONE = {"width": 375, "height": 812}


def editor(page: Page) -> Locator:
    """The sheet in front."""
    return page.locator(".editor:visible")


def write(page: Page, words: str, *, key: str = "r") -> None:
    """Go to a sheet by its key and write on it."""
    page.keyboard.press(key)
    expect(editor(page)).to_be_focused()
    page.keyboard.type(words)


def send(page: Page) -> None:
    """Press the button of the sheet in front and wait until the sheet is empty."""
    page.locator("[data-submit]:visible").click()
    expect(editor(page)).to_have_attribute("data-empty", "")


def messages(page: Page) -> Locator:
    """What the conversation shows."""
    return page.locator("#messages .msg")
