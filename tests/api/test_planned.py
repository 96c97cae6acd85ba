"""Answers that leave later, for programs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from madang.accounts.models import User
from madang.brands.models import Desk
from madang.tickets import actions
from madang.tickets.models import Draft, PlannedReply, Ticket, Visibility
from tests.api.test_tickets import Program
from tests.tickets.planning import let_leave, let_time_pass, planned_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(desk: Desk, mina: User) -> Program:
    return Program(mina)


def test_an_answer_with_a_time_waits_and_the_ticket_tells_of_it(program: Program, ticket: Ticket) -> None:
    at = timezone.now() + timedelta(hours=2)
    path = f"/tickets/{ticket.number}"
    given = {"body": "내일 환불돼요.", "send_at": at.isoformat(), "key": "once"}
    status, planned = program.send("POST", f"{path}/messages", **given)
    assert status == 202
    assert planned["state"] == "scheduled"
    assert program.send("POST", f"{path}/messages", **given)[1]["id"] == planned["id"]
    (told,) = program.get(path)[1]["planned"]
    assert told == planned
    let_time_pass(PlannedReply.objects.get())
    let_leave()
    shown = program.get(path)[1]
    assert shown["planned"] == []
    assert shown["messages"][-1]["body_text"] == "내일 환불돼요."


@pytest.mark.parametrize("given", [{}, {"visibility": "internal"}, {"reviewer": "jun@lantern.example"}])
def test_what_somebody_is_writing_in_the_desk_is_left_alone(
    program: Program, ticket: Ticket, mina: User, jun: User, given: dict[str, str]
) -> None:
    for visibility in Visibility:
        actions.keep_draft(ticket, by=mina, visibility=visibility, body_html="<p>쓰는 중</p>")
    assert program.send("POST", f"/tickets/{ticket.number}/messages", body="확인", **given)[0] in {201, 202}
    assert Draft.objects.count() == 2


def test_an_answer_can_be_given_to_a_reviewer(program: Program, ticket: Ticket, jun: User) -> None:
    path = f"/tickets/{ticket.number}/messages"
    status, planned = program.send("POST", path, body="검토해 주세요.", reviewer="jun@lantern.example")
    assert (status, planned["state"]) == (202, "in_review")
    assert planned["reviewer"] == {"name": "박준", "email": "jun@lantern.example"}
    assert program.send("POST", path, body="검토", reviewer="seoa.yoon@example.com")[0] == 422
    assert program.send("POST", path, body="검토", reviewer="me")[0] == 409


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"send_at": "2100-01-01T00:00:00Z"}, 409),
        ({"send_at": "2020-01-01T00:00:00Z"}, 409),
        ({"send_at": "2026-11-23T14:30:00"}, 422),
        ({"send_at": "soon"}, 422),
        ({"visibility": "internal", "reviewer": "me"}, 422),
    ],
)
def test_a_time_that_makes_no_sense_is_refused_and_changes_nothing(
    program: Program, ticket: Ticket, given: dict[str, str], status: int
) -> None:
    answered = program.send("POST", f"/tickets/{ticket.number}/messages", body="글", **given)
    assert answered[0] == status
    assert not PlannedReply.objects.exists()


def test_a_planned_answer_is_called_back(
    program: Program, ticket: Ticket, mina: User, jun: User, jiwoo: User
) -> None:
    planned = planned_on(ticket, mina)
    path = f"/tickets/{ticket.number}/planned/{planned.pk}"
    assert Program(jun).send("DELETE", path)[0] == 403
    assert program.send("DELETE", f"/tickets/{ticket.number}/planned/999999")[0] == 404
    assert Program(jiwoo).send("DELETE", path)[0] == 204
    assert program.send("DELETE", path)[0] == 409
    assert program.get(f"/tickets/{ticket.number}")[1]["planned"] == []
    actions.reply(ticket, by=mina, body_text="다시 썼어요.")
