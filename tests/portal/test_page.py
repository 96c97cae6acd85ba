"""The private page of an answer: open to whoever has its address, and to nobody else."""

from datetime import timedelta

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone

from madang.accounts.models import User
from madang.brands.models import Brand
from madang.channels.base import File
from madang.channels.kinds import email
from madang.delivery.actions import change_web_page
from madang.delivery.models import Delivery
from madang.delivery.web_page import token_of, web_address
from madang.portal import door
from madang.tickets import actions
from madang.tickets.models import Attachment, Ticket
from tests.cast import OpenTicket
from tests.delivery.conftest import SendAll, send_all, server
from tests.portal.conftest import Enter
from tests.services.mail import MailServer

__all__ = ["send_all", "server"]

pytestmark = pytest.mark.django_db(transaction=True)


def text(answer: HttpResponseBase) -> str:
    return bytes(answer.content).decode()  # type: ignore[attr-defined]  # pages are no streams


def test_the_link_in_the_mail_opens_the_answer(
    web: Brand, ticket: Ticket, mina: User, server: MailServer, send_all: SendAll, enter: Enter
) -> None:
    actions.reply(ticket, by=mina, body_text="두 번째 승인은 취소했어요.")
    send_all(server.url)
    address = web_address(Delivery.objects.get())
    mail = email.parse(server.handed[-1].raw)
    assert f'href="{address}"' in mail.body_html
    assert f"웹에서 보기: {address}" in mail.body_text
    page = text(enter(Delivery.objects.get()))
    for words in (
        "결제가 두 번 됐어요",
        "두 번째 승인은 취소했어요.",
        "김민아",
        "확인 부탁드려요.",
        "이전 메시지 1개",
    ):
        assert words in page


def test_mail_has_no_link_until_the_brand_says_so(
    ticket: Ticket, mina: User, server: MailServer, send_all: SendAll
) -> None:
    actions.reply(ticket, by=mina, body_text="확인했어요.")
    send_all(server.url)
    assert b"/v/" not in server.handed[-1].raw


def test_the_address_becomes_a_cookie_and_is_gone_from_the_address_bar(
    sent: Delivery, client: Client
) -> None:
    answer = client.get(f"/v/{token_of(sent)}")
    assert (answer.status_code, answer["Location"]) == (302, f"/view/{sent.pk}/")
    cookie = answer.cookies["madang_view"]
    assert (cookie["path"], cookie["samesite"], bool(cookie["httponly"])) == (
        f"/view/{sent.pk}/",
        "Lax",
        True,
    )
    assert set(answer.cookies) == {"madang_view"}
    page = client.get(f"/view/{sent.pk}/")
    assert not page.cookies
    assert token_of(sent) not in text(page)


def test_the_page_is_kept_and_told_nowhere(sent: Delivery, enter: Enter) -> None:
    page = enter(sent)
    assert page["Referrer-Policy"] == "no-referrer"
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Cache-Control"] == "private, no-store"
    assert page["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
    assert page["X-Frame-Options"] == "DENY"
    assert 'name="robots" content="noindex, nofollow"' in text(page)


def test_every_wrong_address_gets_the_same(sent: Delivery, client: Client, enter: Enter) -> None:
    right = token_of(sent)
    wrong = [
        f"{right[:-1]}{'a' if right[-1] != 'a' else 'b'}",
        f"{sent.pk}.",
        "x",
        f"9{right}",
        right.upper(),
    ]
    answers = [client.get(f"/v/{token}") for token in wrong]
    answers += [
        client.get(f"/view/{sent.pk}/"),
        client.get(f"/view/{sent.pk + 1}/"),
        client.post(f"/view/{sent.pk}/read/"),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({text(answer) for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers.items())) for answer in answers}) == 1


def test_a_page_ends_after_its_days(sent: Delivery, web: Brand, enter: Enter) -> None:
    Delivery.objects.update(created_at=timezone.now() - timedelta(days=91))
    change_web_page(web, is_on=True, days=90, by=None)
    web.mail_look.refresh_from_db()
    type(web.mail_look).objects.update(web_page_since=timezone.now() - timedelta(days=200))
    assert enter(sent).status_code == 404
    change_web_page(web, is_on=True, days=0, by=None)
    assert enter(sent).status_code == 200


def test_switched_off_all_links_end_for_good(sent: Delivery, web: Brand, enter: Enter) -> None:
    assert enter(sent).status_code == 200
    change_web_page(web, is_on=False, days=90, by=None)
    assert enter(sent).status_code == 404
    change_web_page(web, is_on=True, days=90, by=None)
    assert enter(sent).status_code == 404


def test_a_brand_that_is_gone_shows_nothing(sent: Delivery, web: Brand, enter: Enter) -> None:
    Brand.objects.update(is_active=False)
    assert enter(sent).status_code == 404


def test_notes_are_never_shown(sent: Delivery, ticket: Ticket, mina: User, enter: Enter) -> None:
    actions.note(ticket, by=mina, body_text="이 고객은 조심해요")
    assert "조심해요" not in text(enter(sent))


