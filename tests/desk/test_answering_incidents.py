"""One answer to all incidents of a problem: each once, in their own ticket, told at the problem."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.utils import timezone, translation

from madang.accounts.models import Team, User
from madang.delivery.models import Delivery
from madang.desk.sentences import sentences_of
from madang.lib.jobs import run_pending
from madang.tickets import actions, bulk_jobs
from madang.tickets.actions.release import release
from madang.tickets.errors import (
    EmptyMessage,
    NoIncidents,
    NotAllowed,
    WrongMacro,
)
from madang.tickets.jobs import forget_runs
from madang.tickets.links import Role
from madang.tickets.models import (
    BulkItem,
    BulkRun,
    BulkState,
    Draft,
    ItemState,
    Message,
    Status,
    Ticket,
    TicketType,
    Visibility,
)
from tests.cast import OpenTicket
from tests.desk.conftest import SignedIn

pytestmark = pytest.mark.django_db

ANSWERING = "madang.tickets.actions.answer_incidents"


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


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


def begun(problem: Ticket, by: User, *, text: str = "복구됐어요.", key: str | None = None) -> BulkRun:
    """The answer to all incidents, of which none has it yet."""
    return actions.answer_incidents(problem, body_text=text, by=by, key=key)[0]


def answered(run: BulkRun) -> BulkRun:
    """As it is when the job is done with it."""
    bulk_jobs.work_on(run.pk, seconds=60)
    run.refresh_from_db()
    return run


def one_is_answered(run: BulkRun) -> None:
    """The next one that waits gets its answer."""
    actions.do_items([run.items.filter(state=ItemState.WAITING).order_by("pk")[0].pk])


def test_one_answer_goes_to_every_incident_as_its_own_message_and_solves_it(
    problem: Ticket, incidents: list[Ticket], mina: User
) -> None:
    run = answered(begun(problem, mina))
    for one in incidents:
        assert [message.body_text for message in one.messages.filter(incoming=False)] == ["복구됐어요."]
        assert fresh(one).status == Status.SOLVED
    assert Delivery.objects.filter(purpose="reply").count() == 3
    assert (run.state, run.finished_at is not None) == (BulkState.DONE, True)
    with translation.override("ko"):
        assert "장애 3건에 답했습니다" in [one.text for one in sentences_of(problem)]


def test_the_same_press_twice_and_the_same_job_twice_answer_once(
    problem: Ticket, incidents: list[Ticket], mina: User
) -> None:
    for _press in range(2):
        begun(problem, mina, key="press")
    for _job in range(2):
        answered(BulkRun.objects.get())
    assert Message.objects.filter(incoming=False).count() == 3


def test_killed_in_the_midst_of_it_nothing_is_lost_and_nothing_doubled(
    problem: Ticket, incidents: list[Ticket], mina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = begun(problem, mina)
    one_is_answered(run)
    with monkeypatch.context() as broken:
        broken.setattr(import_module(ANSWERING), "release", _killed)
        with pytest.raises(SystemExit):
            answered(run)
    assert Message.objects.filter(incoming=False).count() == 1
    answered(run)
    assert Message.objects.filter(incoming=False).count() == 3
    assert run.items.filter(state=ItemState.DONE).count() == 3


def test_one_that_the_program_can_not_answer_is_named_and_holds_up_no_other(
    problem: Ticket, incidents: list[Ticket], mina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(ticket: Ticket, message: Message, **how: Any) -> None:
        release(ticket, message, **how)
        if ticket == incidents[0]:
            raise RuntimeError

    monkeypatch.setattr(import_module(ANSWERING), "release", broken)
    run = answered(begun(problem, mina))
    assert run.finished_at is not None
    left_out = run.items.get(state=ItemState.FAILED)
    assert (left_out.ticket, bool(left_out.why)) == (incidents[0], True)
    assert Message.objects.filter(incoming=False).count() == 2


def _killed(*_given: object, **_named: object) -> None:
    raise SystemExit


def test_stopped_it_answers_no_further_and_says_how_many_have_it(
    signed_in: SignedIn, problem: Ticket, incidents: list[Ticket], mina: User
) -> None:
    run = begun(problem, mina)
    one_is_answered(run)
    browser = signed_in(mina)
    assert "3건 가운데 1건 답변" in browser.get(f"/desk/tickets/{problem.number}/incidents/").content.decode()
    browser.post(f"/desk/tickets/{problem.number}/change/", {"stop_answering": str(run.pk)})
    assert answered(run).state == BulkState.STOPPED
    assert Message.objects.filter(incoming=False).count() == 1


def test_who_can_not_be_answered_is_named_with_the_reason_and_the_others_are(
    problem: Ticket, incidents: list[Ticket], mina: User
) -> None:
    run = begun(problem, mina)
    actions.change_status(incidents[1], to=Status.CLOSED, by=mina)
    answered(run)
    left_out = run.items.get(state=ItemState.FAILED)
    assert left_out.ticket == incidents[1]
    assert left_out.why
    assert run.items.filter(state=ItemState.DONE).count() == 2


def test_two_incidents_that_became_one_are_answered_once(
    problem: Ticket, incidents: list[Ticket], mina: User
) -> None:
    run = begun(problem, mina)
    actions.merge(incidents[0], into=incidents[1], by=mina)
    answered(run)
    assert Message.objects.filter(incoming=False).count() == 2
    assert set(run.items.values_list("state", flat=True)) == {ItemState.DONE}


def test_what_was_drafted_on_an_incident_stays_there(
    problem: Ticket, incidents: list[Ticket], mina: User
) -> None:
    actions.keep_draft(incidents[0], by=mina, visibility=Visibility.PUBLIC, body_html="<p>쓰다 만</p>")
    answered(begun(problem, mina))
    assert Draft.objects.get().body_html == "<p>쓰다 만</p>"


def test_without_words_incidents_or_the_right_nobody_is_answered(
    open_ticket: OpenTicket,
    problem: Ticket,
    incidents: list[Ticket],
    mina: User,
    haneul: User,
    technical: Team,
) -> None:
    with pytest.raises(EmptyMessage):
        actions.answer_incidents(problem, body_text=" ", by=mina)
    with pytest.raises(NoIncidents):
        actions.answer_incidents(open_ticket(), body_text="x", by=mina)
    actions.move(problem, to=technical, by=mina)
    with pytest.raises(NotAllowed):
        actions.answer_incidents(problem, body_text="x", by=haneul)
    assert not BulkRun.objects.exists()


def test_each_is_addressed_by_name_in_the_one_answer(
    problem: Ticket, incidents: list[Ticket], mina: User
) -> None:
    answered(begun(problem, mina, text="{{ name|고객 }} 님, 복구됐어요."))
    assert set(Message.objects.filter(incoming=False).values_list("body_text", flat=True)) == {
        "윤서아 님, 복구됐어요."
    }
    with pytest.raises(WrongMacro):
        begun(problem, mina, text="{{ nonsense }}")


def test_whoever_may_answer_at_the_problem_stops_it_and_it_is_among_nobodys_own_runs(
    signed_in: SignedIn, problem: Ticket, incidents: list[Ticket], mina: User, jun: User, haneul: User
) -> None:
    run = begun(problem, mina)
    with pytest.raises(NotAllowed):
        actions.stop_bulk(run, by=haneul)
    assert signed_in(mina).get(f"/desk/bulk/{run.pk}/").status_code == 404
    actions.stop_bulk(run, by=jun)
    run.refresh_from_db()
    assert run.state == BulkState.STOPPED


def test_the_report_stays_with_the_problem_and_goes_with_it(
    problem: Ticket, incidents: list[Ticket], mina: User, jiwoo: User
) -> None:
    run = answered(begun(problem, mina))
    BulkRun.objects.filter(pk=run.pk).update(created_at=timezone.now() - timedelta(days=400))
    forget_runs()
    assert BulkRun.objects.filter(pk=run.pk).exists()
    actions.delete(problem, by=jiwoo)
    actions.erase_ticket(problem, by=jiwoo)
    assert not BulkRun.objects.exists()
    assert not BulkItem.objects.exists()


def test_one_whose_job_is_lost_goes_on_by_the_clock(
    problem: Ticket, incidents: list[Ticket], mina: User
) -> None:
    run = begun(problem, mina)
    for _tick in range(2):
        bulk_jobs.go_on_with_runs()
    run_pending()
    run.refresh_from_db()
    assert run.state == BulkState.DONE
    assert Message.objects.filter(incoming=False).count() == 3
