"""What comes in by mail becomes one message of the right ticket, whatever it is and however often it comes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from madang.accounts.models import User
from madang.channels.kinds import email
from madang.channels.models import Inbox
from madang.delivery.bounces import return_address
from madang.delivery.models import Delivery
from madang.intake import screens
from madang.intake.accept import take_waiting
from madang.intake.actions import try_again
from madang.intake.models import MailPolicy, RawMessage, RawState
from madang.intake.store import read, store
from madang.lib.secret import desk_mark, key_for
from madang.tickets import actions
from madang.tickets.models import Message, Status, Ticket
from madang.tickets.threads import reply_address
from tests.cast import OpenTicket
from tests.intake.mails import VOUCHED, mail

pytestmark = pytest.mark.django_db(transaction=True)

MAILS = Path(__file__).resolve().parent.parent / "mails"


def arrive(raw: bytes, inbox: Inbox, *, to: str = "") -> RawMessage:
    """Store and take one mail."""
    rows = store(raw, mail_from="seoa.yoon@example.com", recipients=[(inbox, to or inbox.address)])
    while take_waiting():
        pass
    rows[0].refresh_from_db()
    return rows[0]


def taken(raw: RawMessage) -> Message:
    assert raw.state == RawState.TAKEN, raw.error
    assert raw.message is not None
    return raw.message


def test_a_first_mail_opens_a_ticket_for_its_sender(help_inbox: Inbox) -> None:
    message = taken(arrive(mail(), help_inbox))
    ticket = message.ticket
    assert ticket.subject == "결제가 두 번 됐어요"
    assert (ticket.requester.name, ticket.requester.email) == ("윤서아", "seoa.yoon@example.com")
    assert ticket.brand == help_inbox.brand
    assert message.body_text.strip() == "카드 승인 문자가 두 건 왔어요."
    assert message.incoming


def test_a_mail_delivered_twice_is_taken_once(help_inbox: Inbox) -> None:
    raw = mail(message_id="<one@example.com>")
    again = b"Received: from relay.example by other.example; Mon, 2 Nov 2026 05:09:00 +0000\r\n" + raw
    assert arrive(raw, help_inbox).pk == arrive(again, help_inbox).pk
    assert Message.objects.count() == 1


def test_another_mail_with_a_known_message_id_is_not_suppressed(help_inbox: Inbox) -> None:
    arrive(mail(message_id="<one@example.com>"), help_inbox)
    arrive(mail("다른 내용입니다", message_id="<one@example.com>"), help_inbox)
    assert Message.objects.count() == 2


def test_a_reply_to_the_reply_address_goes_to_its_ticket(ticket: Ticket, help_inbox: Inbox) -> None:
    to = reply_address(help_inbox.address, number=ticket.number, key=key_for("reply address"))
    message = taken(
        arrive(mail("추가 내용입니다", to=to, sender="동료 <friend@example.org>"), help_inbox, to=to)
    )
    assert message.ticket == ticket
    assert message.author.email == "friend@example.org"


def test_a_reply_is_threaded_by_what_it_refers_to(help_inbox: Inbox) -> None:
    first = taken(arrive(mail(message_id="<first@example.com>"), help_inbox))
    second = taken(arrive(mail("아, 그리고요", In_Reply_To="<first@example.com>"), help_inbox))
    third = taken(arrive(mail("하나 더", References="<unknown@example.com> <first@example.com>"), help_inbox))
    assert first.ticket == second.ticket == third.ticket


def test_a_stranger_who_refers_to_a_mail_is_not_joined_into_its_ticket(help_inbox: Inbox) -> None:
    first = taken(arrive(mail(message_id="<first@example.com>"), help_inbox))
    stranger = mail("제 건도요", sender="낯선 이 <stranger@example.org>", In_Reply_To="<first@example.com>")
    assert taken(arrive(stranger, help_inbox)).ticket != first.ticket


def test_the_same_subject_alone_joins_nothing(help_inbox: Inbox) -> None:
    assert taken(arrive(mail(), help_inbox)).ticket != taken(arrive(mail("또 문의"), help_inbox)).ticket


def test_a_reply_to_a_closed_ticket_opens_one_that_follows_it(
    ticket: Ticket, help_inbox: Inbox, mina: User
) -> None:
    actions.change_status(ticket, to=Status.CLOSED, by=mina)
    to = reply_address(help_inbox.address, number=ticket.number, key=key_for("reply address"))
    following = taken(arrive(mail(to=to), help_inbox, to=to)).ticket
    assert following != ticket
    assert following.follow_up_of == ticket


def test_a_reply_to_a_merged_ticket_goes_where_its_conversation_went(
    ticket: Ticket, open_ticket: OpenTicket, help_inbox: Inbox, mina: User
) -> None:
    other = open_ticket("other")
    actions.merge(ticket, into=other, by=mina)
    to = reply_address(help_inbox.address, number=ticket.number, key=key_for("reply address"))
    assert taken(arrive(mail(to=to), help_inbox, to=to)).ticket == other


def test_a_number_in_the_subject_joins_only_who_has_a_part_in_it(ticket: Ticket, help_inbox: Inbox) -> None:
    subject = f"Re: 결제 [#{ticket.number}]"
    assert ticket.requester.email
    own = mail("추가로요", sender=ticket.requester.email, subject=subject)
    assert taken(arrive(own, help_inbox)).ticket == ticket
    stranger = mail("저도요", sender="stranger@example.org", subject=subject)
    assert taken(arrive(stranger, help_inbox)).ticket != ticket


def test_somebody_new_who_has_the_reply_address_joins_visibly(ticket: Ticket, help_inbox: Inbox) -> None:
    to = reply_address(help_inbox.address, number=ticket.number, key=key_for("reply address"))
    first = taken(arrive(mail("제가 남편입니다", sender="friend@example.org", to=to), help_inbox, to=to))
    second = taken(arrive(mail("하나 더요", sender="friend@example.org", to=to), help_inbox, to=to))
    assert (first.ticket, first.newcomer) == (ticket, True)
    assert (second.ticket, second.newcomer) == (ticket, False)


def test_what_an_agent_forwards_belongs_to_who_wrote_it_first(help_inbox: Inbox, mina: User) -> None:
    words = (
        "이 건 봐 주세요\n\n---------- Forwarded message ---------\n"
        "From: Noor Haddad <noor.haddad@example.com>\nDate: Mon, Nov 2, 2026 at 2:08 PM\n"
        "Subject: Charged twice\nTo: <mina@lantern.example>\n\nI was charged twice."
    )
    MailPolicy.objects.create(trusted_servers="mx.lantern.example")
    sent = {"sender": "mina@lantern.example", "subject": "Fwd: Charged twice"}
    message = taken(arrive(mail(words, **sent, Authentication_Results=VOUCHED), help_inbox))
    ticket = message.ticket
    assert (ticket.requester.email, ticket.subject) == ("noor.haddad@example.com", "Charged twice")
    assert (message.author, message.body_text) == (ticket.requester, "I was charged twice.")
    noted = ticket.messages.get(visibility="internal")
    assert (noted.author, noted.body_text) == (mina, "이 건 봐 주세요")


def test_what_a_customer_forwards_is_the_customers_own(help_inbox: Inbox) -> None:
    words = (
        "From: Noor Haddad <noor.haddad@example.com>\nTo: me@example.com\nSubject: x\n\nI was charged twice."
    )
    ticket = taken(arrive(mail(words, sender="seoa.yoon@example.com", subject="Fwd: x"), help_inbox)).ticket
    assert ticket.requester.email == "seoa.yoon@example.com"


def test_the_desks_own_mail_is_held_and_says_why(help_inbox: Inbox) -> None:
    raw = arrive(mail(X_Madang_Desk=desk_mark()), help_inbox)
    assert raw.state == RawState.HELD
    assert "loop" in raw.error
    assert arrive(mail(sender="help@lantern.example"), help_inbox).state == RawState.HELD
    assert not Ticket.objects.exists()


def test_two_robots_answering_each_other_come_to_an_end(
    help_inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens.flood, "MOST_AUTOMATIC_IN_AN_HOUR", 3)
    states = [
        arrive(mail(f"자동 응답 {n}", Auto_Submitted="auto-replied"), help_inbox).state for n in range(5)
    ]
    assert states == [RawState.TAKEN] * 3 + [RawState.HELD] * 2


def test_a_mail_without_from_is_taken_for_its_envelope_sender(help_inbox: Inbox) -> None:
    message = taken(arrive(mail(sender=""), help_inbox))
    assert message.author.email == "seoa.yoon@example.com"


def test_a_mail_from_nobody_stays_visible_with_its_reason(help_inbox: Inbox) -> None:
    rows = store(mail(sender=""), mail_from="", recipients=[(help_inbox, help_inbox.address)])
    while take_waiting():
        pass
    rows[0].refresh_from_db()
    assert rows[0].state == RawState.FAILED
    assert "sender" in rows[0].error


def test_a_mail_that_cannot_be_read_stops_no_other_and_can_be_tried_again(
    help_inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    parse: Callable[[bytes], object] = email.parse

    def failing(raw: bytes) -> object:
        if b"poison" in raw:
            raise ValueError("cannot read this")
        return parse(raw)

    poisoned = store(
        mail("poison"), mail_from="a@example.com", recipients=[(help_inbox, "help@lantern.example")]
    )[0]
    store(mail("건강한 메일"), mail_from="a@example.com", recipients=[(help_inbox, "help@lantern.example")])
    with monkeypatch.context() as broken:
        broken.setattr(email, "parse", failing)
        while take_waiting():
            pass
    poisoned.refresh_from_db()
    assert (poisoned.state, poisoned.error) == (RawState.FAILED, "ValueError: cannot read this")
    assert Message.objects.count() == 1

    try_again(poisoned, by=None)
    while take_waiting():
        pass
    assert Message.objects.count() == 2


@pytest.mark.parametrize("size", [10, 300 * 1024])
def test_the_original_is_kept_byte_for_byte(help_inbox: Inbox, size: int) -> None:
    raw = mail("가" * size)
    assert read(arrive(raw, help_inbox)) == raw


def test_one_mail_to_two_inboxes_is_taken_by_each(help_inbox: Inbox) -> None:
    other = Inbox.objects.create(brand=help_inbox.brand, address="vip@lantern.example")
    store(
        mail(to="help@lantern.example, vip@lantern.example"),
        mail_from="seoa.yoon@example.com",
        recipients=[(help_inbox, help_inbox.address), (other, other.address)],
    )
    while take_waiting():
        pass
    assert set(Ticket.objects.values_list("inbox", flat=True)) == {help_inbox.pk, other.pk}


def test_an_agents_mail_never_acts_as_an_agent(ticket: Ticket, help_inbox: Inbox, mina: User) -> None:
    to = reply_address(help_inbox.address, number=ticket.number, key=key_for("reply address"))
    MailPolicy.objects.create(trusted_servers="mx.lantern.example")
    sent = mail("확인했습니다", sender="mina@lantern.example", to=to, Authentication_Results=VOUCHED)
    message = taken(arrive(sent, help_inbox, to=to))
    assert message.author == mina
    assert message.incoming
    assert not message.deliveries.exists()


def test_a_signed_mail_is_taken_with_the_kind_of_its_signature(help_inbox: Inbox) -> None:
    raw = (MAILS / "signed-pgp-mime.eml").read_bytes()
    assert taken(arrive(raw, help_inbox)).signed == "PGP"


def test_an_automatic_answer_to_the_return_address_finds_its_ticket(
    ticket: Ticket, help_inbox: Inbox, mina: User
) -> None:
    actions.reply(ticket, by=mina, body_text="확인했어요.")
    to = return_address(help_inbox.address, delivery=Delivery.objects.get(ticket=ticket).pk)
    answer = mail("휴가 중입니다", sender=str(ticket.requester.email), to=to, Auto_Submitted="auto-replied")
    assert taken(arrive(answer, help_inbox, to=to)).ticket == ticket
