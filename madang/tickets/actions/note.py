from collections.abc import Sequence

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.channels.base import File
from madang.history.recording import action, record
from madang.lib.rows import update

from ..events import NOTE_WRITTEN, OfMessage
from ..models import Message, Ticket, Visibility
from .guard import guard, guard_not_closed
from .mention import guard_mentions, keep_mentions
from .outgoing import NOTHING_DRAFTED, drafted, guard_not_empty, keep_files, write, written_before
from .use_macro import do_macros, macros_of


@action
def note(
    ticket: Ticket,
    *,
    by: User,
    body_text: str,
    body_html: str = "",
    files: Sequence[File] = (),
    key: str | None = None,
    from_draft: bool = True,
) -> Message:
    """Write an internal note: agents alone read it, the customer's list and waiting time don't change.

    Whom `body_html` names (see `tickets.mentions`) is told, and sees the ticket from then on when `by` may
    show it. `key` and `from_draft` as in `reply`. Raises NotAllowed, TicketClosed, EmptyMessage and
    CannotMention.
    """
    ticket = ticket.locked()
    if before := written_before(ticket, by=by, key=key):
        return before
    guard(ticket, by=by, permission=Permission.NOTE)
    guard_not_closed(ticket)
    draft = drafted(ticket, by=by, visibility=Visibility.INTERNAL) if from_draft else NOTHING_DRAFTED
    guard_not_empty(body_text, files, draft.files)
    named = guard_mentions(ticket, body_html, by=by)
    ticket = do_macros(ticket, macros_of(draft.draft), by=by)
    message = write(
        ticket,
        author=by,
        visibility=Visibility.INTERNAL,
        body_text=body_text,
        body_html=body_html,
        key=key,
    )
    keep_files(files, by=by, of=message)
    keep_mentions(message, named, by=by)
    draft.use_up(for_=message)
    ticket.updated_at = message.created_at
    update(ticket, ["updated_at"])
    record(ticket, NOTE_WRITTEN, by=by, data=OfMessage(message=message.pk))
    return message
