"""A desk with the sample, in English, as docs/agents.md shows it; `--pictures DIR` keeps what was seen there."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.services.desk import LiveDesk

OWNER, PASSWORD = "owner@madang.example", "courtyard-of-pine-7"  # of a desk that lives for these tests

Seen = Callable[[str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pictures", type=Path, help="keep the pictures of the guide there")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveDesk]:
    """A desk as it is after the first five minutes, with the sample data."""
    made = LiveDesk(tmp_path_factory.mktemp("guide"), settings={})
    owner = ("--owner-name", "Jiwoo Han", "--owner-email", OWNER, "--owner-password", PASSWORD)
    brand = ("--brand", "Lantern", "--address", "hello@lantern.example")
    made.madang("setup", "--desk", "Lantern", *owner, *brand, "--language", "en")
    made.madang("demo")
    made.serve()
    yield made
    made.stop_all()


@pytest.fixture(scope="module")
def page(desk: LiveDesk, browser: Browser) -> Iterator[Page]:
    """The owner's page, signed in."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="en-GB", timezone_id="Asia/Seoul"
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(desk.url + "/accounts/login/")
    page.fill("input[name=login]", OWNER)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#workspace")).to_be_visible()
    yield page
    context.close()


@pytest.fixture
def seen(page: Page, request: pytest.FixtureRequest, tmp_path: Path) -> Seen:
    """Keep a picture of what is on the screen, under a name."""
    folder = request.config.getoption("--pictures") or tmp_path

    def keep(name: str) -> None:
        page.mouse.move(700, 899)
        page.evaluate("document.fonts.ready")
        page.screenshot(path=folder / f"{name}.png", animations="disabled", caret="hide")

    return keep
