"""Handing a reply to a reviewer, and what the reviewer says to it."""

from datetime import datetime

from django.utils import timezone

from madang.accounts.models import User
from madang.history.recording import action, record

from ..errors import NotAReviewer
from ..events import REPLY_APPROVED, REPLY_HANDED_OVER, REPLY_RETURNED, HandedOver, OfPlanned
from ..models import WAITING, Message, PlannedReply, PlannedState, Ticket
from ..planning import can_review, may_change, may_review
from .guard import guard_not_closed
from .outgoing import guard_not_crossed
from .planned_guard import guard_time, held
from .release import release_planned
from .schedule import Answer, planned_before, put_aside, put_on_time

LONGEST_NOTE = 5_000


@action
def ask_review(
    ticket: Ticket,
    answer: Answer,
    *,
    reviewer: User,
    by: User,
    due_at: datetime | None = None,
    note: str = "",
    seen: int | None = None,
    key: str | None = None,
) -> PlannedReply:
    """Give an answer to a colleague before it leaves; approved, it leaves at `due_at`, None for at once.

    `note` is for the reviewer. `seen` and `key` as in `reply`; the author's draft is used up.
    Raises NotAllowed, NotAReviewer, TicketClosed, NotItsTime, EmptyMessage, Crossed, WrongRecipient and
    NoRecipient.
    """
    ticket = ticket.locked()
    if key is not None and (before := planned_before(ticket, by=by, key=key)):
        return before
    _guard_reviewer(reviewer, ticket, author=by)
    if due_at is not None:
        guard_time(due_at)
    planned = put_aside(
        ticket,
        answer,
        by=by,
        seen=seen,
        key=key,
        state=PlannedState.IN_REVIEW,
        due_at=due_at,
        reviewer=reviewer,
        note=_short(note),
    )
    _record_handing_over(ticket, planned, to=reviewer, by=by)
    return planned


@action
def hand_to_reviewer(
    planned: PlannedReply, *, reviewer: User, by: User, note: str = "", seen: int | None = None
) -> None:
    """Give a planned reply to a colleague for review, or to another one.

    Raises NotAllowed, NotAReviewer, NotWaiting, TicketClosed, and Crossed for what came after `seen`.
    """
    ticket, planned = held(planned, by=by, may=may_change, states=WAITING)
    guard_not_closed(ticket)
    guard_not_crossed(ticket, by=by, seen=seen)
    _guard_reviewer(reviewer, ticket, author=planned.author)
    planned.state, planned.reviewer, planned.note = PlannedState.IN_REVIEW, reviewer, _short(note)
    planned.stopped_by, planned.error, planned.editor = "", "", None
    planned.updated_at = timezone.now()
    planned.save(update_fields=["state", "reviewer", "note", "stopped_by", "error", "editor", "updated_at"])
    _record_handing_over(ticket, planned, to=reviewer, by=by)


@action
def approve(planned: PlannedReply, *, by: User, seen: int | None = None) -> Message | None:
    """Let a reply leave that is in review: now, or at its time when that is still to come.

    Gives the message when it left now. Raises NotAllowed, NotWaiting, TicketClosed and Crossed.
    """
    ticket, planned = held(planned, by=by, may=may_review, states={PlannedState.IN_REVIEW})
    guard_not_closed(ticket)
    guard_not_crossed(ticket, by=by, seen=seen)
    record(ticket, REPLY_APPROVED, by=by, data=OfPlanned(planned=planned.pk, author=planned.author_id))
    if planned.due_at is not None and planned.due_at > timezone.now():
        put_on_time(ticket, planned, due_at=planned.due_at, by=by)
        return None
    return release_planned(ticket, planned, by=by)


@action
def return_reply(planned: PlannedReply, *, note: str, by: User) -> None:
    """Give a reply back to its author with a note, instead of letting it leave.

    Raises NotAllowed and NotWaiting.
    """
    ticket, planned = held(planned, by=by, may=may_review, states={PlannedState.IN_REVIEW})
    planned.state, planned.reviewer, planned.note = PlannedState.RETURNED, by, _short(note)
    planned.editor = None
    planned.updated_at = timezone.now()
    planned.save(update_fields=["state", "reviewer", "note", "editor", "updated_at"])
    record(ticket, REPLY_RETURNED, by=by, data=OfPlanned(planned=planned.pk, author=planned.author_id))


def _guard_reviewer(reviewer: User, ticket: Ticket, *, author: User) -> None:
    if reviewer.pk == author.pk or not can_review(reviewer, ticket):
        raise NotAReviewer(reviewer.shown_name)


def _record_handing_over(ticket: Ticket, planned: PlannedReply, *, to: User, by: User) -> None:
    handed = HandedOver(planned=planned.pk, author=planned.author_id, reviewer=to.pk)
    record(ticket, REPLY_HANDED_OVER, by=by, data=handed)


def _short(note: str) -> str:
    return note.strip()[:LONGEST_NOTE]
