"""What becomes of a planned reply before it leaves: sent now, held to be changed, changed, called back."""

from collections.abc import Collection, Sequence

from django.utils import timezone

from madang.accounts.models import User
from madang.channels.base import File
from madang.history.recording import action, record

from ..copies import Recipients, chosen_recipients, recipients_of
from ..events import REPLY_CANCELLED, REPLY_CHANGED, REPLY_HELD, OfPlanned, Rewritten
from ..models import (
    WAITING,
    Draft,
    Message,
    PlannedReply,
    PlannedState,
    StoppedBy,
    Ticket,
    Visibility,
)
from ..planning import may_change, may_send
from .draft import guard_room
from .guard import guard_not_closed
from .outgoing import guard_not_crossed, guard_not_empty, hand_files_on, keep_files
from .planned_guard import held
from .receive import forget_file
from .release import release_planned
from .schedule import put_on_time

BETWEEN = "<p><br></p>"
"""What parts called back words from those that were drafted meanwhile."""


@action
def send_now(planned: PlannedReply, *, by: User, seen: int | None = None) -> Message:
    """Let a planned reply leave at once. One that left meanwhile is given back: two presses send once.

    Raises NotAllowed, NotWaiting, TicketClosed, and Crossed for what came after `seen`.
    """
    states = WAITING | {PlannedState.RELEASED}
    ticket, planned = held(planned, by=by, may=may_send, states=states)
    if planned.message is not None:
        return planned.message
    guard_not_closed(ticket)
    guard_not_crossed(ticket, by=by, seen=seen)
    return release_planned(ticket, planned, by=by)


@action
def hold(planned: PlannedReply, *, by: User) -> None:
    """Keep a planned reply from leaving while somebody changes it; what is in review stays there.

    Raises NotAllowed and NotWaiting.
    """
    ticket, planned = held(planned, by=by, may=may_change, states=WAITING)
    if planned.state == PlannedState.SCHEDULED:
        planned.state, planned.stopped_by = PlannedState.STOPPED, StoppedBy.EDITING
    planned.editor = by
    planned.updated_at = timezone.now()
    planned.save(update_fields=["state", "stopped_by", "editor", "updated_at"])
    record(ticket, REPLY_HELD, by=by, data=_of(planned))


@action
def change_reply(
    planned: PlannedReply,
    *,
    body_text: str,
    body_html: str,
    by: User,
    seen: int | None = None,
    files: Sequence[File] = (),
    without: Collection[int] = (),
    whom: Recipients | None = None,
) -> None:
    """Give a planned reply other words, add `files`, and take those out whose ids are in `without`.

    `whom` is to whom it goes from now on, None for no change.

    One that was held for that goes back to its time, or leaves at once when that has passed; what is in
    review, returned or stopped for another reason stays so.

    `body_html` is clean. Raises NotAllowed, NotWaiting, EmptyMessage, DraftFull, WrongRecipient, NoRecipient,
    TicketClosed and Crossed.
    """
    ticket, planned = held(planned, by=by, may=may_change, states=WAITING)
    had = list(planned.attachments.all())
    gone = [file for file in had if file.pk in without]
    kept = [file for file in had if file.pk not in without]
    guard_not_empty(body_text, kept, files)
    guard_room([*(file.size for file in kept), *(file.size for file in files)])
    parts = []
    if whom is not None and _address(ticket, planned, whom):
        parts.append("recipients")
    if (planned.body_text, planned.body_html) != (body_text, body_html):
        parts.append("words")
    if files or gone:
        parts.append("files")
    if parts:
        for file in gone:
            forget_file(file)
        keep_files(files, by=by, of=planned)
        planned.body_text, planned.body_html = body_text, body_html
        planned.updated_at = timezone.now()
        planned.save(update_fields=["body_text", "body_html", "to", "cc", "bcc", "updated_at"])
        data = Rewritten(planned=planned.pk, author=planned.author_id, parts=tuple(parts))
        record(ticket, REPLY_CHANGED, by=by, data=data)
    _let_go_on(ticket, planned, by=by, seen=seen)


@action
def let_go(planned: PlannedReply, *, by: User, seen: int | None = None) -> None:
    """End `hold` without a change. Raises NotAllowed, NotWaiting, TicketClosed and Crossed."""
    ticket, planned = held(planned, by=by, may=may_change, states=WAITING)
    _let_go_on(ticket, planned, by=by, seen=seen)


@action
def cancel(planned: PlannedReply, *, by: User) -> Draft:
    """Call a planned reply back: its words and files are the author's draft again, before what it holds.

    Raises NotAllowed and NotWaiting.
    """
    ticket, planned = held(planned, by=by, may=may_change, states=WAITING)
    Draft.objects.get_or_create(ticket=ticket, author=planned.author, visibility=Visibility.PUBLIC)
    draft = Draft.objects.select_for_update().get(
        ticket=ticket, author=planned.author, visibility=Visibility.PUBLIC
    )
    draft.body_html = BETWEEN.join(part for part in (planned.body_html, draft.body_html) if part)
    draft.macros = [*planned.macros, *draft.macros]
    draft.to, draft.cc, draft.bcc = planned.to, planned.cc if planned.to is not None else None, planned.bcc
    draft.save(update_fields=["body_html", "macros", "to", "cc", "bcc", "updated_at"])
    hand_files_on(list(planned.attachments.all()), to=draft)
    planned.state, planned.editor = PlannedState.CANCELLED, None
    planned.updated_at = timezone.now()
    planned.save(update_fields=["state", "editor", "updated_at"])
    record(ticket, REPLY_CANCELLED, by=by, data=_of(planned))
    return draft


def _address(ticket: Ticket, planned: PlannedReply, whom: Recipients) -> bool:
    """Put other recipients on a planned reply; tells whether they differ. Errors of `chosen_recipients`."""
    chosen = chosen_recipients(ticket, to=whom.to, cc=whom.cc, bcc=whom.bcc)
    if chosen == recipients_of(planned, ticket):
        return False
    planned.to, planned.cc, planned.bcc = list(chosen.to), list(chosen.cc), list(chosen.bcc) or None
    return True


def _let_go_on(ticket: Ticket, planned: PlannedReply, *, by: User, seen: int | None) -> None:
    if planned.stopped_by == StoppedBy.EDITING and planned.due_at is not None:
        guard_not_closed(ticket)
        guard_not_crossed(ticket, by=by, seen=seen)
        put_on_time(ticket, planned, due_at=planned.due_at, by=by)
    elif planned.editor_id is not None:
        planned.editor = None
        planned.save(update_fields=["editor"])


def _of(planned: PlannedReply) -> OfPlanned:
    return OfPlanned(planned=planned.pk, author=planned.author_id)
