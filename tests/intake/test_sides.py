"""Side conversations by mail: answers come back into them, and nothing leaks between them and the customer."""

from collections.abc import Callable
from email import message_from_bytes, policy

import pytest

from madang.accounts.models import User
from madang.accounts.requesters import find_or_make_requester
from madang.channels.base import Address
from madang.channels.models import Inbox
from madang.delivery.bounces import return_address
from madang.delivery.models import Delivery, DeliveryState, Purpose
from madang.delivery.rendering import rendered
from madang.delivery.side_mail import address_of_side
from madang.intake.accept import take_waiting
from madang.intake.models import RawMessage, RawState
from madang.intake.store import store
from madang.lib.jobs.inline import run_pending
from madang.lib.secret import key_for
from madang.notifications.models import Notice
from madang.search.find import find
from madang.tickets import actions
from madang.tickets.errors import NotAllowed, TicketDeleted, WrongRecipient
from madang.tickets.models import Message, SideConversation, SideMessage, Status, Ticket
from madang.tickets.threads import reply_address, side_address
from tests.cast import OpenTicket
from tests.intake.mails import mail

pytestmark = pytest.mark.django_db(transaction=True)

COURIER = "택배 기사 <courier@fast.example>"

Arrive = Callable[..., RawMessage]


@pytest.fixture
def arrive(help_inbox: Inbox) -> Arrive:
    """Store and take one mail: `arrive(mail(…), to=…)`."""

    def take(raw: bytes, *, to: str = "", mail_from: str = "courier@fast.example") -> RawMessage:
        rows = store(raw, mail_from=mail_from, recipients=[(help_inbox, to or help_inbox.address)])
        while take_waiting():
            pass
        run_pending()
        rows[0].refresh_from_db()
        return rows[0]

    return take


@pytest.fixture
def side(ticket: Ticket, mina: User) -> SideConversation:
    """민아 asks the courier where the parcel is."""
    return actions.open_side(
        ticket, by=mina, subject="운송장 확인 부탁", body_text="어디쯤인가요?", to=["courier@fast.example"]
    )


def answer(text: str = "오늘 도착합니다.", *, sender: str = COURIER, **headers: str) -> bytes:
    return mail(text, subject="Re: 운송장 확인 부탁", sender=sender, **headers)


def into(raw: RawMessage) -> SideMessage:
    assert raw.state == RawState.TAKEN, raw.error
    assert raw.message is None
    assert raw.side_message is not None
    return raw.side_message


def texts(ticket: Ticket) -> list[str]:
    return [one.body_text.strip() for one in ticket.messages.order_by("pk")]


def test_what_leaves_names_the_outsider_alone_and_nothing_of_the_customer(
    side: SideConversation, ticket: Ticket, seoa: User
) -> None:
    delivery = Delivery.objects.get()
    assert (delivery.purpose, delivery.recipient, delivery.ticket) == (
        Purpose.SIDE,
        "courier@fast.example",
        None,
    )
    written = message_from_bytes(rendered(delivery), policy=policy.default)
    assert written["Subject"] == "운송장 확인 부탁"
    assert written["References"] is None
    assert address_of_side(side) in written["Reply-To"]
    assert rendered(delivery) == rendered(delivery)
    whole = written.as_string() + "".join(
        part.get_content() for part in written.walk() if part.get_content_maintype() == "text"
    )
    assert "어디쯤인가요?" in whole
    for secret in (seoa.name, str(seoa.email), "확인 부탁드려요.", ticket.subject):
        assert secret not in whole


def test_an_answer_comes_back_into_the_side_conversation_alone(
    side: SideConversation, ticket: Ticket, mina: User, arrive: Arrive
) -> None:
    actions.assign(ticket, to=mina, by=mina)
    actions.change_status(ticket, to=Status.PENDING, by=mina)
    before = Ticket.objects.get(pk=ticket.pk)
    message = into(arrive(answer(), to=address_of_side(side)))
    assert (message.side, message.body_text.strip(), message.newcomer) == (side, "오늘 도착합니다.", False)
    now = Ticket.objects.get(pk=ticket.pk)
    assert (now.status, now.preview, now.waiting_since, now.last_message_at) == (
        before.status, before.preview, before.waiting_since, before.last_message_at,
    )  # fmt: skip
    assert texts(ticket) == ["확인 부탁드려요."]
    assert SideConversation.objects.get().waiting_since is None


