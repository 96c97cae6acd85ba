"""A mail that comes back finds the answer that it was, and stops what has no use."""

from dataclasses import replace

import pytest

from madang.accounts.models import User
from madang.channels.base import Address, DeliveryReport, InboundMessage, ReportedRecipient
from madang.delivery import bounces
from madang.delivery.actions import allow_address, retry
from madang.delivery.models import Delivery, DeliveryState, Purpose, Reason, Unreachable
from madang.history.models import Event
from madang.tickets import actions
from madang.tickets.models import Ticket
from tests.delivery.conftest import SendAll, the_one
from tests.services.mail import MailServer

pytestmark = pytest.mark.django_db(transaction=True)

SEOA, BOSS = "seoa.yoon@example.com", "boss@example.com"
GONE = ReportedRecipient(email=SEOA, status="5.1.1", words="550 5.1.1 The mailbox doesn't exist")
REPORT = InboundMessage(
    sender=Address("MAILER-DAEMON@mx.example.com"), body_text="Undelivered mail", auto_reply="bounce"
)


@pytest.fixture
def sent(ticket: Ticket, seoa: User, mina: User, server: MailServer, send_all: SendAll) -> Delivery:
    """An answer that the outgoing server took, for the customer and for a Cc."""
    actions.receive(ticket, actions.Written(author=seoa, body_text="더", cc=[BOSS]))
    actions.reply(ticket, by=mina, body_text="확인했어요.")
    send_all(server.url)
    return the_one(SEOA)


def report(*recipients: ReportedRecipient, message_id: str = "") -> InboundMessage:
    return replace(REPORT, report=DeliveryReport(message_id=message_id, recipients=recipients))


def kinds(ticket: Ticket) -> list[str]:
    return list(
        Event.objects.filter(subject_type="ticket", subject_id=ticket.pk).values_list("kind", flat=True)
    )


def test_every_mail_has_a_return_address_of_its_own(sent: Delivery, server: MailServer) -> None:
    senders = [mail.sender for mail in server.handed]
    assert len(set(senders)) == 2
    found = [bounces.delivery_of(sender) for sender in senders]
    assert [one.recipient for one in found if one] == [SEOA, BOSS]
    assert all(sender.startswith("help+b") for sender in senders)


def test_a_report_without_any_name_is_found_by_the_address_it_came_to(sent: Delivery, ticket: Ticket) -> None:
    address = bounces.return_address("help@lantern.example", delivery=sent.pk)
    text = replace(REPORT, body_text="Sorry, 550 5.1.1 no such user here.")
    assert bounces.take(text, rcpt_to=address)
    sent.refresh_from_db()
    assert (sent.state, sent.status) == (DeliveryState.BOUNCED, "5.1.1")
    assert "no such user" in sent.error
    assert the_one(BOSS).state == DeliveryState.SENT
    assert "delivery.bounced" in kinds(ticket)


def test_a_return_address_that_was_made_up_is_no_address(sent: Delivery) -> None:
    forged = f"help+b{sent.pk}.aaaaaaaaaa@lantern.example"
    assert bounces.delivery_of(forged) is None
    assert not bounces.take(REPORT, rcpt_to=forged)


def test_a_report_is_found_by_message_id_and_recipient(sent: Delivery) -> None:
    assert bounces.take(report(GONE, message_id=sent.mail_id), rcpt_to="help@lantern.example")
    assert the_one(SEOA).state == DeliveryState.BOUNCED
    assert the_one(BOSS).state == DeliveryState.SENT


def test_a_report_about_a_stranger_changes_nothing(sent: Delivery) -> None:
    other = replace(GONE, email="somebody@else.example")
    assert not bounces.take(report(other, message_id=sent.mail_id), rcpt_to="help@lantern.example")
    assert not bounces.take(report(GONE, message_id="unknown@example.com"), rcpt_to="help@lantern.example")
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.SENT}


def test_a_mail_that_was_forwarded_and_came_back_is_its_recipients(sent: Delivery) -> None:
    elsewhere = replace(GONE, email="seoa@new-company.example")
    assert bounces.take(
        report(elsewhere), rcpt_to=bounces.return_address("help@lantern.example", delivery=sent.pk)
    )
    assert the_one(SEOA).state == DeliveryState.BOUNCED


