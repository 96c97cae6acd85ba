"""A read report marks the answer that it is about, and is no customer's words."""

from datetime import timedelta

import pytest
from django.utils import timezone

from madang.accounts.models import User
from madang.brands.models import Brand
from madang.channels.kinds import email
from madang.channels.models import Inbox
from madang.delivery.bounces import return_address
from madang.delivery.models import Delivery, DeliveryState, MailLook, Reason, Sign
from madang.intake.accept import take_waiting
from madang.intake.models import RawMessage, RawState
from madang.intake.store import store
from madang.tickets import actions
from madang.tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db(transaction=True)

REPORT = """\
From: {sender}
To: {to}
Subject: Read: Re: 결제가 두 번 됐어요
Message-ID: <mdn-1@mail.example.com>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=disposition-notification; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

메시지를 읽었습니다.

--b
Content-Type: message/disposition-notification

Final-Recipient: rfc822; {sender}
Original-Message-ID: <{about}>
Disposition: manual-action/MDN-sent-manually; {disposition}

--b--
"""
HELP = "help@lantern.example"
SEOA = "seoa.yoon@example.com"


@pytest.fixture
def sent(ticket: Ticket, mina: User, deungbul: Brand) -> Delivery:
    """An answer of a brand that wants read marks, sent an hour ago."""
    MailLook.objects.create(brand=deungbul, read_marks=True)
    actions.reply(ticket, by=mina, body_text="확인했어요.", cc=["accounting@hanbit.example"])
    Delivery.objects.update(state=DeliveryState.SENT, sent_at=timezone.now() - timedelta(hours=1))
    return Delivery.objects.get(recipient=SEOA)


def hand_in(
    inbox: Inbox,
    delivery: Delivery,
    *,
    said: str = "displayed",
    to: str = HELP,
    sender: str = SEOA,
    about: str = "",
) -> RawMessage:
    words = REPORT.format(sender=sender, to=to, about=about or delivery.mail_id, disposition=said)
    (row,) = store(words.replace("\n", "\r\n").encode(), mail_from="", recipients=[(inbox, to)])
    while take_waiting():
        pass
    row.refresh_from_db()
    delivery.refresh_from_db()
    return row


def test_displayed_is_opened_as_the_mail_program_says(sent: Delivery, help_inbox: Inbox) -> None:
    before = Message.objects.count()
    row = hand_in(help_inbox, sent)
    assert (row.state, row.message) == (RawState.TAKEN, None)
    assert (sent.state, sent.opened_by) == (DeliveryState.OPENED, Sign.REPORT)
    assert sent.opened_at is not None
    assert Message.objects.count() == before
    other = Delivery.objects.get(recipient="accounting@hanbit.example")
    assert other.state == DeliveryState.SENT


def test_a_report_to_the_mails_own_return_address_needs_no_name(sent: Delivery, help_inbox: Inbox) -> None:
    hand_in(help_inbox, sent, to=return_address(HELP, delivery=sent.pk), about="gone@example.com")
    assert sent.opened_by == Sign.REPORT


def test_deleted_unread_is_said_and_nothing_else(sent: Delivery, help_inbox: Inbox) -> None:
    hand_in(help_inbox, sent, said="deleted")
    assert (sent.state, sent.reason) == (DeliveryState.SENT, Reason.DELETED_UNREAD)


def test_who_opens_it_after_all_has_opened_it(sent: Delivery, help_inbox: Inbox) -> None:
    hand_in(help_inbox, sent, said="deleted")
    hand_in(help_inbox, sent, to=return_address(HELP, delivery=sent.pk))
    assert (sent.state, sent.reason) == (DeliveryState.OPENED, "")


def test_nobody_speaks_for_another_recipient(sent: Delivery, help_inbox: Inbox) -> None:
    hand_in(help_inbox, sent, sender="stranger@elsewhere.example")
    assert sent.state == DeliveryState.SENT


def test_what_was_seen_on_the_web_is_surer(sent: Delivery, help_inbox: Inbox) -> None:
    Delivery.objects.filter(pk=sent.pk).update(state=DeliveryState.OPENED, opened_by=Sign.WEB)
    hand_in(help_inbox, sent)
    assert sent.opened_by == Sign.WEB


def test_a_brand_that_wants_no_read_marks_gets_none(sent: Delivery, help_inbox: Inbox) -> None:
    MailLook.objects.update(read_marks=False)
    row = hand_in(help_inbox, sent)
    assert (row.state, row.message, sent.state) == (RawState.TAKEN, None, DeliveryState.SENT)


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("manual-action/MDN-sent-manually; displayed", "displayed"),
        ("automatic-action/MDN-sent-automatically;Deleted", "deleted"),
        ("automatic-action/MDN-sent-automatically; displayed/error", "displayed"),
        ("nonsense", "nonsense"),
    ],
)
def test_the_disposition_is_read_however_it_is_written(line: str, read: str) -> None:
    raw = REPORT.format(sender=SEOA, to=HELP, about="a@b.example", disposition="x")
    mail = email.parse(raw.replace("manual-action/MDN-sent-manually; x", line).replace("\n", "\r\n").encode())
    assert (mail.receipt_of, mail.disposition) == ("a@b.example", read)
