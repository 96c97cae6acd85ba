"""Tickets that hang together: shown with their states, and waited for."""

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madang.accounts.models import Team, User
from madang.accounts.roles import Reach
from madang.delivery.models import Delivery
from madang.desk.linked import linked_of
from madang.lib.jobs import run_pending
from madang.tickets import actions
from madang.tickets.actions import Answer
from madang.tickets.actions.release import release_due
from madang.tickets.errors import (
    CannotLink,
    TasksOpen,
    TicketMerged,
)
from madang.tickets.links import Role, is_above, open_tasks
from madang.tickets.models import (
    Message,
    PlannedReply,
    Status,
    Ticket,
    TicketLink,
    TicketType,
    Visibility,
)
from tests.cast import OpenTicket
from tests.desk.conftest import SignedIn

pytestmark = pytest.mark.django_db


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def beside(person: User, ticket: Ticket) -> dict[str, list[int]]:
    """The numbers of what is linked, by what it is to the ticket."""
    return {
        group.role.value: [other.now.number for other in group.others]
        for group in linked_of(person, fresh(ticket)).groups
    }


@pytest.fixture
def problem(open_ticket: OpenTicket, mina: User) -> Ticket:
    """A ticket of the type problem."""
    made = open_ticket("결제 장애")
    actions.change_type(made, to=TicketType.PROBLEM, by=mina)
    return fresh(made)


@pytest.fixture
def incidents(problem: Ticket, open_ticket: OpenTicket, mina: User) -> list[Ticket]:
    """Three that belong to it."""
    made = [open_ticket(f"결제가 안 돼요 {nth}") for nth in range(3)]
    for one in made:
        actions.link(one, to=problem, role=Role.PROBLEM, by=mina)
    return made


@pytest.fixture
def task(ticket: Ticket, technical: Team, mina: User) -> Ticket:
    """A task of the ticket, for the technical team."""
    return actions.open_task(ticket, subject="로그 확인", text="어제 2시 무렵", team=technical, by=mina)


def test_each_of_two_shows_the_other_as_what_it_is(
    open_ticket: OpenTicket, problem: Ticket, mina: User
) -> None:
    one, other = open_ticket(), open_ticket()
    actions.link(one, to=other, role=Role.RELATED, by=mina)
    actions.link(other, to=one, role=Role.RELATED, by=mina)
    actions.link(one, to=problem, role=Role.PROBLEM, by=mina)
    assert TicketLink.objects.count() == 2
    assert beside(mina, one) == {"related": [other.number], "problem": [problem.number]}
    assert beside(mina, other) == {"related": [one.number]}
    assert beside(mina, problem) == {"incident": [one.number]}


def test_a_link_is_undone(signed_in: SignedIn, open_ticket: OpenTicket, mina: User) -> None:
    one, other = open_ticket(), open_ticket()
    browser, address = signed_in(mina), f"/desk/tickets/{one.number}/change/"
    undo = browser.post(address, {"link": f"#{other.number}", "role": "task"}).json()["before"]
    assert beside(mina, other) == {"parent": [one.number]}
    again = browser.post(address, undo).json()["before"]
    assert not TicketLink.objects.exists()
    browser.post(address, again)
    assert beside(mina, one) == {"task": [other.number]}


def test_what_could_be_linked_is_offered_by_words_by_number_and_of_the_same_customer(
    signed_in: SignedIn, open_ticket: OpenTicket, mina: User, jun: User
) -> None:
    one, other = open_ticket("결제가 안 돼요"), open_ticket("카드가 두 번 결제됐어요")
    browser, address = signed_in(mina), f"/desk/tickets/{one.number}/others/"

    def offered(typed: str) -> list[str]:
        return [choice["value"] for choice in browser.get(address, {"q": typed}).json()["choices"]]

    assert offered("카드") == offered(f"#{other.number}") == offered("") == [f"#{other.number}"]
    assert offered("없는 말") == []
    jun.reach = "assigned"
    jun.save()
    actions.assign(one, to=jun, by=None)
    hidden = signed_in(jun).get(address, {"q": "카드"}).json()
    assert hidden == {"choices": []}


def test_what_makes_no_sense_is_refused_in_words_and_changes_nothing(
    signed_in: SignedIn, open_ticket: OpenTicket, mina: User, problem: Ticket
) -> None:
    one, other = open_ticket(), open_ticket()
    for wrong, words in (
        ({"link": str(one.number)}, "자기 자신"),
        ({"link": "999999"}, "그 번호의 문의가 없거나"),
        ({"link": "x"}, "그 번호의 문의가 없거나"),
        ({"link": str(other.number), "role": "problem"}, "원인 문제가 아닙니다"),
        ({"link": str(problem.number), "role": "incident"}, "원인 문제가 아닙니다"),
    ):
        answer = signed_in(mina).post(f"/desk/tickets/{one.number}/change/", wrong)
        assert answer.status_code == 409
        assert words in answer.json()["detail"]
    assert not TicketLink.objects.exists()


def test_an_incident_has_one_problem(open_ticket: OpenTicket, incidents: list[Ticket], mina: User) -> None:
    second = open_ticket()
    actions.change_type(second, to=TicketType.PROBLEM, by=mina)
    with pytest.raises(CannotLink):
        actions.link(incidents[0], to=second, role=Role.PROBLEM, by=mina)