def test_the_outsider_becomes_no_customer(side: SideConversation, arrive: Arrive) -> None:
    known = set(User.objects.values_list("pk", flat=True))
    into(arrive(answer(), to=address_of_side(side)))
    assert set(User.objects.values_list("pk", flat=True)) == known
    assert Ticket.objects.count() == 1


def test_the_outsider_hears_no_notice_meant_for_the_customer(
    side: SideConversation, ticket: Ticket, mina: User, arrive: Arrive
) -> None:
    into(arrive(answer(), to=address_of_side(side)))
    actions.reply(ticket, by=mina, body_text="확인했어요.", then=Status.SOLVED)
    to_courier = Delivery.objects.filter(recipient="courier@fast.example")
    assert [one.purpose for one in to_courier] == [Purpose.SIDE]


def test_who_has_the_ticket_hears_of_the_answer(
    side: SideConversation, ticket: Ticket, mina: User, jun: User, arrive: Arrive
) -> None:
    actions.assign(ticket, to=jun, by=jun)
    into(arrive(answer(), to=address_of_side(side)))
    told = Notice.objects.filter(about="side").order_by("person").values_list("person", flat=True)
    assert list(told) == sorted([mina.pk, jun.pk])


def test_an_answer_without_its_address_is_found_by_what_it_refers_to(
    side: SideConversation, arrive: Arrive
) -> None:
    sent = Delivery.objects.get(purpose=Purpose.SIDE)
    message = into(arrive(answer(In_Reply_To=f"<{sent.mail_id}>")))
    assert message.side == side


def test_the_same_mail_twice_is_one_message(side: SideConversation, arrive: Arrive) -> None:
    raw = answer(message_id="<one@fast.example>")
    arrive(raw, to=address_of_side(side))
    arrive(b"Received: from a by b; Mon, 2 Nov 2026 05:09:00 +0000\r\n" + raw, to=address_of_side(side))
    assert SideMessage.objects.filter(incoming=True).count() == 1


def test_references_let_no_stranger_in(side: SideConversation, arrive: Arrive) -> None:
    sent = Delivery.objects.get(purpose=Purpose.SIDE)
    raw = arrive(answer(sender="남 <stranger@else.example>", In_Reply_To=f"<{sent.mail_id}>"))
    assert raw.side_message is None
    assert raw.message is not None
    assert raw.message.ticket.requester.email == "stranger@else.example"


def test_somebody_new_who_has_the_address_joins_visibly(side: SideConversation, arrive: Arrive) -> None:
    raw = arrive(answer(sender="소장 <boss@fast.example>"), to=address_of_side(side))
    assert into(raw).newcomer
    assert SideConversation.objects.get().people == ["courier@fast.example", "boss@fast.example"]


def test_the_customer_who_answers_to_its_address_writes_to_the_ticket(
    side: SideConversation, ticket: Ticket, arrive: Arrive
) -> None:
    raw = arrive(answer("저한테 왔어요", sender="윤서아 <seoa.yoon@example.com>"), to=address_of_side(side))
    assert raw.message is not None
    assert raw.message.ticket == ticket
    assert SideConversation.objects.get().people == ["courier@fast.example"]
    assert SideMessage.objects.count() == 1


def test_the_customer_who_quotes_its_address_writes_to_the_ticket(
    side: SideConversation, ticket: Ticket, help_inbox: Inbox, arrive: Arrive
) -> None:
    to = reply_address(help_inbox.address, number=ticket.number, key=key_for("reply address"))
    text = f"이 주소는 뭔가요? {address_of_side(side)}\n\n> {address_of_side(side)}"
    raw = arrive(mail(text, to=to), to=to)
    assert raw.message is not None
    assert raw.message.ticket == ticket
    assert SideMessage.objects.count() == 1


def test_an_outsider_of_the_customers_own_domain_is_kept_apart(
    ticket: Ticket, mina: User, arrive: Arrive
) -> None:
    side = actions.open_side(ticket, by=mina, subject="확인", body_text="네?", to=["it@example.com"])
    message = into(arrive(answer(sender="전산팀 <it@example.com>"), to=address_of_side(side)))
    assert message.side == side
    assert texts(ticket) == ["확인 부탁드려요."]


def test_the_outsider_who_writes_to_the_support_address_begins_a_ticket(
    side: SideConversation, ticket: Ticket, arrive: Arrive
) -> None:
    raw = arrive(mail("다른 건입니다", subject=f"[#{ticket.number}] 새 문의", sender=COURIER))
    assert raw.message is not None
    assert raw.message.ticket != ticket
    assert SideMessage.objects.filter(incoming=True).count() == 0


