"""Fields and tags beside the conversation, in a real browser: saved at once, live, with what is refused said."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from madang.accounts.models import User
from madang.tickets import actions
from madang.tickets.fields import all_fields_of
from madang.tickets.forms import Condition, Item
from madang.tickets.models import Field, FieldKind, Form, Status, Ticket
from tests.cast import OpenTicket
from tests.conftest import MakeContext
from tests.desk.test_accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OpenAs = Callable[..., Page]


@pytest.fixture
def open_as(live_server: LiveServer, make_context: MakeContext) -> OpenAs:
    """Opens a page of the desk as somebody: `open_as(mina, "/desk/open/1001/")`."""

    def make(person: User, path: str, **options: Any) -> Page:
        context = make_context(**{"viewport": {"width": 1440, "height": 900}, **options})
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.goto(live_server.url + path)
        return page

    return make


def field(name: str, kind: FieldKind, *options: str) -> Field:
    """A field with its options."""
    made = actions.make_field({"en": name}, kind=kind, by=None)
    for one in options:
        actions.add_option(made, {"en": one}, by=None)
    return made


def kept(ticket: Ticket) -> dict[str, Any]:
    """What is in the ticket's fields, by name."""
    return {
        one.field.names["en"]: [option.key for option in one.answer.options] or one.answer.value
        for one in all_fields_of(ticket)
    }


def test_a_field_is_saved_refused_and_undone_where_it_stands(
    open_as: OpenAs, mina: User, ticket: Ticket
) -> None:
    amount, colours = (
        field("Amount", FieldKind.NUMBER),
        field("Colours", FieldKind.MULTI_SELECT, "Red", "Blue"),
    )
    page = open_as(mina, f"/desk/open/{ticket.number}/")
    box = page.locator(f"#field-{amount.pk}-in")
    box.fill("many")
    box.press("Enter")
    wrong = page.locator(f"#field-{amount.pk} .error-text")
    expect(wrong).to_contain_text("“many”")
    expect(box).to_have_value("many")
    assert kept(ticket)["Amount"] is None
    box.fill("1200")
    box.press("Tab")
    expect(wrong).to_be_hidden()
    expect(page.locator(".toast")).to_have_count(1)
    assert kept(ticket)["Amount"] == 1200
    page.locator(".toast .button-link").click()
    expect(page.locator(f"#field-{amount.pk}-in")).to_have_value("")
    page.locator(f"#field-{colours.pk} summary").click()
    page.locator(f"#field-{colours.pk} input").first.check()
    page.locator(f"#field-{colours.pk} input").nth(1).check()
    page.keyboard.press("Escape")
    page.locator("#subject").focus()
    page.reload()
    expect(page.locator(f"#field-{colours.pk} summary")).to_contain_text("Red, Blue")
    assert violations(page) == []


def test_an_answer_shows_the_fields_that_belong_to_it(open_as: OpenAs, mina: User, ticket: Ticket) -> None:
    topic, reason = field("Topic", FieldKind.DROPDOWN, "Refund", "Praise"), field("Reason", FieldKind.TEXT)
    form = actions.make_form({"en": "Refunds"}, by=None)
    shown_by = Condition(topic.pk, frozenset({"refund"}))
    actions.change_items(form, lambda _: [Item(topic.pk), Item(reason.pk, True, (shown_by,))], by=None)
    page = open_as(mina, f"/desk/open/{ticket.number}/")
    expect(page.locator(f"#field-{reason.pk}")).to_have_count(0)
    page.locator(f"#field-{topic.pk}-in").select_option("refund")
    expect(page.locator(f"#field-{reason.pk}")).to_be_visible()
    page.locator(f"#field-{reason.pk}-in").fill("broken")
    actions.change_items(Form.objects.get(), lambda items: items[:1], by=None)
    page.locator(f"#field-{reason.pk}-in").press("Tab")
    expect(page.locator(".toast").last).to_contain_text("양식에서 빠졌습니다")
    assert kept(ticket)["Reason"] == "broken"


def test_tags_are_offered_and_put_on_with_the_arrows_and_the_hangul_layout_on(
    open_as: OpenAs, mina: User, ticket: Ticket, open_ticket: OpenTicket
) -> None:
    for place, names in enumerate((["이중결제"], ["이중결제", "이중배송"])):
        actions.tag(open_ticket(str(place)), add=names, by=None)
    page = open_as(mina, f"/desk/open/{ticket.number}/")
    page.locator("#subject").focus()
    page.evaluate(
        "document.dispatchEvent(new KeyboardEvent('keydown', {code: 'KeyT', key: 'ㅅ', bubbles: true}))"
    )
    tag = page.locator("[data-add-tag] input")
    expect(tag).to_be_focused()
    page.keyboard.insert_text("이중")
    expect(page.locator("#tag-choices li")).to_have_text(["이중결제2", "이중배송1"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#tags .chip")).to_have_text(["이중배송"])
    page.keyboard.insert_text("새말")
    page.keyboard.press("Enter")
    expect(page.locator("#tags .chip")).to_have_count(2)


def test_the_result_beside_the_editor_follows_and_rows_are_moved_by_keys(
    open_as: OpenAs, jiwoo: User, help_inbox: object
) -> None:
    topic, reason = field("Topic", FieldKind.DROPDOWN, "Refund", "Praise"), field("Reason", FieldKind.TEXT)
    form = actions.make_form({"en": "Refunds"}, by=None)
    shown_by = Condition(topic.pk, frozenset({"refund"}))
    actions.change_items(form, lambda _: [Item(topic.pk), Item(reason.pk, True, (shown_by,))], by=None)
    page = open_as(jiwoo, f"/setup/forms/{form.pk}/")
    expect(page.locator(f"#try-{reason.pk}")).to_have_count(0)
    page.locator(f"#try-{topic.pk}").select_option("refund")
    expect(page.locator(f"#try-{reason.pk}")).to_be_visible()
    page.locator(f'[data-id="{reason.pk}"] [data-step="-1"]').press("Enter")
    expect(page.locator("[data-order] [data-id]").first).to_have_attribute("data-id", str(reason.pk))
    expect(page.locator("#preview .field").first).to_contain_text("Reason")
    page.reload()
    expect(page.locator("[data-order] [data-id]").first).to_have_attribute("data-id", str(reason.pk))
    assert violations(page) == []


def test_statuses_are_dragged_into_another_order(open_as: OpenAs, jiwoo: User, help_inbox: object) -> None:
    made = [
        actions.make_status({"en": name}, category=Status.OPEN, by=None) for name in ("One", "Two", "Three")
    ]
    page = open_as(jiwoo, "/setup/statuses/")
    grip = page.locator(f'[data-id="{made[2].pk}"] [data-grip]')
    goal = page.locator(f'[data-id="{made[0].pk}"]').bounding_box()
    assert goal is not None
    grip.hover()
    page.mouse.down()
    page.mouse.move(goal["x"] + 20, goal["y"] + 4, steps=8)
    with page.expect_response("**/order/open/"):
        page.mouse.up()
    page.reload()
    expect(page.locator('[data-order$="/open/"] .title').nth(1)).to_have_text("Three")


def test_a_setting_is_found_as_one_types(open_as: OpenAs, jiwoo: User, help_inbox: object) -> None:
    page = open_as(jiwoo, "/setup/settings/")
    page.locator("[data-find-setting]").fill("custom fields")
    expect(page.locator(".settings-menu a:visible")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page).to_have_url(page.url.partition("/setup/")[0] + "/setup/fields/")
