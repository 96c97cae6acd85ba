"""Mail that came back belongs to the answer that it was, and opens no ticket."""

import pytest

from madang.accounts.models import User
from madang.channels.models import Inbox
from madang.delivery.bounces import return_address
from madang.delivery.models import Delivery, DeliveryState
from madang.intake.accept import take_waiting
from madang.intake.models import RawMessage, RawState
from madang.intake.store import store
from madang.tickets import actions
from madang.tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db(transaction=True)

REPORT = """\
From: Mail Delivery System <MAILER-DAEMON@mx.example.com>
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Message-ID: <report-1@mx.example.com>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

<seoa.yoon@example.com>: host mx.example.com said: 550 5.1.1 no such user

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; seoa.yoon@example.com
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b--
"""


@pytest.fixture
def sent(ticket: Ticket, mina: User) -> Delivery:
    """An answer that the server took."""
    actions.reply(ticket, by=mina, body_text="확인했어요.")
    Delivery.objects.update(state=DeliveryState.SENT)
    return Delivery.objects.get()


def hand_in(inbox: Inbox, to: str) -> RawMessage:
    raw = REPORT.format(to=to).replace("\n", "\r\n").encode()
    (row,) = store(raw, mail_from="", recipients=[(inbox, to)])
    while take_waiting():
        pass
    row.refresh_from_db()
    return row


def test_a_report_marks_its_mail_and_is_no_message(sent: Delivery, help_inbox: Inbox) -> None:
    before = Message.objects.count()
    row = hand_in(help_inbox, return_address("help@lantern.example", delivery=sent.pk))
    sent.refresh_from_db()
    assert (row.state, row.message) == (RawState.TAKEN, None)
    assert row.taken_at is not None
    assert (sent.state, sent.status) == (DeliveryState.BOUNCED, "5.1.1")
    assert "no such user" in sent.error
    assert (Message.objects.count(), Ticket.objects.count()) == (before, 1)
    assert not User.objects.filter(email__icontains="mailer-daemon").exists()


def test_a_report_about_no_mail_of_ours_waits_for_somebody_to_look(sent: Delivery, help_inbox: Inbox) -> None:
    row = hand_in(help_inbox, "help@lantern.example")
    assert row.state == RawState.HELD
    assert Ticket.objects.count() == 1