def test_an_answer_beside_a_deleted_ticket_opens_one_of_its_own(
    side: SideConversation, ticket: Ticket, jiwoo: User, arrive: Arrive
) -> None:
    actions.delete(ticket, by=jiwoo)
    raw = arrive(answer(), to=address_of_side(side))
    assert raw.message is not None
    assert raw.message.ticket != ticket
    with pytest.raises(TicketDeleted):
        actions.receive_side(side, actions.Written(author=jiwoo, body_text="늦은 답"), author=None)


def test_two_side_conversations_of_a_ticket_are_told_apart(
    side: SideConversation, ticket: Ticket, mina: User, arrive: Arrive
) -> None:
    other = actions.open_side(
        ticket, by=mina, subject="PG 확인", body_text="취소됐나요?", to=["pg@pay.example"]
    )
    one = into(arrive(answer(), to=address_of_side(side)))
    two = into(arrive(answer("취소됐습니다", sender="PG <pg@pay.example>"), to=address_of_side(other)))
    assert (one.side, two.side) == (side, other)
    sent = Delivery.objects.get(recipient="pg@pay.example")
    raw = arrive(answer("저는 택배인데요", In_Reply_To=f"<{sent.mail_id}>"))
    assert raw.side_message is None


def test_an_address_made_by_another_desk_opens_nothing(
    side: SideConversation, help_inbox: Inbox, arrive: Arrive
) -> None:
    forged = side_address(help_inbox.address, side=side.pk, key=b"of another desk")
    raw = arrive(answer("들여보내 주세요", sender="남 <stranger@else.example>"), to=forged)
    assert raw.side_message is None
    assert SideMessage.objects.count() == 1


def test_the_address_of_a_ticket_opens_no_side_conversation(
    side: SideConversation, help_inbox: Inbox, arrive: Arrive
) -> None:
    key = key_for("reply address")
    mixed = reply_address(help_inbox.address, number=side.pk, key=key).replace("+", "+s")
    assert arrive(answer(sender="남 <stranger@else.example>"), to=mixed).side_message is None


def test_an_automatic_answer_is_marked_and_changes_nothing(
    side: SideConversation, ticket: Ticket, mina: User, arrive: Arrive
) -> None:
    actions.close_side(side, by=mina)
    raw = arrive(answer("휴가 중입니다", Auto_Submitted="auto-replied"), to=address_of_side(side))
    assert into(raw).auto_reply
    assert SideConversation.objects.get().closed_at is not None
    assert not Notice.objects.filter(about="side").exists()
    sent = Delivery.objects.get(purpose=Purpose.SIDE)
    raw = arrive(
        answer("휴가", Auto_Submitted="auto-replied"),
        to=return_address("help@lantern.example", delivery=sent.pk),
    )
    assert into(raw).side == side


def test_an_answer_opens_a_closed_side_conversation_again(
    side: SideConversation, mina: User, arrive: Arrive
) -> None:
    actions.close_side(side, by=mina)
    into(arrive(answer(), to=address_of_side(side)))
    assert SideConversation.objects.get().closed_at is None


def test_a_mail_that_comes_back_marks_its_own_row_and_not_the_ticket(
    side: SideConversation, ticket: Ticket, mina: User, arrive: Arrive
) -> None:
    actions.change_status(ticket, to=Status.PENDING, by=mina)
    sent = Delivery.objects.get(purpose=Purpose.SIDE)
    Delivery.objects.update(state=DeliveryState.SENT)
    bounce = mail(
        "550 5.1.1 no such user",
        subject="Undelivered",
        sender="MAILER-DAEMON <mailer-daemon@fast.example>",
        Auto_Submitted="auto-replied",
    )
    arrive(bounce, to=return_address("help@lantern.example", delivery=sent.pk), mail_from="")
    sent.refresh_from_db()
    assert sent.state == DeliveryState.BOUNCED
    assert Ticket.objects.get(pk=ticket.pk).status == Status.PENDING
    assert Notice.objects.get(about="side_unsent").person == mina


def test_our_own_mail_that_comes_back_starts_no_loop(side: SideConversation, arrive: Arrive) -> None:
    raw = arrive(rendered(Delivery.objects.get(purpose=Purpose.SIDE)), to=address_of_side(side))
    assert raw.state == RawState.HELD
    assert SideMessage.objects.count() == 1


def test_a_machine_that_answers_on_and_on_is_held(side: SideConversation, arrive: Arrive) -> None:
    states = [
        arrive(answer(f"자동 {nth}", Auto_Submitted="auto-replied"), to=address_of_side(side)).state
        for nth in range(7)
    ]
    assert states == [RawState.TAKEN] * 5 + [RawState.HELD] * 2