def test_the_same_report_twice_counts_once(sent: Delivery, ticket: Ticket) -> None:
    for _ in range(2):
        assert bounces.take(report(GONE, message_id=sent.mail_id), rcpt_to="help@lantern.example")
    assert kinds(ticket).count("delivery.bounced") == 1
    assert Unreachable.objects.get().bounces == 1


def test_a_delay_is_told_and_the_mail_stays_sent(sent: Delivery) -> None:
    late = replace(GONE, action="delayed", status="4.4.1", words="connection timed out")
    assert bounces.take(report(late, message_id=sent.mail_id), rcpt_to="help@lantern.example")
    sent.refresh_from_db()
    assert (sent.state, sent.reason, sent.error) == (
        DeliveryState.SENT,
        Reason.DELAYED,
        "connection timed out",
    )


def test_a_report_that_it_was_delivered_changes_nothing(sent: Delivery) -> None:
    there = replace(GONE, action="delivered", status="2.0.0", words="")
    assert bounces.take(report(there, message_id=sent.mail_id), rcpt_to="help@lantern.example")
    assert the_one(SEOA).state == DeliveryState.SENT


def test_an_address_that_does_not_exist_is_not_written_to_until_someone_says_so(
    sent: Delivery, ticket: Ticket, mina: User, server: MailServer, send_all: SendAll
) -> None:
    bounces.take(report(GONE, message_id=sent.mail_id), rcpt_to="help@lantern.example")
    assert "address.stopped" in kinds(ticket)
    before = len(server.handed)
    actions.reply(ticket, by=mina, body_text="다시 보내요.")
    send_all(server.url)
    refused = the_one(SEOA)
    assert (refused.state, refused.reason) == (DeliveryState.REFUSED, Reason.STOPPED)
    assert [mail.recipients for mail in server.handed[before:]] == [[BOSS]]

    allow_address(refused, by=mina)
    retry(refused, by=mina)
    send_all(server.url)
    assert the_one(SEOA).state == DeliveryState.SENT
    assert "address.allowed" in kinds(ticket)


def test_a_full_mailbox_is_counted_and_written_to_again(
    sent: Delivery, ticket: Ticket, mina: User, server: MailServer, send_all: SendAll
) -> None:
    full = replace(GONE, status="5.2.2", words="552 5.2.2 Mailbox full")
    bounces.take(report(full, message_id=sent.mail_id), rcpt_to="help@lantern.example")
    address = Unreachable.objects.get()
    assert (address.bounces, address.stopped_at) == (1, None)
    actions.reply(ticket, by=mina, body_text="다시 보내요.")
    send_all(server.url)
    assert the_one(SEOA).state == DeliveryState.SENT


def test_what_somebody_asked_for_to_sign_in_is_sent_all_the_same(
    sent: Delivery, server: MailServer, send_all: SendAll
) -> None:
    bounces.take(report(GONE, message_id=sent.mail_id), rcpt_to="help@lantern.example")
    Delivery.objects.filter(pk=sent.pk).update(state=DeliveryState.QUEUED, purpose=Purpose.ACCOUNT)
    send_all(server.url)
    assert the_one(SEOA).state == DeliveryState.SENT


def test_a_refusal_of_the_address_stops_it_and_one_of_the_mail_does_not(
    ticket: Ticket, mina: User, server: MailServer, send_all: SendAll
) -> None:
    server.recipient_answer = "550 5.7.1 Looks like spam"
    actions.reply(ticket, by=mina, body_text="하나")
    send_all(server.url)
    assert not Unreachable.objects.exists()
    server.recipient_answer = "550 5.1.1 No such user"
    actions.reply(ticket, by=mina, body_text="둘")
    send_all(server.url)
    assert Unreachable.objects.get(email=SEOA).stopped_at is not None


def test_a_report_that_is_quicker_than_our_own_note_is_kept(sent: Delivery) -> None:
    from madang.delivery.actions import mark_sent

    Delivery.objects.filter(pk=sent.pk).update(state=DeliveryState.SENDING)
    sent.refresh_from_db()
    bounces.take(report(GONE, message_id=sent.mail_id), rcpt_to="help@lantern.example")
    mark_sent(sent)
    assert the_one(SEOA).state == DeliveryState.BOUNCED
