from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils import timezone

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.channels.base import File
from madang.history.recording import action, record

from ..copies import chosen_recipients
from ..events import REPLY_SCHEDULED, Scheduled
from ..models import WAITING, PlannedReply, PlannedState, Status, Ticket, Visibility
from ..planning import may_send
from .guard import guard, guard_filled, guard_not_closed
from .outgoing import NOTHING_DRAFTED, drafted, guard_not_crossed, guard_not_empty, keep_files
from .planned_guard import guard_time, held
from .use_macro import macros_of


@dataclass(frozen=True, slots=True)
class Answer:
    """What an agent wrote to a customer: text, clean HTML or none, files, the status to set with it.

    `to`, `cc`, `bcc` and `from_draft` are as in `reply`. The files of the author's draft go with it.
    """

    body_text: str
    body_html: str = ""
    files: Sequence[File] = ()
    then: Status | None = None
    to: Sequence[str] | None = None
    cc: Sequence[str] | None = None
    bcc: Sequence[str] = ()
    unsigned: bool = False
    from_draft: bool = True


@action
def schedule(
    ticket: Ticket,
    answer: Answer,
    *,
    due_at: datetime,
    by: User,
    seen: int | None = None,
    key: str | None = None,
) -> PlannedReply:
    """Have an answer leave at `due_at`, within a day; until then it can be changed, called back or sent.

    `seen` and `key` as in `reply`; the author's draft is used up.
    Raises NotAllowed, TicketClosed, NotItsTime, EmptyMessage, Crossed, WrongRecipient and NoRecipient.
    """
    ticket = ticket.locked()
    if key is not None and (before := planned_before(ticket, by=by, key=key)):
        return before
    guard_time(due_at)
    planned = put_aside(
        ticket, answer, by=by, seen=seen, key=key, state=PlannedState.SCHEDULED, due_at=due_at
    )
    _record(ticket, planned, by=by)
    return planned


@action
def reschedule(planned: PlannedReply, *, due_at: datetime, by: User, seen: int | None = None) -> None:
    """Have a planned reply leave at another time, or at one again after it was stopped or returned.

    Raises NotAllowed, NotWaiting, TicketClosed, NotItsTime, and Crossed for what came after `seen`.
    """
    ticket, planned = held(planned, by=by, may=may_send, states=WAITING)
    guard_not_closed(ticket)
    guard_time(due_at)
    guard_not_crossed(ticket, by=by, seen=seen)
    put_on_time(ticket, planned, due_at=due_at, by=by)


def put_on_time(ticket: Ticket, planned: PlannedReply, *, due_at: datetime, by: User) -> None:
    """Write the time of a locked planned reply; for actions that have guarded already."""
    planned.state, planned.due_at = PlannedState.SCHEDULED, due_at
    planned.stopped_by, planned.error, planned.editor = "", "", None
    planned.updated_at = timezone.now()
    planned.save(update_fields=["state", "due_at", "stopped_by", "error", "editor", "updated_at"])
    _record(ticket, planned, by=by)


def put_aside(
    ticket: Ticket,
    answer: Answer,
    *,
    by: User,
    seen: int | None,
    key: str | None,
    state: PlannedState,
    due_at: datetime | None,
    reviewer: User | None = None,
    note: str = "",
) -> PlannedReply:
    """Write down an answer that does not leave now, with the files of the draft, which is used up.

    Raises NotAllowed, TicketClosed, Crossed, FieldsMissing, EmptyMessage, WrongRecipient and NoRecipient.
    """
    guard(ticket, by=by, permission=Permission.REPLY)
    guard_not_closed(ticket)
    guard_not_crossed(ticket, by=by, seen=seen)
    guard_filled(ticket, answer.then, by=by)
    draft = drafted(ticket, by=by, visibility=Visibility.PUBLIC) if answer.from_draft else NOTHING_DRAFTED
    guard_not_empty(answer.body_text, answer.files, draft.files)
    recipients = chosen_recipients(ticket, to=answer.to, cc=answer.cc, bcc=answer.bcc)
    now = timezone.now()
    planned = PlannedReply.objects.create(
        ticket=ticket,
        author=by,
        state=state,
        body_text=answer.body_text,
        body_html=answer.body_html,
        to=list(recipients.to) if answer.to is not None else None,
        cc=list(recipients.cc),
        bcc=list(recipients.bcc) or None,
        unsigned=answer.unsigned,
        then=answer.then.value if answer.then is not None else "",
        macros=macros_of(draft.draft),
        due_at=due_at,
        reviewer=reviewer,
        note=note,
        key=key,
        created_at=now,
        updated_at=now,
    )
    keep_files(answer.files, by=by, of=planned)
    draft.use_up(for_=planned)
    return planned


def planned_before(ticket: Ticket, *, by: User, key: str) -> PlannedReply | None:
    """What the same press of the button has planned already."""
    return PlannedReply.objects.filter(key=key, ticket=ticket, author=by).first()


def _record(ticket: Ticket, planned: PlannedReply, *, by: User) -> None:
    assert planned.due_at is not None
    due_at = planned.due_at.astimezone(UTC).isoformat()
    record(
        ticket,
        REPLY_SCHEDULED,
        by=by,
        data=Scheduled(planned=planned.pk, author=planned.author_id, due_at=due_at),
    )
