"""Answers are signed once, as the brand or the agent wants it, and only when they leave as mail."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.test import Client
from django.utils import timezone

from madang.accounts import actions as people
from madang.accounts.errors import NotAllowed, Refused
from madang.accounts.models import User
from madang.brands.models import Brand, Desk
from madang.channels.models import Inbox
from madang.delivery.actions import change_look
from madang.delivery.actions.own_signature import set_own_signature
from madang.delivery.models import AgentSignature, Delivery
from madang.delivery.rendering import rendered
from madang.history.models import Event
from madang.tickets import actions
from madang.tickets.models import Ticket

pytestmark = pytest.mark.django_db


def brand_signs(brand: Brand, text: str, *, own: bool = True) -> None:
    change_look(
        brand,
        heading="",
        signature=text,
        footer="",
        read_marks=False,
        own_signatures=own,
        logo=None,
        logo_type="",
        by=None,
    )


def mail_of(ticket: Ticket, by: User, *, unsigned: bool = False) -> str:
    actions.reply(ticket, by=by, body_text="확인했어요.", body_html="<p>확인했어요.</p>", unsigned=unsigned)
    row = Delivery.objects.filter(purpose="reply").latest("pk")
    parsed = message_from_bytes(rendered(row), policy=policy.default)
    text, html = parsed.get_body(("plain",)), parsed.get_body(("html",))
    assert text is not None
    assert html is not None
    for word in ("민아 드림", "고객 지원팀"):
        assert (word in text.get_content()) == (word in html.get_content())
    return str(text.get_content())


def test_the_brand_signs_for_who_has_no_signature_of_their_own(
    ticket: Ticket, mina: User, deungbul: Brand
) -> None:
    brand_signs(deungbul, "{{ agent }} 드림\n{{ title }}\n{{ brand }}")
    mail = mail_of(ticket, mina)
    assert "김민아 드림\n등불 스토어" in mail.replace("\r", ""), "a line without a title is left out"
    people.change_card(mina, title="고객 지원팀", languages=[], by=mina)
    mail = mail_of(ticket, mina)
    assert "김민아 드림\n고객 지원팀\n등불 스토어" in mail.replace("\r", "")
    assert mail.count("김민아 드림") == 1


def test_the_narrowest_of_ones_own_signatures_is_taken(
    ticket: Ticket, mina: User, jun: User, deungbul: Brand
) -> None:
    other = Brand.objects.create(name="Lantern", language="en")
    for brand, language, text in (
        (None, "", "everywhere"),
        (None, "ko", "Korean"),
        (deungbul, "en", "brand, English"),
        (other, "", "another brand"),
    ):
        set_own_signature(mina, brand=brand, language=language, text=text, by=mina)
    assert "Korean" in mail_of(ticket, mina)
    set_own_signature(mina, brand=deungbul, language="", text="brand, any", by=mina)
    assert "brand, any" in mail_of(ticket, mina)
    User.objects.filter(pk=ticket.requester_id).update(language="en")
    assert "brand, English" in mail_of(ticket, mina)
    assert "brand" not in mail_of(ticket, jun)


def test_a_brand_may_sign_for_everybody(ticket: Ticket, mina: User, deungbul: Brand) -> None:
    set_own_signature(mina, brand=deungbul, language="", text="mine", by=mina)
    brand_signs(deungbul, "ours", own=False)
    mail = mail_of(ticket, mina)
    assert "ours" in mail
    assert "mine" not in mail
    with pytest.raises(Refused, match="등불 스토어"):
        set_own_signature(mina, brand=deungbul, language="", text="mine again", by=mina)
    set_own_signature(mina, brand=deungbul, language="", text="", by=mina)
    assert not AgentSignature.objects.exists()


def test_an_answer_may_leave_without_one_at_once_or_later(
    ticket: Ticket, mina: User, deungbul: Brand
) -> None:
    brand_signs(deungbul, "{{ agent }} 드림")
    assert "드림" not in mail_of(ticket, mina, unsigned=True)
    answer = actions.Answer(body_text="나중에", unsigned=True)
    due_at = timezone.now() + timedelta(minutes=5)
    planned = actions.schedule(ticket, answer, due_at=due_at, by=mina)
    message = actions.send_now(planned, by=mina)
    assert message.unsigned
    assert b"\xeb\x93\x9c\xeb\xa6\xbc" not in rendered(Delivery.objects.get(message=message))


def test_the_words_of_the_answer_hold_no_signature(ticket: Ticket, mina: User, deungbul: Brand) -> None:
    brand_signs(deungbul, "{{ agent }} 드림")
    message = actions.reply(ticket, by=mina, body_text="확인했어요.")
    note = actions.note(ticket, by=mina, body_text="메모")
    assert "드림" not in message.body_text + message.body_html + note.body_text


@pytest.mark.parametrize("text", ["{{ password }}", "{{ agent|xx }}", "{% load x %}", "x" * 2001])
def test_a_signature_that_can_not_be_filled_is_refused(desk: Desk, mina: User, text: str) -> None:
    with pytest.raises(Refused):
        set_own_signature(mina, brand=None, language="", text=text, by=mina)
    assert not AgentSignature.objects.exists()


def test_nobody_signs_for_a_colleague(desk: Desk, mina: User, jun: User) -> None:
    with pytest.raises(NotAllowed):
        set_own_signature(mina, brand=None, language="", text="hi", by=jun)


def test_it_is_written_seen_and_taken_away_on_ones_own_page(
    mina: User, help_inbox: Inbox, ticket: Ticket
) -> None:
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(mina)
    given = {"title": "고객 지원팀", "brand": "", "language": "", "text": "{{ agent }} · {{ title }}"}
    preview = browser.post("/accounts/signature/preview/", given)
    assert "sandbox" in preview["Content-Security-Policy"]
    assert browser.post("/accounts/signature/", given).status_code == 302
    assert "{{ agent }} · {{ title }}" in browser.get("/accounts/signature/").content.decode()
    assert "김민아 · 고객 지원팀" in browser.get(f"/desk/tickets/{ticket.number}/signature/").content.decode()
    assert browser.post("/accounts/signature/", {**given, "text": "{{ x }}"}).status_code == 422
    assert AgentSignature.objects.get().text == "{{ agent }} · {{ title }}"
    before = Event.objects.count()
    browser.post("/accounts/signature/", given)
    assert Event.objects.count() == before
    browser.post("/accounts/signature/", {**given, "text": " "})
    assert not AgentSignature.objects.exists()


def test_the_composer_sends_without_when_that_was_said(mina: User, ticket: Ticket) -> None:
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(mina)
    for given, unsigned in (({}, False), ({"unsigned": "1"}, True)):
        answer = browser.post(
            f"/desk/tickets/{ticket.number}/send/", {"visibility": "public", "html": "<p>네.</p>", **given}
        )
        assert answer.status_code == 201, answer.content
        assert ticket.messages.latest("pk").unsigned is unsigned
