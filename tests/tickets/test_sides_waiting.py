"""A ticket waits while the last word of a side conversation was ours, and views, lists and searches know it."""

import pytest

from madang.accounts.models import Team, User
from madang.channels.base import Address
from madang.desk.rows import rows_at
from madang.lib.conditions import Condition, Group, How
from madang.tickets import actions
from madang.tickets.filters import Asker, asked, matching, page_of
from madang.tickets.models import SideConversation, Ticket
from tests.cast import OpenTicket

pytestmark = pytest.mark.django_db(transaction=True)

WAITS = Group(How.ALL, (Condition("waits_aside", "is_set", None),))


def begin(ticket: Ticket, by: User, to: str = "courier@fast.example") -> SideConversation:
    return actions.open_side(ticket, by=by, subject="운송장", body_text="어디쯤인가요?", to=[to])


def answer(side: SideConversation) -> None:
    written = actions.Written(
        author=side.opened_by, body_text="오늘요", from_address=Address(email=side.people[0])
    )
    actions.receive_side(side, written, author=None)


def now(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def found(by: User, tree: Group = WAITS) -> list[Ticket]:
    return list(matching(tree, by=Asker.of(by)))


def test_the_ticket_waits_since_the_first_that_was_not_answered(ticket: Ticket, mina: User) -> None:
    first, second = begin(ticket, mina), begin(ticket, mina, "boss@fast.example")
    assert now(ticket).waits_aside_since == first.waiting_since
    answer(first)
    assert now(ticket).waits_aside_since == second.waiting_since
    actions.close_side(second, by=mina)
    assert now(ticket).waits_aside_since is None


def test_a_team_that_writes_is_waited_for_no_more(
    ticket: Ticket, mina: User, haneul: User, technical: Team
) -> None:
    side = actions.open_side(ticket, by=mina, subject="로그", body_text="봐 주세요", team=technical)
    assert now(ticket).waits_aside_since == side.waiting_since
    actions.write_side(side, by=haneul, body_text="봤습니다")
    assert now(ticket).waits_aside_since is None


def test_a_merged_ticket_hands_its_waiting_on_and_gets_it_back(
    ticket: Ticket, open_ticket: OpenTicket, mina: User
) -> None:
    side = begin(ticket, mina)
    goal = open_ticket("다른 문의")
    actions.merge(ticket, into=goal, by=mina)
    assert [now(one).waits_aside_since for one in (ticket, goal)] == [None, side.waiting_since]
    assert found(mina) == [goal]
    actions.unmerge(now(ticket), by=mina)
    assert [now(one).waits_aside_since for one in (ticket, goal)] == [side.waiting_since, None]
    actions.merge(ticket, into=goal, by=mina)
    answer(side)
    assert now(goal).waits_aside_since is None


def test_views_and_searches_ask_for_it(ticket: Ticket, open_ticket: OpenTicket, mina: User) -> None:
    begin(ticket, mina)
    other = open_ticket("다른 문의")
    assert found(mina) == [ticket]
    assert found(mina, Group(How.ALL, (Condition("waits_aside", "is_empty", None),))) == [other]
    assert found(mina, Group(How.ALL, (Condition("waits_aside", "within", (1, "days")),))) == [ticket]
    assert found(mina, Group(How.ALL, (Condition("waits_aside", "longer_ago", (1, "days")),))) == []
    for typed in ("waits_aside:yes", "외부대화:예"):
        question = asked(typed, by=Asker.of(mina), addresses=lambda _typed: [])
        assert found(mina, question.tree) == [ticket], typed


def test_the_row_names_whom_it_waits_for(ticket: Ticket, open_ticket: OpenTicket, mina: User) -> None:
    side = begin(ticket, mina)
    goal = open_ticket("다른 문의")
    actions.merge(ticket, into=goal, by=mina)
    page = page_of(WAITS, by=Asker.of(mina), order="newest_message", grouping="", after="", size=9)
    (row,) = rows_at(page.places)
    assert (row.waits_aside, row.waits_aside_since) == ("courier@fast.example", side.waiting_since)
