"""Answers that wait, for the tests of several files."""

from datetime import datetime, timedelta
from unittest import mock

from django.utils import timezone

from madang.accounts.models import User
from madang.history.models import Event
from madang.tickets import actions, jobs
from madang.tickets.actions import Answer
from madang.tickets.models import Message, PlannedReply, Ticket, Visibility

REFUND = Answer(body_text="환불을 요청했어요.", body_html="<p>환불을 요청했어요.</p>")


def soon(**delay: int) -> datetime:
    return timezone.now() + timedelta(**(delay or {"minutes": 10}))


def planned_on(ticket: Ticket, by: User, due_at: datetime | None = None) -> PlannedReply:
    return actions.schedule(ticket, REFUND, due_at=due_at or soon(), by=by)


def let_time_pass(planned: PlannedReply) -> None:
    """As if its time had come."""
    PlannedReply.objects.filter(pk=planned.pk).update(due_at=timezone.now() - timedelta(seconds=1))


def let_leave() -> None:
    """What the timer does, with all the time it needs: on a busy machine its half second ends sooner."""
    with mock.patch.object(jobs, "LONGEST", 600.0):
        jobs.release_due_replies()


def sent(ticket: Ticket) -> list[str]:
    answers = Message.objects.filter(ticket=ticket, incoming=False, visibility=Visibility.PUBLIC)
    return list(answers.order_by("pk").values_list("body_text", flat=True))


def kinds(ticket: Ticket) -> list[str]:
    events = Event.objects.filter(subject_type="ticket", subject_id=ticket.pk).order_by("pk")
    return list(events.values_list("kind", flat=True))


def state(planned: PlannedReply) -> str:
    planned.refresh_from_db()
    return f"{planned.state} by {planned.stopped_by}" if planned.stopped_by else planned.state
