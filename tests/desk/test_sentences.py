"""What happened is told in sentences, whatever happened."""

import pytest
from django.utils import translation

from madang.accounts.models import Team, User
from madang.delivery import events as of_deliveries
from madang.desk.sentences import _IN_WORDS, SAID_BY_THE_MESSAGE, sentences_of
from madang.history.kinds import EventKind
from madang.tickets import actions
from madang.tickets import events as of_tickets
from madang.tickets.models import Priority, Status, Ticket
from tests.desk.conftest import SignedIn

KINDS = {
    kind.name
    for module in (of_tickets, of_deliveries)
    for kind in vars(module).values()
    if isinstance(kind, EventKind)
}


def test_every_kind_of_event_is_said_once() -> None:
    assert set(_IN_WORDS) | SAID_BY_THE_MESSAGE == KINDS
    assert not set(_IN_WORDS) & SAID_BY_THE_MESSAGE


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
