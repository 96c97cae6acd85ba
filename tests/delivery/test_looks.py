"""An answer is a real mail of its brand: heading, logo, signature and footer, in two forms that say the same."""

from email import message_from_bytes, policy

import pytest

from madang.accounts.models import User
from madang.brands.models import Brand
from madang.channels.kinds import email
from madang.delivery.actions import change_look
from madang.delivery.looks import Look
from madang.lib.colours import INK, WHITE
from madang.tickets import actions
from madang.tickets.models import Ticket
from tests.delivery.conftest import SendAll
from tests.services.mail import MailServer

pytestmark = pytest.mark.django_db(transaction=True)

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def look(brand: Brand, *, logo: bytes | None = None) -> None:
    change_look(
        brand,
        heading="등불 스토어 고객센터",
        signature="{{ agent }} 드림\n{{ brand|은는 }} 언제나 곁에 있어요.",
        footer="{{ brand }} · 문의 {{ number }}\n서울시 종로구",
        read_marks=False,
        logo=logo,
        logo_type="image/png" if logo else "",
        by=None,
    )


def sent(ticket: Ticket, mina: User, server: MailServer, send_all: SendAll) -> bytes:
    actions.reply(
        ticket, by=mina, body_text="취소했어요.", body_html="<p>두 번째 승인은 <b>취소</b>했어요.</p>"
    )
    send_all(server.url)
    return server.handed[-1].raw


def test_the_mail_wears_the_brands_look(
    ticket: Ticket, mina: User, deungbul: Brand, server: MailServer, send_all: SendAll
) -> None:
    look(deungbul)
    mail = email.parse(sent(ticket, mina, server, send_all))
    for words in (
        "등불 스토어 고객센터",
        "김민아 드림",
        "등불 스토어는 언제나",
        f"문의 {ticket.number}",
        "서울시 종로구",
    ):
        assert words in mail.body_html
    assert "김민아 드림\n등불 스토어는 언제나 곁에 있어요." in mail.body_text
    assert "<b>취소</b>" in mail.body_html
    assert "#9c3d22" in mail.body_html


def test_styles_are_written_into_the_tags(
    ticket: Ticket, mina: User, deungbul: Brand, server: MailServer, send_all: SendAll
) -> None:
    mail = email.parse(sent(ticket, mina, server, send_all))
    assert '<p style="margin: 0 0 12px' in mail.body_html.replace("margin:0", "margin: 0")


def test_the_logo_goes_with_the_mail_as_an_inline_picture(
    ticket: Ticket, mina: User, deungbul: Brand, server: MailServer, send_all: SendAll
) -> None:
    look(deungbul, logo=PNG)
    raw = sent(ticket, mina, server, send_all)
    mail = message_from_bytes(raw, policy=policy.default)
    related = next(part for part in mail.walk() if part.get_content_type() == "multipart/related")
    picture = next(part for part in related.walk() if part.get_content_type() == "image/png")
    assert picture["Content-ID"] == "<logo@madang>"
    assert picture.get_content_disposition() == "inline"
    assert 'src="cid:logo@madang"' in email.parse(raw).body_html


def test_who_takes_the_logo_away_sends_none(
    ticket: Ticket, mina: User, deungbul: Brand, server: MailServer, send_all: SendAll
) -> None:
    look(deungbul, logo=PNG)
    look(deungbul, logo=b"")
    assert b"image/png" not in sent(ticket, mina, server, send_all)


def test_what_a_person_is_called_is_never_markup(
    ticket: Ticket, mina: User, deungbul: Brand, server: MailServer, send_all: SendAll
) -> None:
    look(deungbul)
    User.objects.filter(pk=mina.pk).update(name="<img src=x>")
    mina.refresh_from_db()
    assert "<img src=x>" not in email.parse(sent(ticket, mina, server, send_all)).body_html


@pytest.mark.parametrize(
    ("colour", "on"), [("#ffffff", INK), ("#f5d76e", INK), ("#2b4c9b", WHITE), ("#000000", WHITE)]
)
def test_what_stands_on_the_brands_colour_can_be_read(colour: str, on: str) -> None:
    assert Look(name="x", language="ko", colour=colour).on_colour == on
