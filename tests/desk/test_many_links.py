"""A ticket with many links: what is read of them, and what is counted."""

import pytest
from django.db import connection

from madang.accounts.models import User
from madang.desk import linked
from madang.desk.linked import linked_of
from madang.tickets import actions
from madang.tickets.links import Role, below
from madang.tickets.models import BulkItem, ItemState, LinkKind, Status, Ticket, TicketType
from tests.cast import OpenTicket

pytestmark = pytest.mark.django_db


@pytest.fixture
def problem(open_ticket: OpenTicket, mina: User) -> Ticket:
    """A ticket of the type problem."""
    made = open_ticket("결제 장애")
    actions.change_type(made, to=TicketType.PROBLEM, by=mina)
    return Ticket.objects.get(pk=made.pk)


@pytest.fixture
def incidents(problem: Ticket, open_ticket: OpenTicket, mina: User) -> list[Ticket]:
    """Three that belong to it."""
    made = [open_ticket(f"결제가 안 돼요 {nth}") for nth in range(3)]
    for one in made:
        actions.link(one, to=problem, role=Role.PROBLEM, by=mina)
    return made


def test_links_cost_the_same_with_few_and_with_many(
    open_ticket: OpenTicket, problem: Ticket, incidents: list[Ticket], mina: User
) -> None:
    with connection.execute_wrapper(counting := _Counting()):
        linked_of(mina, problem)
    few = counting.asked
    for _nth in range(10):
        actions.link(open_ticket(), to=problem, role=Role.PROBLEM, by=mina)
    with connection.execute_wrapper(counting := _Counting()):
        linked_of(mina, problem)
    assert counting.asked == few


def test_of_very_many_incidents_the_newest_are_read_and_all_are_counted(
    incidents: list[Ticket], problem: Ticket, mina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.change_status(incidents[2], to=Status.SOLVED, by=mina)
    monkeypatch.setattr(linked, "MOST_READ", 2)
    shown = linked_of(mina, problem)
    (group,) = shown.groups
    assert [one.ticket for one in group.others] == [incidents[1], incidents[2]]
    assert (group.more, group.open, shown.incidents) == (1, 2, 2)


def test_what_was_left_out_is_counted_however_many_reasons_are_shown(
    incidents: list[Ticket], problem: Ticket, mina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linked, "MOST_REASONS", 1)
    actions.answer_incidents(problem, body_text="x", by=mina)
    BulkItem.objects.update(state=ItemState.FAILED)
    told = linked.progress_of(problem)
    assert told is not None
    assert (len(told.skipped), told.left_out, told.done, told.total) == (1, 3, 3, 3)


def test_incidents_that_were_merged_are_followed_all_at_once(
    open_ticket: OpenTicket, problem: Ticket, incidents: list[Ticket], mina: User
) -> None:
    goals = [open_ticket(f"같은 문의 {nth}") for nth in range(3)]
    actions.merge(incidents[0], into=goals[0], by=mina)
    with connection.execute_wrapper(few := _Counting()):
        assert below(problem, LinkKind.INCIDENT) == [goals[0], *incidents[1:]]
        linked_of(mina, problem)
    for one, goal in zip(incidents[1:], goals[1:], strict=True):
        actions.merge(one, into=goal, by=mina)
    with connection.execute_wrapper(many := _Counting()):
        assert below(problem, LinkKind.INCIDENT) == goals
        linked_of(mina, problem)
    assert many.asked == few.asked


class _Counting:
    asked = 0

    def __call__(self, execute, sql, params, many, context):  # type: ignore[no-untyped-def]  # as Django calls it
        self.asked += 1
        return execute(sql, params, many, context)
