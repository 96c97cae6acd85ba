"""An agent's answer leaves once, as a proper mail, and its state is told honestly."""

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core.mail import send_mail
from django.utils import timezone

from madang.accounts.models import User
from madang.channels.kinds import email
from madang.delivery.actions import retry
from madang.delivery.models import Delivery, DeliveryState
from madang.delivery.sender import Sender
from madang.delivery.transport import Smtp
from madang.history.models import Event
from madang.tickets import actions
from madang.tickets.models import Message, Ticket
from tests.services.mail import MailServer, running_mail_server
from tests.services.ports import free_port

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with running_mail_server() as running:
        yield running


def sender(url: str = "", *, name: str = "one") -> Sender:
    return Sender(name, is_alive=lambda other: False, transport=Smtp(url) if url else None)


def send_all(one: Sender) -> None:
    while one.step():
        pass


def test_a_reply_is_queued_in_its_own_transaction_and_sent_once(
    ticket: Ticket, mina: User, server: MailServer
) -> None:
    actions.reply(
        ticket,
        by=mina,
        body_text="두 번째 승인은 취소했어요.",
        body_html="<p>두 번째 승인은 <b>취소</b>했어요.</p>",
    )
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.recipient) == (DeliveryState.QUEUED, "seoa.yoon@example.com")

    send_all(sender(server.url))
    send_all(sender(server.url))
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT
    assert [mail.recipients for mail in server.handed] == [["seoa.yoon@example.com"]]
    assert Event.objects.filter(kind="delivery.sent", subject_id=ticket.pk).count() == 1


def test_a_reply_is_a_proper_mail_of_its_brand(ticket: Ticket, mina: User, server: MailServer) -> None:
    Message.objects.filter(ticket=ticket).update(message_id="first@example.com")
    actions.reply(ticket, by=mina, body_text="확인했어요.", body_html="<p>확인했어요.</p>")
    send_all(sender(server.url))
    mail = message_from_bytes(server.handed[0].raw, policy=policy.default)
    assert mail["From"].addresses[0].display_name == "등불 스토어"
    assert mail["From"].addresses[0].addr_spec == "help@lantern.example"
    assert mail["Reply-To"].addresses[0].addr_spec.startswith(f"help+{ticket.number}.")
    assert mail["Subject"] == "Re: 결제가 두 번 됐어요"
    assert mail["In-Reply-To"] == "<first@example.com>"
    assert "<first@example.com>" in mail["References"]
    assert mail["Message-ID"] == f"<{Delivery.objects.get().mail_id}>"
    assert mail.get_content_type() == "multipart/alternative"
    assert "확인했어요." in email.parse(server.handed[0].raw).body_text


def test_the_customers_answer_to_a_reply_comes_back_to_the_ticket(ticket: Ticket, mina: User) -> None:
    first = actions.reply(ticket, by=mina, body_text="확인했어요.")
    second = actions.reply(ticket, by=mina, body_text="하나 더요.")
    send_all(sender())
    raw = bytes(Delivery.objects.get(message=second).raw or b"")
    assert Delivery.objects.get(message=first).mail_id in email.parse(raw).references


def test_a_note_never_leaves(ticket: Ticket, mina: User) -> None:
    actions.note(ticket, by=mina, body_text="고객에게 말하지 말 것")
    assert not Delivery.objects.exists()


def test_without_an_outgoing_server_the_mail_is_kept_exactly_as_it_would_be_sent(
    ticket: Ticket, mina: User, server: MailServer
) -> None:
    actions.reply(ticket, by=mina, body_text="확인했어요.")
    send_all(sender())
    kept = Delivery.objects.get()
    assert kept.state == DeliveryState.KEPT
    raw = bytes(kept.raw or b"")

    retry(kept, by=mina)
    send_all(sender(server.url))
    kept.refresh_from_db()
    assert kept.state == DeliveryState.SENT
    assert server.handed[0].raw == raw


def test_a_refused_mail_says_so_in_the_servers_words_and_can_be_tried_again(
    ticket: Ticket, mina: User, server: MailServer
) -> None:
    server.answers = ["554 5.7.1 Message looks like spam"]
    actions.reply(ticket, by=mina, body_text="확인했어요.")
    send_all(sender(server.url))
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.error) == (DeliveryState.REFUSED, "554 5.7.1 Message looks like spam")

    retry(delivery, by=mina)
    send_all(sender(server.url))
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT
    assert delivery.mail_id.encode() in server.handed[0].raw


@pytest.mark.parametrize("answer", ["451 4.3.0 Try later", "421 4.3.2 Going down"])
def test_a_server_that_asks_for_patience_gets_it(
    ticket: Ticket, mina: User, server: MailServer, answer: str
) -> None:
    server.answers = [answer]
    actions.reply(ticket, by=mina, body_text="확인했어요.")
    send_all(sender(server.url))
    delivery = Delivery.objects.get()
    assert delivery.state == DeliveryState.DEFERRED
    assert answer in delivery.error
    assert delivery.due_at > timezone.now() + timedelta(seconds=30)

    Delivery.objects.update(due_at=timezone.now())
    send_all(sender(server.url))
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT


def test_a_server_that_cannot_be_reached_loses_nothing(ticket: Ticket, mina: User) -> None:
    actions.reply(ticket, by=mina, body_text="확인했어요.")
    send_all(sender(f"smtp://127.0.0.1:{free_port()}"))
    delivery = Delivery.objects.get()
    assert delivery.state == DeliveryState.DEFERRED
    assert delivery.error


def test_a_recipient_the_server_refuses_is_told(ticket: Ticket, mina: User, server: MailServer) -> None:
    server.recipient_answer = "550 5.1.1 No such user"
    actions.reply(ticket, by=mina, body_text="확인했어요.")
    send_all(sender(server.url))
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.error) == (DeliveryState.REFUSED, "550 5.1.1 No such user")


def test_what_a_dead_sender_had_in_hand_goes_again_under_the_same_message_id(
    ticket: Ticket, mina: User, server: MailServer
) -> None:
    actions.reply(ticket, by=mina, body_text="확인했어요.")
    Delivery.objects.update(
        state=DeliveryState.SENDING, claimed_by="dead", claimed_until=timezone.now() + timedelta(minutes=9)
    )
    fresh = sender(server.url, name="two")
    assert not fresh.step()
    assert fresh.release_of_the_dead() == 1
    send_all(fresh)
    assert Delivery.objects.get().mail_id.encode() in server.handed[0].raw


def test_what_a_living_sender_has_in_hand_is_left_alone(ticket: Ticket, mina: User) -> None:
    actions.reply(ticket, by=mina, body_text="확인했어요.")
    Delivery.objects.update(
        state=DeliveryState.SENDING, claimed_by="alive", claimed_until=timezone.now() + timedelta(minutes=9)
    )
    other = Sender("two", is_alive=lambda name: True)
    assert other.release_of_the_dead() == 0
    assert not other.step()


def test_the_desks_own_mails_go_through_the_ledger_too(
    help_inbox: object, server: MailServer, settings: object
) -> None:
    settings.EMAIL_BACKEND = "madang.delivery.backend.LedgerBackend"  # type: ignore[attr-defined]  # django-stubs types the settings fixture by the module
    send_mail("비밀번호 재설정", "링크를 누르세요", None, ["mina@lantern.example"])
    send_all(sender(server.url))
    assert server.handed[0].recipients == ["mina@lantern.example"]
    mail = message_from_bytes(server.handed[0].raw, policy=policy.default)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["From"].addresses[0].addr_spec == "help@lantern.example"