def test_who_gets_a_copy_reads_what_was_sent_to_them_alone(
    web: Brand, ticket: Ticket, mina: User, enter: Enter
) -> None:
    actions.reply(ticket, by=mina, body_text="먼저 드린 답변이에요.")
    actions.reply(ticket, by=mina, body_text="사본으로도 드려요.", cc=["accounting@hanbit.example"])
    actions.reply(ticket, by=mina, body_text="다시 고객에게만 드려요.", cc=[])
    copy = Delivery.objects.get(recipient="accounting@hanbit.example")
    page = text(enter(copy))
    assert "사본으로도 드려요." in page
    for words in ("먼저 드린", "확인 부탁드려요.", "고객에게만", "seoa.yoon@example.com"):
        assert words not in page
    own = Delivery.objects.get(message=copy.message, recipient="seoa.yoon@example.com")
    page = text(enter(own))
    assert "먼저 드린" in page
    assert "고객에게만" in page
    assert "accounting@hanbit.example" not in page


def test_a_merged_ticket_shows_its_own_reader_what_was_theirs(
    sent: Delivery, ticket: Ticket, open_ticket: OpenTicket, noor: User, mina: User, enter: Enter
) -> None:
    goal = open_ticket("Paid twice", requester=noor, text="My card number ends in 4242.")
    actions.merge(ticket, into=goal, by=mina)
    actions.reply(goal, by=mina, body_text="둘 다 확인했어요.", cc=["seoa.yoon@example.com"])
    page = text(enter(sent))
    assert "두 번째 승인은 취소했어요." in page
    assert "둘 다 확인했어요." in page
    assert "4242" not in page


def test_only_the_new_words_of_a_customers_mail_are_shown(
    sent: Delivery, ticket: Ticket, seoa: User, enter: Enter
) -> None:
    written = actions.Written(author=seoa, body_text="고마워요.\n\n> 전에 쓴 말", new_words="고마워요.")
    actions.receive(ticket, written)
    page = text(enter(sent))
    assert "고마워요." in page
    assert "전에 쓴 말" not in page


def test_what_people_write_is_never_markup(
    sent: Delivery, ticket: Ticket, seoa: User, mina: User, enter: Enter
) -> None:
    actions.receive(ticket, actions.Written(author=seoa, body_text="<script>alert(1)</script>"))
    actions.reply(
        ticket,
        by=mina,
        body_text="x",
        body_html='<p style="position:fixed" onclick="x()">네<img src="https://t.example/p.png"></p>',
    )
    page = text(enter(sent))
    for markup in ("<script>alert", "position:fixed", "onclick", "t.example"):
        assert markup not in page


def test_files_are_for_saving_and_for_who_may_read_the_message(
    web: Brand,
    ticket: Ticket,
    seoa: User,
    open_ticket: OpenTicket,
    noor: User,
    mina: User,
    enter: Enter,
    client: Client,
) -> None:
    bill = File("청구서.html", "text/html", b"<script>alert(1)</script>")
    actions.receive(ticket, actions.Written(author=seoa, body_text="첨부해요.", files=[bill]))
    other = open_ticket("Other", requester=noor)
    actions.receive(other, actions.Written(author=noor, body_text="mine", files=[bill]))
    actions.reply(ticket, by=mina, body_text="봤어요.")
    delivery = Delivery.objects.get()
    enter(delivery)
    own, others = (
        Attachment.objects.get(message__ticket=ticket),
        Attachment.objects.get(message__ticket=other),
    )
    answer = client.get(f"/view/{delivery.pk}/files/{own.pk}/{own.filename}?shown")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert client.get(f"/view/{delivery.pk}/files/{others.pk}/x").status_code == 404


def test_it_speaks_the_customers_language(
    web: Brand, open_ticket: OpenTicket, noor: User, mina: User, enter: Enter
) -> None:
    User.objects.filter(pk=noor.pk).update(language="en")
    actions.reply(open_ticket("Paid twice", requester=noor), by=mina, body_text="It is cancelled.")
    page = enter(Delivery.objects.get())
    assert page["Content-Language"] == "en"
    assert "1 earlier message" in text(page)


def test_it_wears_the_brands_colour(sent: Delivery, enter: Enter, client: Client) -> None:
    enter(sent)
    sheet = client.get(f"/view/{sent.pk}/look.css")
    assert sheet["Content-Type"].startswith("text/css")
    assert "--indigo: light-dark(#9c3d22," in text(sheet)


def test_who_asks_too_often_is_told_to_wait_before_anything_is_looked_up(
    sent: Delivery, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [client.get(f"/v/{sent.pk}.made-up") for _ in range(121)]
    assert [answers[0].status_code, answers[-1].status_code] == [404, 429]
    looked_up: list[str] = []
    monkeypatch.setattr(door, "mail_behind", looked_up.append)
    refused = client.get(f"/v/{token_of(sent)}")
    assert (refused.status_code, refused["Retry-After"], looked_up) == (429, "60", [])