def test_a_spoofed_colleague_is_nobody(side: SideConversation, jun: User, arrive: Arrive) -> None:
    spoofed = answer(sender="박준 <jun@lantern.example>")
    message = into(arrive(spoofed, to=address_of_side(side)))
    assert message.author is None
    assert message.newcomer


def test_what_was_merged_keeps_its_side_conversations(
    side: SideConversation, ticket: Ticket, open_ticket: OpenTicket, mina: User, arrive: Arrive
) -> None:
    goal = open_ticket("다른 문의")
    actions.merge(ticket, into=goal, by=mina)
    message = into(arrive(answer(), to=address_of_side(side)))
    assert message.side == side
    actions.write_side(side, by=mina, body_text="고맙습니다")
    assert Message.objects.filter(body_text__contains="고맙습니다").count() == 0


def test_a_forwarded_mail_stays_in_the_side_conversation(side: SideConversation, arrive: Arrive) -> None:
    text = "참고하세요\n\n---------- Forwarded message ---------\nFrom: 윤서아 <seoa.yoon@example.com>\n\n언제 오나요"
    message = into(arrive(answer(text), to=address_of_side(side)))
    assert message.side == side
    assert Ticket.objects.count() == 1


def test_what_is_blacked_out_for_the_customer_is_gone_from_the_side_conversation_too(
    side: SideConversation, ticket: Ticket, mina: User, serin: User, arrive: Arrive
) -> None:
    actions.receive(ticket, actions.Written(author=ticket.requester, body_text="번호는 900101-1234567"))
    raw = arrive(answer("> 번호는 900101-1234567"), to=address_of_side(side))
    secret = ticket.messages.get(body_text__contains="900101")
    actions.redact(secret, piece="900101-1234567", by=serin)
    message = SideMessage.objects.get(incoming=True)
    assert "900101" not in message.body_text + message.new_words
    assert message.redacted_at is not None
    raw.refresh_from_db()
    assert raw.removed_at is not None, "its original said it"


def test_a_piece_of_a_side_conversation_can_be_blacked_out(
    side: SideConversation, mina: User, serin: User, arrive: Arrive
) -> None:
    message = into(arrive(answer("계좌는 110-222-333333"), to=address_of_side(side)))
    actions.redact(message, piece="110-222-333333", by=serin)
    message.refresh_from_db()
    assert "110-222" not in message.body_text
    with pytest.raises(NotAllowed):
        actions.redact(message, piece="계좌", by=mina)


def test_erasing_the_ticket_erases_its_side_conversations(
    side: SideConversation, ticket: Ticket, serin: User, arrive: Arrive
) -> None:
    raw = arrive(answer("비밀입니다"), to=address_of_side(side))
    actions.delete(ticket, by=serin)
    actions.erase_ticket(ticket, by=serin)
    assert not SideConversation.objects.exists()
    assert not SideMessage.objects.exists()
    assert not Delivery.objects.filter(purpose=Purpose.SIDE).exists()
    raw.refresh_from_db()
    assert not raw.content


def test_search_leaves_side_conversations_out(side: SideConversation, mina: User, arrive: Arrive) -> None:
    arrive(answer("유일무이한낱말"), to=address_of_side(side))
    assert not find(mina, "유일무이한낱말").tickets


def test_a_customer_who_came_by_a_merge_is_let_into_none(
    side: SideConversation, ticket: Ticket, open_ticket: OpenTicket, noor: User, mina: User, arrive: Arrive
) -> None:
    goal = open_ticket("Order", requester=noor)
    actions.merge(ticket, into=goal, by=mina)
    for customer in ("seoa.yoon@example.com", "noor.haddad@example.com"):
        raw = arrive(answer(f"{customer} 입니다", sender=customer), to=address_of_side(side))
        assert raw.message is not None
        assert raw.message.ticket == goal
    with pytest.raises(WrongRecipient):
        actions.write_side(side, by=mina, body_text="네", to=["noor.haddad@example.com"])


def test_an_outsider_who_has_become_the_customer_is_written_to_no_more(
    side: SideConversation, ticket: Ticket, mina: User
) -> None:
    Ticket.objects.update(requester=find_or_make_requester(Address("courier@fast.example", "택배")))
    with pytest.raises(WrongRecipient):
        actions.write_side(side, by=mina, body_text="고객님 말씀은요")
