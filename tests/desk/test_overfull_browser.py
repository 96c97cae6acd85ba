"""A desk whose names, fields and answers are far too long is still a desk: nothing sticks out, axe finds nothing."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desk.sideways import sideways
from tests.desk.staffed import Browsers, staffed
from tests.desk.test_accessibility import violations
from tests.services.desk import ROOT

pytestmark = pytest.mark.browser

WIDTHS = (1440, 1024, 768, 375)

WORDS_END = """() => {
    const words = document.createRange();
    words.selectNodeContents(document.querySelector("#subject"));
    return Math.max(...[...words.getClientRects()].map((line) => line.right));
}"""
BUTTONS_BEGIN = "() => document.querySelector('.bar-end').getBoundingClientRect().left"

PAGES = [
    *("/desk/open/", "/desk/view-{view}/", "/desk/open/{ticket}/", "/desk/open/{problem}/", "/desk/notices/"),
    *("/desk/people/", "/desk/people/{customer}/", "/desk/people/{other}/", "/desk/people/{customer}/merge/"),
    "/desk/people/{customer}/merge/?with={other}",
    *("/desk/people/files/", "/desk/people/files/{look}/", "/desk/people/files/{import}/"),
    *("/desk/organizations/", "/desk/organizations/{organization}/", "/desk/organizations/{organization}/remove/"),
    *("/desk/segments/", "/desk/segments/new/", "/desk/segments/{segment}/", "/desk/segments/{segment}/change/"),
    "/desk/segments/{segment}/remove/",
    *("/desk/views/new/", "/desk/views/{view}/", "/desk/bulk/", "/desk/bulk/{bulk}/", "/desk/exports/"),
    *("/desk/search/?q=문의", "/desk/search/?q={word}", "/desk/search/?q=상태:{word}", "/desk/leaving/"),
    *("/setup/fields/", "/setup/fields/?of=customer", "/setup/fields/{field}/", "/setup/fields/{field}/remove/"),
    *("/setup/forms/", "/setup/forms/{form}/", "/setup/forms/{form}/names/", "/setup/forms/{form}/remove/"),
    "/setup/forms/{form}/items/{field}/",
    *("/setup/statuses/", "/setup/statuses/{status}/", "/setup/statuses/{status}/remove/"),
    *("/setup/macros/", "/setup/macros/new/", "/setup/macros/{macro}/", "/setup/tags/", "/setup/tags/{tag}/"),
    *("/setup/skills/", "/setup/skills/{skill}/", "/setup/teams/", "/setup/teams/{team}/"),
    *("/setup/teams/{team}/remove/", "/setup/members/", "/setup/brands/", "/setup/settings/", "/setup/desk/"),
    *("/accounts/profile/", "/accounts/notices/", "/accounts/availability/", "/accounts/signature/"),
    *("/accounts/sessions/", "/accounts/tokens/"),
]  # fmt: skip
"""Those about mail stand in tests/setup/test_accessibility.py."""

LOOKED_AT_BY_AXE = [
    *("/desk/people/{customer}/", "/desk/people/{customer}/merge/?with={other}", "/desk/people/files/{look}/"),
    *("/desk/people/files/{import}/", "/desk/organizations/{organization}/", "/desk/segments/{segment}/"),
    *("/desk/segments/{segment}/change/", "/desk/segments/{segment}/remove/", "/desk/bulk/{bulk}/"),
    *("/desk/exports/", "/desk/open/{problem}/", "/desk/view-{view}/", "/desk/views/{view}/"),
    *("/setup/fields/{field}/", "/setup/fields/{field}/remove/", "/setup/forms/{form}/", "/setup/forms/{form}/names/"),
    *("/setup/forms/{form}/items/{field}/", "/setup/statuses/{status}/", "/setup/statuses/{status}/remove/"),
    *("/setup/macros/{macro}/", "/setup/tags/{tag}/", "/setup/skills/{skill}/", "/setup/teams/{team}/"),
]  # fmt: skip
"""Pages of one thing, which are not among those that other tests show to axe."""


@dataclass(frozen=True)
class Overfull:
    """The owner's page in a desk that bursts, and what stands for the names in addresses."""

    page: Page
    url: str
    names: dict[str, object]

    def goto(self, path: str, *, width: int) -> Page:
        """The page at that path, that wide."""
        self.page.set_viewport_size({"width": width, "height": 812 if width < 760 else 900})
        self.page.goto(self.url + path.format(**self.names))
        return self.page


@pytest.fixture(scope="module")
def overfull(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Overfull]:
    made = staffed(tmp_path_factory.mktemp("overfull"))
    filled = subprocess.run(
        [sys.executable, "-m", "tests.desk.overfull"],
        env=made.desk.environment,
        cwd=ROOT,
        capture_output=True,
        timeout=120,
    )
    assert filled.returncode == 0, filled.stderr.decode()
    page = Browsers(made, browser).fresh("jiwoo").new_page()
    yield Overfull(page, made.desk.url, json.loads(filled.stdout.splitlines()[-1]))
    page.context.close()
    made.desk.stop_all()


def test_no_page_scrolls_sideways_on_a_phone(overfull: Overfull) -> None:
    found = {path: sideways(overfull.goto(path, width=375)) for path in PAGES}
    assert {path: boxes for path, boxes in found.items() if boxes} == {}


def test_nothing_sticks_out_of_a_ticket_at_any_width(overfull: Overfull) -> None:
    for width in WIDTHS:
        for path in ("/desk/open/{ticket}/", "/desk/people/{customer}/merge/?with={other}"):
            assert sideways(overfull.goto(path, width=width)) == [], (width, path)
        page = overfull.goto("/desk/open/{ticket}/", width=width)
        assert page.evaluate(WORDS_END) <= page.evaluate(BUTTONS_BEGIN), (
            f"the subject lies on buttons at {width}"
        )


def test_a_side_conversation_fits_beside_and_above(overfull: Overfull) -> None:
    for side in ("side", "team_side"):
        for width in WIDTHS:
            page = overfull.goto("/desk/notices/", width=width)
            overfull.goto(f"/desk/open/{{ticket}}/#side-{{{side}}}", width=width)
            expect(page.locator("#side-talk .side-msg").first).to_be_visible()
            assert sideways(page) == [], (side, width)
        assert violations(overfull.page) == [], side


@pytest.mark.parametrize("path", LOOKED_AT_BY_AXE)
def test_axe_finds_nothing(overfull: Overfull, path: str) -> None:
    assert violations(overfull.goto(path, width=1440)) == []
