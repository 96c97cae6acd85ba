"""What happened is told in sentences, whatever happened."""

import pytest
from django.utils import timezone, translation

from madang.accounts.models import Team, User
from madang.channels.models import Inbox
from madang.delivery import events as of_deliveries
from madang.delivery.actions import allow_address, mark_bounced, mark_deferred, mark_opened, mark_sent
from madang.delivery.models import Delivery, Sign
from madang.desk.sentences import IN_WORDS, SAID_BY_THE_MESSAGE, sentences_of
from madang.history.kinds import EventKind
from madang.intake.actions import let_through
from madang.intake.models import RawMessage, RawState
from madang.intake.store import store
from madang.tickets import actions
from madang.tickets import events as of_tickets
from madang.tickets.models import Priority, Status, Ticket
from tests.desk.conftest import SignedIn
from tests.intake.mails import mail

KINDS = {
    kind.name
    for module in (of_tickets, of_deliveries)
    for kind in vars(module).values()
    if isinstance(kind, EventKind) and kind.name.partition(".")[0] not in {"user", "organization"}
}


def test_every_kind_of_event_is_said_once() -> None:
    assert (set(IN_WORDS) - {"mail.read_again"}) | SAID_BY_THE_MESSAGE == KINDS
    assert not set(IN_WORDS) & SAID_BY_THE_MESSAGE


@pytest.mark.django_db
def test_the_history_of_a_ticket_reads_as_people_tell_it(
    ticket: Ticket, mina: User, jun: User, payments: Team
) -> None:
    actions.assign(ticket, to=mina, by=jun)
    actions.move(ticket, to=payments, by=mina)
    actions.change_priority(ticket, to=Priority.URGENT, by=mina)
    actions.change_status(ticket, to=Status.PENDING, by=None)
    actions.tag(ticket, add=["이중결제", "환불"], by=mina)
    actions.assign(ticket, to=None, by=jun)
    with translation.override("ko"):
        told = [one.text for one in sentences_of(ticket)]
    assert told[0] == "윤서아 님이 문의를 열었습니다"
    assert "박준 님이 김민아 님에게 배정했습니다" in told
    assert "김민아 님이 결제·환불 팀으로 옮겼습니다" in told
    assert "김민아 님이 태그 이중결제, 환불을 붙였습니다" in told
    assert told[-1] == "박준 님이 김민아 님을 담당자에서 뺐습니다"
    with translation.override("en"):
        assert "박준 assigned it to 김민아" in [one.text for one in sentences_of(ticket)]


@pytest.mark.django_db
def test_the_history_is_shown_when_it_is_asked_for(
    signed_in: SignedIn, ticket: Ticket, mina: User, jun: User
) -> None:
    actions.assign(ticket, to=mina, by=jun)
    browser = signed_in(mina)
    said = "박준 님이 김민아 님에게 배정했습니다"
    assert said not in browser.get(f"/desk/open/{ticket.number}/").content.decode()
    assert said in browser.get(f"/desk/open/{ticket.number}/?activity").content.decode()


@pytest.mark.django_db
def test_what_became_of_mails_is_told_with_the_right_particles(
    ticket: Ticket, mina: User, jiwoo: User, help_inbox: Inbox
) -> None:
    message = actions.reply(ticket, by=mina, body_text="확인했어요.")
    delivery = Delivery.objects.get(message=message)
    mark_deferred(delivery, error="451 later", until=timezone.now())
    mark_sent(delivery)
    mark_opened(delivery, at=timezone.now(), by=Sign.PICTURE)
    mark_bounced(Delivery.objects.get(), words="550 5.1.1 no such user", status="5.1.1")
    allow_address(delivery, by=mina)
    with translation.override("ko"):
        told = [one.text for one in sentences_of(ticket)]
    assert told[-5:] == [
        "seoa.yoon@example.com에게 보내는 메일이 미뤄져 하루 동안 다시 시도합니다",
        "seoa.yoon@example.com에게 보낸 메일이 열렸습니다",
        "seoa.yoon@example.com에게 보낸 메일이 되돌아왔습니다",
        "seoa.yoon@example.com 주소로 더 보내지 않습니다",
        "김민아 님이 seoa.yoon@example.com 주소로 다시 보내게 했습니다",
    ]


@pytest.mark.django_db
def test_where_a_mail_came_from_and_that_it_was_held_is_told(
    ticket: Ticket, mina: User, jiwoo: User, help_inbox: Inbox
) -> None:
    first = ticket.messages.get()
    (raw,) = store(mail(), mail_from="seoa.yoon@example.com", recipients=[(help_inbox, help_inbox.address)])
    RawMessage.objects.filter(pk=raw.pk).update(
        state=RawState.HELD,
        hold={"kind": "spam"},
        authentication={"sign": "failed", "domain": "example.com"},
    )
    let_through(RawMessage.objects.get(), by=jiwoo)
    RawMessage.objects.update(message=first, state=RawState.TAKEN)
    with translation.override("ko"):
        told = [one.text for one in sentences_of(ticket)]
    assert "한지우 님이 스팸으로 보류된 메일을 받게 했습니다" in told
    assert "이 메일의 발신자를 믿을 수 없습니다: example.com은 이 메일을 보증하지 않습니다" in told
    with translation.override("en"):
        assert "한지우 took a mail in that was held back as spam" in [
            one.text for one in sentences_of(ticket)
        ]