def test_two_tickets_never_wait_for_each_other(open_ticket: OpenTicket, mina: User) -> None:
    first, second, third = (open_ticket() for _nth in range(3))
    actions.link(second, to=first, role=Role.PARENT, by=mina)
    actions.link(third, to=second, role=Role.PARENT, by=mina)
    for ticket in (second, third):
        with pytest.raises(CannotLink):
            actions.link(first, to=ticket, role=Role.PARENT, by=mina)


@given(pairs=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=12))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_linked_nothing_stands_above_itself(
    open_ticket: OpenTicket, mina: User, pairs: list[tuple[int, int]]
) -> None:
    made = [open_ticket() for _nth in range(5)]
    for below, above in pairs:
        try:
            actions.link(made[below], to=made[above], role=Role.PARENT, by=mina)
        except CannotLink:
            continue
    for one in made:
        for link in TicketLink.objects.filter(source=one):
            assert not is_above(one, link.target)


def test_what_was_merged_leads_on(open_ticket: OpenTicket, mina: User, problem: Ticket) -> None:
    gone, goal, other = open_ticket(), open_ticket(), open_ticket()
    actions.link(gone, to=problem, role=Role.PROBLEM, by=mina)
    actions.merge(gone, into=goal, by=mina)
    assert beside(mina, problem) == {"incident": [goal.number]}
    assert beside(mina, goal) == {"problem": [problem.number]}
    actions.link(other, to=fresh(gone), role=Role.RELATED, by=mina)
    assert beside(mina, other) == {"related": [goal.number]}
    with pytest.raises(TicketMerged, match=f"#{goal.number}"):
        actions.link(fresh(gone), to=other, role=Role.TASK, by=mina)


def test_a_task_is_for_a_team_and_the_customer_hears_nothing_of_it(
    ticket: Ticket, task: Ticket, technical: Team, mina: User
) -> None:
    run_pending()
    assert (task.team, task.type, task.requester) == (technical, TicketType.TASK, mina)
    assert [one.visibility for one in task.messages.all()] == [Visibility.INTERNAL]
    assert not Delivery.objects.filter(ticket=task).exists()
    assert beside(mina, ticket) == {"task": [task.number]}
    assert linked_of(mina, ticket).waits_for == 1


def test_a_ticket_is_not_solved_before_its_tasks_unless_somebody_says_so(
    ticket: Ticket, task: Ticket, mina: User
) -> None:
    with pytest.raises(TasksOpen, match=f"#{task.number}"):
        actions.change_status(ticket, to=Status.SOLVED, by=mina)
    with pytest.raises(TasksOpen):
        actions.reply(ticket, by=mina, body_text="끝났어요.", then=Status.SOLVED)
    assert fresh(ticket).is_open
    assert not Message.objects.filter(ticket=ticket, incoming=False).exists()

    actions.reply(ticket, by=mina, body_text="보고 있어요.", then=Status.PENDING)
    actions.change_status(ticket, to=Status.SOLVED, by=mina, anyway=True)
    assert fresh(ticket).status == Status.SOLVED


def test_with_its_tasks_done_it_is_solved_without_a_question(
    ticket: Ticket, task: Ticket, mina: User
) -> None:
    actions.change_status(task, to=Status.SOLVED, by=mina)
    assert open_tasks(ticket) == []
    actions.change_status(ticket, to=Status.SOLVED, by=mina)
    assert fresh(ticket).status == Status.SOLVED


def test_an_answer_that_leaves_later_is_sent_but_solves_nothing_before_the_tasks(
    ticket: Ticket, task: Ticket, mina: User
) -> None:
    answer = Answer(body_text="끝났어요.", then=Status.SOLVED)
    now = timezone.now()
    planned = actions.schedule(ticket, answer, due_at=now, by=mina)
    PlannedReply.objects.filter(pk=planned.pk).update(due_at=now)
    assert release_due(planned.pk, now=timezone.now())
    assert fresh(ticket).status == Status.OPEN


def test_the_page_asks_and_takes_yes_for_an_answer(
    signed_in: SignedIn, ticket: Ticket, task: Ticket, mina: User
) -> None:
    browser, address = signed_in(mina), f"/desk/tickets/{ticket.number}/change/"
    refused = browser.post(address, {"status": "solved"})
    assert (refused.status_code, refused.json()["ask"]) == (409, "anyway")
    assert f"#{task.number}" in refused.json()["detail"]
    assert browser.post(address, {"status": "solved", "anyway": "1"}).status_code == 200
    assert fresh(ticket).status == Status.SOLVED


def test_a_task_out_of_sight_counts_and_has_no_words(
    signed_in: SignedIn, ticket: Ticket, task: Ticket, mina: User
) -> None:
    User.objects.filter(pk=mina.pk).update(reach=Reach.ASSIGNED)
    actions.assign(ticket, to=mina, by=None)
    page = signed_in(mina).get(f"/desk/mine/{ticket.number}/").content.decode()
    assert "할 일 1건을 기다림" in page
    assert "볼 수 없는 문의" in page
    assert "로그 확인" not in page


def test_a_task_needs_a_team_and_words(
    signed_in: SignedIn, ticket: Ticket, mina: User, technical: Team
) -> None:
    browser, address = signed_in(mina), f"/desk/tickets/{ticket.number}/change/"
    assert browser.post(address, {"task": "x", "task_team": "999"}).status_code == 409
    assert browser.post(address, {"task": "  ", "task_team": str(technical.pk)}).status_code == 409
    assert Ticket.objects.count() == 1
