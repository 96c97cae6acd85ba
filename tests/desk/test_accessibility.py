"""axe finds nothing on the pages that people sit before, in light and in dark, on a wide screen and on a phone."""

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.desk.staffed import Browsers, Staffed

pytestmark = pytest.mark.browser

VENDOR = Path(__file__).resolve().parent.parent / "ui/vendor"
AXE = VENDOR / "axe-4.14.1.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {
    "light": {"type": "tag", "values": TAGS},
    "dark": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
"""In dark it is asked again only about what depends on colours."""
RUN = """async (rules) => {
    const found = await axe.run(document, { runOnly: rules, resultTypes: ["violations"], iframes: false });
    return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}"""
SETTINGS = [
    *("/desk/search/?q=문의", "/setup/settings/", "/setup/members/", "/setup/teams/", "/setup/skills/", "/setup/brands/"),
    *("/setup/failures/", "/setup/desk/", "/setup/statuses/", "/setup/statuses/new/open/", "/setup/fields/"),
    *("/setup/fields/new/", "/setup/forms/", "/setup/forms/new/", "/setup/tags/", "/setup/find/?q=메일", "/setup/macros/"),
    *("/setup/try/", "/accounts/profile/", "/accounts/availability/", "/accounts/signature/", "/accounts/notices/", "/accounts/sessions/", "/accounts/tokens/"),
]  # fmt: skip


def violations(page: Page) -> list[Any]:
    """What axe finds on the page as it stands, in light and then in dark."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[Any] = []
    for scheme, rules in RULES.items():
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
        found += [f"{scheme}: {one}" for one in page.evaluate(RUN, rules)]
    return found


def test_axe_is_the_one_that_was_looked_at() -> None:
    listed = re.search(r"axe-4\.14\.1\.min\.js .*\| ([0-9a-f]{64}) \|", (VENDOR / "VENDOR.md").read_text())
    assert listed is not None
    assert hashlib.sha256(AXE.read_bytes()).hexdigest() == listed[1]


@pytest.mark.parametrize("width", [1440, 375])
def test_the_workspace(browsers: Browsers, at_work: Staffed, width: int) -> None:
    context = browsers.fresh("mina", viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{at_work.desk.url}/desk/open/")
    assert violations(page) == []
    page.locator("#rows .row").nth(width % 2).click()  # each width has a ticket of its own to ask for help on
    page.locator("#composer").wait_for()
    assert violations(page) == []
    page.locator("[data-sheet=public]").click()  # a note that was begun here before stands in front
    endings = page.locator("#composer [data-for=public] [data-menu] > summary")
    endings.click()
    page.locator("[data-later]").wait_for()
    assert violations(page) == []
    endings.click()
    page.locator("[data-later]").wait_for(state="hidden")
    page.locator("#properties summary").nth(1).click()
    page.locator("#properties .filter").wait_for()
    page.locator("#properties [data-change]:visible").first.click()
    page.locator(".toast").wait_for()
    page.locator("[data-sheet=internal]").click()
    page.locator(".editor:visible").fill("메모")
    page.locator("#properties summary").nth(1).click()
    page.locator("#properties .filter").wait_for()
    assert violations(page) == []
    page.locator("#properties summary").nth(1).click()
    page.locator("[data-side]:visible").first.click() if width < 760 else None
    page.locator("#followers [aria-pressed]").click()
    page.locator("#followers [aria-pressed=true]").wait_for()
    page.locator("#followers summary").click()
    page.locator("#ask-team").wait_for()
    assert violations(page) == []
    page.locator("#followers form button[type=submit]").click()
    page.locator("[id^=asked-]").wait_for()
    page.locator("#sides [data-side-open]").last.click()
    page.locator("#side-talk [name=subject]").wait_for()
    assert violations(page) == []
    page.locator("#side-talk [name=to]").fill("parcel@fast.example")
    page.locator("#side-talk [name=subject]").fill("운송장 확인")
    page.locator("#side-talk .editor").fill("어디쯤인가요?")
    page.locator("#side-talk [type=submit]").click()
    page.locator("#side-talk .receipt.kept").wait_for()
    assert violations(page) == []
    page.goto(f"{at_work.desk.url}/desk/notices/")
    assert violations(page) == []
    context.close()


def test_signing_in(browsers: Browsers, at_work: Staffed) -> None:
    context = browsers.fresh("mina")
    context.clear_cookies()
    page = context.new_page()
    for path in ("/accounts/login/", "/accounts/password/reset/"):
        page.goto(at_work.desk.url + path)
        assert violations(page) == []
    context.close()


@pytest.mark.parametrize("path", SETTINGS)
def test_settings(browsers: Browsers, path: str) -> None:
    page = browsers.open("jiwoo", path)
    assert violations(page) == []
    page.close()
