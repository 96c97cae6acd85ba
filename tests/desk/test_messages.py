"""Messages as agents see them: nothing of a mail runs, nothing loads until it is asked for, files are only saved."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from madang.accounts.models import Team, User
from madang.channels.base import File
from madang.delivery.models import Delivery, DeliveryState
from madang.desk.message_body import body_of
from madang.lib.html import clean
from madang.tickets import actions
from madang.tickets.models import Message, Ticket
from tests.desk.conftest import SignedIn

pytestmark = pytest.mark.django_db

NASTY = """
<style>body{position:fixed}</style><script>alert(1)</script>
<div style="position:fixed;inset:0" onclick="x()">안녕하세요</div>
<form action="https://evil.example"><input name=q></form>
<img src="https://shop.example/banner.png" width="300"><img src="cid:receipt@1">
<div class="gmail_quote">이전 메일</div>
"""


@pytest.fixture
def mail(ticket: Ticket, seoa: User) -> Message:
    """An HTML mail with everything in it that must not happen, and a picture of its own."""
    picture = File("영수증.png", "image/png", b"\x89PNG\r\n\x1a\n", inline=True, content_id="receipt@1")
    written = actions.Written(author=seoa, body_text="안녕하세요", body_html=clean(NASTY), files=[picture])
    return actions.receive(ticket, written)


def test_mail_html_is_shown_in_a_frame_that_runs_nothing(
    signed_in: SignedIn, mina: User, mail: Message
) -> None:
    shown = signed_in(mina).get(f"/desk/open/{mail.ticket.number}/").content.decode()
    frame = re.search(r"<iframe[^>]+>", shown)
    assert frame is not None
    assert f'src="/desk/messages/{mail.pk}/mail/"' in frame[0]
    assert 'sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"' in frame[0]
    assert "영수증.png" not in shown, "a picture in the text is no file below it"


def test_the_page_of_a_mail_has_a_policy_of_its_own(signed_in: SignedIn, mina: User, mail: Message) -> None:
    answer = signed_in(mina).get(f"/desk/messages/{mail.pk}/mail/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "form-action 'none'" in policy
    assert "sandbox allow-same-origin" in policy
    assert "allow-scripts" not in policy
    page = answer.content.decode()
    for nothing_of in ("alert(1)", "<form", "<input", "onclick", "position"):
        assert nothing_of not in page
    assert '<details class="madang-quoted">' in page


def test_pictures_from_elsewhere_load_only_when_asked_for_and_through_us(
    signed_in: SignedIn, mina: User, mail: Message
) -> None:
    browser = signed_in(mina)
    before = browser.get(f"/desk/messages/{mail.pk}/mail/").content.decode()
    assert "shop.example" not in before
    assert "외부 그림 1개" in before
    assert f"/desk/files/{mail.attachments.get().pk}/" in before
    asked = browser.get(f"/desk/messages/{mail.pk}/mail/?pictures").content.decode()
    assert f'src="/desk/messages/{mail.pk}/pictures/' in asked
    assert "https://shop.example" not in asked


def test_what_agents_wrote_looks_as_our_page_does(ticket: Ticket, mina: User) -> None:
    html = '<p style="position:fixed" class="rail">보냈<b>어요</b> <a href="javascript:x">x</a></p><script>y</script>'
    reply = actions.reply(ticket, by=mina, body_text="보냈어요", body_html=html)
    body = body_of(reply)
    assert not body.framed
    for nothing_of in ("style", "class", "javascript", "script"):
        assert nothing_of not in body.new
    assert "<b>어요</b>" in body.new


def test_a_very_long_message_has_a_page_of_its_own(
    signed_in: SignedIn, mina: User, ticket: Ticket, seoa: User
) -> None:
    message = actions.receive(ticket, actions.Written(author=seoa, body_text="긴 글 <b>\n" * 20_000))
    browser = signed_in(mina)
    assert len(browser.get(f"/desk/open/{ticket.number}/").content) < 100_000
    page = browser.get(f"/desk/messages/{message.pk}/mail/").content.decode()
    assert page.count("긴 글 &lt;b&gt;") == 20_000


def test_quoted_history_is_folded(ticket: Ticket, seoa: User) -> None:
    text = "네, 감사합니다\n\n2026년 11월 3일 (월) 오전 10:00, 등불 스토어 <help@lantern.example>님이 작성:\n> 이전 글"
    body = body_of(actions.receive(ticket, actions.Written(author=seoa, body_text=text)))
    assert "감사합니다" in body.new
    assert "이전 글" not in body.new
    assert "이전 글" in body.quoted


def test_a_file_is_offered_for_saving_and_never_opened(
    signed_in: SignedIn, mina: User, ticket: Ticket, seoa: User
) -> None:
    page = File("계약서.html", "text/html", b"<script>1</script>")
    message = actions.receive(ticket, actions.Written(author=seoa, body_text="", files=[page]))
    file = message.attachments.get()
    for shown in ("", "?shown"):
        answer = signed_in(mina).get(f"/desk/files/{file.pk}/{file.filename}{shown}")
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert answer["Content-Type"] == "application/octet-stream"


def test_a_file_of_a_ticket_out_of_sight_is_not_there(
    signed_in: SignedIn, haneul: User, jun: User, mail: Message, payments: Team
) -> None:
    actions.move(mail.ticket, to=payments, by=jun)
    file = mail.attachments.get()
    assert signed_in(haneul).get(f"/desk/files/{file.pk}/x.png").status_code == 404


@pytest.fixture
def failed(ticket: Ticket, mina: User) -> Delivery:
    """The mail of an answer, which the server did not take."""
    reply = actions.reply(ticket, by=mina, body_text="환불했어요")
    delivery, _ = Delivery.objects.get_or_create(
        message=reply,
        defaults={
            "ticket": ticket,
            "recipient": "seoa.yoon@example.com",
            "mail_id": f"m{reply.pk}@lantern.example",
            "key": f"message:{reply.pk}",
            "due_at": timezone.now(),
            "created_at": timezone.now(),
        },
    )
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.FAILED, error="550 no such user")
    return Delivery.objects.get(pk=delivery.pk)


def test_a_failed_mail_shows_the_servers_words_and_can_be_sent_again(
    signed_in: SignedIn, mina: User, failed: Delivery, ticket: Ticket
) -> None:
    browser = signed_in(mina)
    assert "550 no such user" in browser.get(f"/desk/open/{ticket.number}/").content.decode()
    answer = browser.post(f"/desk/deliveries/{failed.pk}/retry/")
    assert "보내는 중" in answer.content.decode()
    failed.refresh_from_db()
    assert failed.state == DeliveryState.QUEUED


def test_a_light_agent_may_not_send_again(signed_in: SignedIn, haneul: User, failed: Delivery) -> None:
    assert signed_in(haneul).post(f"/desk/deliveries/{failed.pk}/retry/").status_code == 403


def test_looking_changes_nothing(client: Client, signed_in: SignedIn, mina: User, failed: Delivery) -> None:
    assert signed_in(mina).get(f"/desk/deliveries/{failed.pk}/retry/").status_code == 405


def test_a_message_without_words_says_so(signed_in: SignedIn, mina: User, ticket: Ticket, seoa: User) -> None:
    actions.receive(
        ticket, actions.Written(author=seoa, body_text="", at=timezone.now() + timedelta(seconds=1))
    )
    assert "내용이 없는 메시지입니다." in signed_in(mina).get(f"/desk/open/{ticket.number}/").content.decode()
