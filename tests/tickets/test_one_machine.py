"""Answers to incidents that were begun before they were changes of many tickets stay what they were."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps
from django.utils import timezone

from madang.accounts.models import User
from madang.desk.linked import progress_of
from madang.tickets import actions
from madang.tickets.bulk_jobs import work_on
from madang.tickets.models import BulkRun, BulkState, Message, Ticket, TicketType
from tests.cast import OpenTicket

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = [("tickets", "0029_fields_of_people")]


@pytest.fixture
def go_back() -> Iterator[Callable[[], StateApps]]:
    """Makes the tables what they were; whatever happens, they are those of today afterwards."""

    def to_before() -> StateApps:
        executor = MigrationExecutor(connection)
        executor.migrate(BEFORE)
        return executor.loader.project_state(BEFORE).apps

    try:
        yield to_before
    finally:
        migrate_to_today()


def migrate_to_today() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_what_was_answered_left_out_and_waits_is_kept(
    go_back: Callable[[], StateApps], open_ticket: OpenTicket, mina: User
) -> None:
    problem, *incidents = [open_ticket(f"{nth}번째") for nth in range(4)]
    Ticket.objects.filter(pk=problem.pk).update(type=TicketType.PROBLEM)
    before = go_back()
    answer, part = before.get_model("tickets", "MassAnswer"), before.get_model("tickets", "MassAnswerPart")
    now = timezone.now()
    ended = answer.objects.create(
        ticket_id=problem.pk, author_id=mina.pk, body_text="끝", created_at=now, finished_at=now
    )
    running = answer.objects.create(
        ticket_id=problem.pk, author_id=mina.pk, body_text="복구 & 끝", key="press", created_at=now
    )
    for ticket, state in zip(incidents, ("answered", "skipped", "waiting"), strict=True):
        part.objects.create(
            mass_id=running.pk, ticket_id=ticket.pk, state=state, reason="닫힘" if state == "skipped" else ""
        )
    migrate_to_today()

    assert [run.state for run in BulkRun.objects.order_by("pk")] == [BulkState.DONE, BulkState.RUNNING]
    assert ended.pk != running.pk
    run = BulkRun.objects.get(state=BulkState.RUNNING)
    told = progress_of(problem)
    assert told is not None
    assert (told.run, told.total, told.answered) == (run, 3, 1)
    assert [(one.ticket, one.why) for one in told.skipped] == [(incidents[1], "닫힘")]
    same, is_new = actions.answer_incidents(problem, body_text="또", by=mina, key="press")
    assert (same, is_new) == (run, False), "the same press counts once, however long ago"
    work_on(run.pk, seconds=60)
    assert [(one.ticket, one.body_text) for one in Message.objects.filter(incoming=False)] == [
        (incidents[2], "복구 & 끝")
    ]
