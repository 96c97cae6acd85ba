"""The workspace in a real browser: keys, the list's place, the way back on a phone, and what comes live."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from madang.accounts.models import User
from madang.history.models import Event
from madang.search.reactions import index_what_changed
from madang.tickets import actions
from tests.cast import OpenTicket
from tests.conftest import MakeContext

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OpenDesk = Callable[..., Page]
PHONE = {"width": 375, "height": 812}


@pytest.fixture
def thirty(open_ticket: OpenTicket, mina: User) -> list[int]:
    """Thirty tickets of 민아, the numbers newest first."""
    tickets = [open_ticket(f"{number}번째 문의", text="확인 부탁드려요.\n" * 40) for number in range(30)]
    for ticket in tickets:
        actions.assign(ticket, to=mina, by=None)
    return [ticket.number for ticket in reversed(tickets)]


@pytest.fixture
def open_desk(live_server: LiveServer, make_context: MakeContext, mina: User) -> OpenDesk:
    """Opens the workspace signed in: `open_desk("/desk/mine/", viewport=…, color_scheme="dark")`."""

    def make(path: str = "/desk/mine/", **options: Any) -> Page:
        context = make_context(**{"viewport": {"width": 1440, "height": 900}, **options})
        _sign_in(context, mina, live_server.url)
        page = context.new_page()
        page.goto(live_server.url + path)
        return page

    return make


def _sign_in(context: BrowserContext, person: User, address: str) -> None:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}])


def test_a_ticket_opens_beside_the_list_and_the_list_keeps_its_place(
    open_desk: OpenDesk, thirty: list[int]
) -> None:
    page = open_desk()
    rows = page.locator("#rows")
    rows.evaluate("rows => rows.scrollTop = 900")
    page.locator(f"#row-{thirty[12]}").click()
    expect(page.locator("#subject")).to_have_text("17번째 문의")
    expect(page).to_have_url(f"{page.url.partition('/desk/')[0]}/desk/mine/{thirty[12]}/")
    expect(page).to_have_title(f"17번째 문의 #{thirty[12]} · Madang")
    assert rows.evaluate("rows => rows.scrollTop") == 900
    page.go_back()
    expect(page).to_have_url(f"{page.url.partition('/desk/')[0]}/desk/mine/")


def test_keys_move_open_and_go(open_desk: OpenDesk, thirty: list[int]) -> None:
    page = open_desk()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(f"#row-{thirty[1]}")).to_be_focused()
    page.keyboard.press("o")
    expect(page.locator("#subject")).to_have_text("28번째 문의")
    page.keyboard.press("g")
    page.keyboard.press("o")
    expect(page.locator("#list h1")).to_have_text("열린 문의 전체")
    page.keyboard.press("Shift+Slash")
    expect(page.locator("#keys")).to_be_visible()


def test_keys_work_with_the_hangul_layout_on(open_desk: OpenDesk, thirty: list[int]) -> None:
    page = open_desk()
    press_as_hangul(page, "KeyJ", "ㅓ")
    expect(page.locator(f"#row-{thirty[0]}")).to_be_focused()
    press_as_hangul(page, "KeyO", "ㅐ")
    expect(page.locator("#subject")).to_have_text("29번째 문의")


def test_no_key_acts_while_hangul_is_being_composed(open_desk: OpenDesk, thirty: list[int]) -> None:
    page = open_desk(f"/desk/mine/{thirty[3]}/")
    page.keyboard.press("Control+k")
    session = page.context.new_cdp_session(page)
    for composed in ("ㅎ", "호", "환"):
        session.send("Input.imeSetComposition", {"text": composed, "selectionStart": 1, "selectionEnd": 1})
    press_as_hangul(page, "KeyJ", "Process")
    press_as_hangul(page, "KeyG", "Process")
    session.send("Input.insertText", {"text": "환불"})
    expect(page.locator("#finder-input")).to_have_value("환불")
    expect(page.locator("#subject")).to_have_text("26번째 문의")
    expect(page.locator("#finder")).to_be_visible()


def press_as_hangul(page: Page, code: str, key: str) -> None:
    """Press the key at a place of the keyboard as a Korean layout reports it."""
    session = page.context.new_cdp_session(page)
    composing = {"windowsVirtualKeyCode": 229} if key == "Process" else {}
    session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "code": code, "key": key, **composing})
    session.send("Input.dispatchKeyEvent", {"type": "keyUp", "code": code, "key": key, **composing})
    session.detach()


def test_on_a_phone_it_is_one_column_and_back_leads_to_the_list(
    open_desk: OpenDesk, thirty: list[int]
) -> None:
    page = open_desk(viewport=PHONE, has_touch=True)
    expect(page.locator("#opened")).to_be_hidden()
    page.locator("#rows").evaluate("rows => rows.scrollTop = 600")
    page.locator(f"#row-{thirty[7]}").click()
    expect(page.locator("#subject")).to_be_visible()
    expect(page.locator("#list")).to_be_hidden()
    page.go_back()
    expect(page.locator("#list")).to_be_visible()
    assert page.locator("#rows").evaluate("rows => rows.scrollTop") == 600
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_more_rows_come_at_the_end_of_the_list(
    open_desk: OpenDesk, open_ticket: OpenTicket, mina: User
) -> None:
    for number in range(45):
        actions.assign(open_ticket(str(number)), to=mina, by=None)
    page = open_desk()
    expect(page.locator("#rows .row")).to_have_count(40)
    page.locator("#rows").evaluate("rows => rows.scrollTop = rows.scrollHeight")
    expect(page.locator("#rows .row")).to_have_count(45)
    expect(page.locator("#rows [data-more]")).to_have_count(0)


def test_a_hint_brings_what_changed_and_moves_nothing_under_the_pointer(
    open_desk: OpenDesk, thirty: list[int], open_ticket: OpenTicket, mina: User
) -> None:
    page = open_desk(f"/desk/mine/{thirty[2]}/")
    held = page.locator(f"#row-{thirty[4]}")
    held.hover()
    before = held.bounding_box()
    actions.assign(fresh := open_ticket("방금 온 문의"), to=mina, by=None)
    hint(page, fresh.number)
    expect(page.locator(f"#row-{fresh.number}")).to_have_count(1)
    expect(page.locator("[data-count=mine]").first).to_have_text("31")
    after = held.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 1


def test_a_new_message_appears_in_the_open_ticket_and_is_announced(
    open_desk: OpenDesk, thirty: list[int], seoa: User, mina: User
) -> None:
    page = open_desk(f"/desk/mine/{thirty[0]}/")
    ticket = seoa.tickets.get(number=thirty[0])
    actions.receive(ticket, actions.Written(author=seoa, body_text="하나 더 여쭤볼게요."))
    hint(page, ticket.number)
    expect(page.locator("#messages .msg")).to_have_count(2)
    expect(page.locator("#messages")).to_contain_text("하나 더 여쭤볼게요.")
    expect(page.locator("#announce")).to_have_text("윤서아 님의 새 메시지")
    second = ticket.messages.order_by("-pk")[0]
    actions.receive(ticket, actions.Written(author=seoa, body_text="그리고 마지막으로요."))
    split = actions.split(second, by=mina)
    hint(page, ticket.number)
    standing = page.locator("#messages > :is(.msg, .event)")
    expect(standing.nth(1)).to_contain_text(f"#{split.number}")
    expect(standing).to_have_count(3)
    expect(standing.nth(2)).to_contain_text("마지막")
    actions.take_back(split, by=mina)
    hint(page, ticket.number)
    expect(standing.nth(1)).to_contain_text("하나 더 여쭤볼게요.")
    expect(standing).to_have_count(3)


def hint(page: Page, number: int) -> None:
    """What the live stream tells a page when a ticket changed."""
    detail = {"tickets": [number], "kinds": ["message.received"], "everything": False}
    page.evaluate(
        "d => document.dispatchEvent(new CustomEvent('madang:hint', {detail: {...d, until() {}}}))", detail
    )


def test_a_mail_finds_its_height_in_a_frame_without_scripts(
    open_desk: OpenDesk, open_ticket: OpenTicket, seoa: User
) -> None:
    ticket = open_ticket()
    html = "<p>" + "안녕하세요<br>" * 30 + "</p>"
    actions.receive(ticket, actions.Written(author=seoa, body_text="안녕하세요", body_html=html))
    page = open_desk(f"/desk/open/{ticket.number}/")
    frame = page.locator("iframe.mail")
    expect(frame).to_be_visible()
    page.wait_for_function("document.querySelector('iframe.mail').clientHeight > 500")
    inner = frame.evaluate("frame => frame.contentDocument.documentElement.scrollHeight - frame.clientHeight")
    assert inner <= 0


def test_a_ticket_that_cannot_be_loaded_offers_to_try_again(open_desk: OpenDesk, thirty: list[int]) -> None:
    page = open_desk()
    page.route(f"**/desk/mine/{thirty[3]}/", lambda route: route.abort())
    page.locator(f"#row-{thirty[3]}").click()
    expect(page.get_by_role("alert")).to_contain_text("문의를 불러오지 못했습니다")
    page.unroute(f"**/desk/mine/{thirty[3]}/")
    page.get_by_role("button", name="다시 시도").click()
    expect(page.locator("#subject")).to_have_text("26번째 문의")


@pytest.fixture(autouse=True)
def _database_beside_an_event_loop(playwright: object) -> None:
    """Playwright keeps a loop in this thread; Django asks to be told that it may use its database beside it."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def test_enter_on_words_leads_to_all_results_and_on_a_lists_name_to_the_list(
    open_desk: OpenDesk, thirty: list[int]
) -> None:
    index_what_changed(list(Event.objects.order_by("pk")))
    page = open_desk()
    page.keyboard.press("Control+k")
    page.locator("#finder-input").press_sequentially("확인")
    expect(page.locator("#found-all")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".found-ticket")).to_have_count(30)
    expect(page.locator("#search-field")).to_have_value("확인")
    page.wait_for_load_state()  # its scripts, which hear the keys
    page.keyboard.press("Control+k")
    expect(page.locator("#search-field")).to_be_focused()
    page.go_back()
    page.keyboard.press("Control+k")
    page.locator("#finder-input").fill("열린")
    page.keyboard.press("Enter")
    expect(page.locator("#list h1")).to_have_text("열린 문의 전체")


def test_more_results_come_below_and_the_keyboard_reads_on_there(
    open_desk: OpenDesk, open_ticket: OpenTicket
) -> None:
    for number in range(35):
        open_ticket(f"{number}번째 환불")
    index_what_changed(list(Event.objects.order_by("pk")))
    page = open_desk("/desk/search/?q=환불", viewport=PHONE)
    expect(page.locator(".found-ticket")).to_have_count(30)
    page.locator("#found-more a").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".found-ticket")).to_have_count(35)
    expect(page.locator(".found-ticket").nth(30)).to_be_focused()
    expect(page.locator("#found-more")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
