"""What a screen reader is told: the names and roles in the browser's own tree of accessible things."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.desk.conftest import OpenAtWork
from tests.desk.staffed import Staffed

pytestmark = pytest.mark.browser

PRESSED = {
    "button",
    "checkbox",
    "combobox",
    "link",
    "menuitem",
    "radio",
    "searchbox",
    "slider",
    "tab",
    "textbox",
}
"""Roles of what people use: none of them may be without a name."""

Told = set[tuple[str, str]]


def told(page: Page) -> Told:
    """Roles and names of all that is in the tree, as the browser hands them to screen readers."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return {(_word(node, "role"), _word(node, "name")) for node in nodes if not node["ignored"]}


def _word(node: dict[str, Any], what: str) -> str:
    return " ".join(str(node.get(what, {}).get("value", "")).split())


def nameless(tree: Told) -> set[str]:
    """The roles of what can be used and has no name."""
    return {role for role, name in tree if role in PRESSED and not name}


def test_the_room_has_its_landmarks_and_the_open_ticket_its_parts(
    open_at_work: OpenAtWork, number: int
) -> None:
    page = open_at_work(number)
    expect(page.get_by_role("textbox", name="답변", exact=True)).to_be_editable()  # once its script is there
    subject = page.locator("#subject").inner_text()
    tree = told(page)
    assert {role for role, _name in tree} >= {"main", "status", "log"}
    assert tree >= {
        ("navigation", "마당"),
        ("navigation", "목록"),
        ("region", "열린 문의 전체"),
        ("article", subject),
        ("heading", subject),
        ("region", "대화"),
        ("heading", "윤서아"),
        ("complementary", "고객"),
    }
    assert tree >= {
        ("tablist", "무엇을 쓸지"),
        ("tab", "답변 R"),
        ("tab", "내부 메모 N"),
        ("textbox", "답변"),
        ("toolbar", "글 모양"),
    }
    assert any(role == "link" and name.startswith("내 문의") for role, name in tree), "a list and its count"
    assert any(role == "link" and subject in name for role, name in tree), "the ticket's row"
    assert nameless(tree) == set()


def test_a_note_and_a_side_conversation_say_what_they_are(open_at_work: OpenAtWork, number: int) -> None:
    page = open_at_work(number)
    expect(page.locator("html")).to_have_attribute("data-live", "online")
    page.keyboard.press("n")
    expect(page.get_by_role("textbox", name="내부 메모")).to_be_focused()
    assert ("textbox", "내부 메모") in told(page)
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    expect(page.locator("#side-talk [name=to]")).to_be_focused()
    tree = told(page)
    assert tree >= {
        ("dialog", "외부 대화"),
        ("heading", "새 외부 대화"),
        ("textbox", "이메일 주소"),
        ("textbox", "제목"),
        ("textbox", "메시지"),
        ("button", "보내기"),
        ("button", "외부 대화 창 닫기"),
    }
    assert nameless(tree) == set()


@pytest.mark.parametrize(
    "path",
    [
        "/desk/views/new/",
        "/desk/segments/new/",
        "/desk/search/?q=문의",
        "/setup/fields/new/",
        "/setup/macros/new/",
    ],
)
def test_nothing_that_is_used_is_without_a_name(
    open_at_work: OpenAtWork, at_work: Staffed, path: str
) -> None:
    page = open_at_work(at_work.closed, by="jiwoo")
    page.goto(at_work.desk.url + path)
    tree = told(page)
    assert "main" in {role for role, _name in tree}
    assert nameless(tree) == set()
