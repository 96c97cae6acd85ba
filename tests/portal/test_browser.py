"""The private page in a real browser: on a phone, light and dark, with a hand and without."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.conftest import MakeContext
from tests.portal.conftest import SAFARI
from tests.portal.shop import Shop, shop

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parent.parent / "ui/vendor/axe-4.14.1.min.js"
RUN = """async () => {
    const rules = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };
    const found = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
    return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}"""

LONG_IN_SIGHT = """() => new Promise((done) => {
    const look = () => performance.now() > 2000 ? done() : requestAnimationFrame(look);
    look();
})"""


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The shop with its answers."""
    made = shop(tmp_path_factory.mktemp("shop"))
    yield made
    made.desk.stop_all()


@pytest.fixture
def phone(make_context: MakeContext) -> BrowserContext:
    """The customer's phone; the browser does not say that it is driven by a program."""
    return make_context(
        locale="ko-KR",
        viewport={"width": 375, "height": 800},
        user_agent=SAFARI,
        has_touch=True,
        bypass_csp=False,
    )


@pytest.mark.parametrize("width", [375, 1440])
@pytest.mark.parametrize("language", ["korean", "english"])
def test_axe_finds_nothing(at: Shop, make_context: MakeContext, width: int, language: str) -> None:
    # axe is put in by the test, which the page's own policy would stop
    context = make_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    page = context.new_page()
    for address in (at.link(getattr(at, language)), f"{at.desk.url}/v/1.nothing"):
        page.goto(address)
        for folded in page.locator("details").all():
            folded.evaluate("one => one.open = true")
        page.evaluate(AXE.read_text(encoding="utf-8"))
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert page.evaluate(RUN) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_page_that_nobody_touches_says_nothing_and_a_hand_says_it_once(
    at: Shop, phone: BrowserContext
) -> None:
    page = phone.new_page()
    said: list[str] = []
    page.on("request", lambda request: said.append(request.method) if "/read/" in request.url else None)
    page.goto(at.link(at.korean))
    expect(page).to_have_url(re.compile(r"/view/\d+/$"))
    expect(page.locator(".answer")).to_contain_text("두 번째 승인은 방금")
    # A program scrolls and clicks by script: neither is a hand.
    page.evaluate("scrollTo(0, 400); document.querySelector('summary').click()")
    page.evaluate(LONG_IN_SIGHT)
    assert said == []

    with page.expect_response(re.compile("/read/")) as answered:
        for _ in range(80):  # the page counts the moment from when its script began
            if said:
                break
            move(page)
            page.wait_for_timeout(100)
    assert answered.value.status == 204
    move(page)
    page.reload()
    expect(page.locator("[data-read]")).to_have_count(0)
    move(page)
    assert said == ["POST"]


def test_the_button_says_it_without_a_script(at: Shop, make_context: MakeContext) -> None:
    context = make_context(locale="en-GB", user_agent=SAFARI, java_script_enabled=False)
    page = context.new_page()
    page.goto(at.link(at.english))
    page.get_by_role("button", name="I have read this answer").click()
    expect(page.locator(".answer")).to_contain_text("The second payment was cancelled.")
    expect(page.get_by_role("button", name="I have read this answer")).to_have_count(0)


def test_a_file_is_saved(at: Shop, phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto(at.link(at.korean))
    with page.expect_download() as saved:
        page.get_by_text("청구서 11월.pdf").click()
    assert saved.value.suggested_filename == "청구서 11월.pdf"


def test_an_agent_is_told_that_their_looking_does_not_count(at: Shop, make_context: MakeContext) -> None:
    context = make_context(user_agent=SAFARI)
    context.add_cookies([{"name": "madang_desk", "value": at.agent, "url": at.desk.url}])
    page = context.new_page()
    page.goto(at.link(at.korean))
    expect(page.get_by_role("status")).to_contain_text("데스크에 로그인")
    expect(page.locator("[data-read]")).to_have_count(0)


def move(page: Page) -> None:
    """A hand over the page."""
    page.mouse.move(120, 200)
    page.mouse.move(160, 260)
