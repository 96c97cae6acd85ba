from collections.abc import Sequence

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.channels.base import File
from madang.history.recording import action

from ..copies import chosen_recipients
from ..models import Message, Status, Ticket, Visibility
from .guard import guard, guard_filled, guard_not_closed, guard_tasks_done
from .outgoing import (
    NOTHING_DRAFTED,
    drafted,
    guard_not_crossed,
    guard_not_empty,
    keep_files,
    write,
    written_before,
)
from .release import release
from .use_macro import do_macros, macros_of


@action
def reply(
    ticket: Ticket,
    *,
    by: User,
    body_text: str,
    body_html: str = "",
    files: Sequence[File] = (),
    then: Status | None = None,
    seen: int | None = None,
    key: str | None = None,
    to: Sequence[str] | None = None,
    cc: Sequence[str] | None = None,
    bcc: Sequence[str] = (),
    anyway: bool = False,
    unsigned: bool = False,
    from_draft: bool = True,
) -> Message:
    """Answer the customer: the message is stored and, in the same transaction, queued for its channel.

    `to` are the addresses that it goes to, None for the requester's; `cc` those that get it too, None for
    who takes part (`copies.copied_on`); `bcc` get it without the others knowing.
    `unsigned` leaves the signature away.
    `body_html` is clean. `then` is the status to set with it; None opens a new ticket and leaves any other.
    `seen` is the id of the newest message that the author had on the screen; None doesn't ask. `key` makes
    the same press of the button count once: the message written before is given back.
    The author's draft is used up: its files go with the message, what its macros do is done. Without
    `from_draft` it stays as it is: what is sent was not written there.
    Raises NotAllowed, TicketClosed, FieldsMissing, EmptyMessage, WrongRecipient, NoRecipient, Crossed with
    the messages that came meanwhile, and TasksOpen when it would be solved before its tasks, unless
    `anyway`.
    """
    ticket = ticket.locked()
    if before := written_before(ticket, by=by, key=key):
        return before
    guard(ticket, by=by, permission=Permission.REPLY)
    guard_not_closed(ticket)
    guard_not_crossed(ticket, by=by, seen=seen)
    guard_filled(ticket, then, by=by)
    if not anyway:
        guard_tasks_done(ticket, to=then)
    draft = drafted(ticket, by=by, visibility=Visibility.PUBLIC) if from_draft else NOTHING_DRAFTED
    guard_not_empty(body_text, files, draft.files)
    ticket = do_macros(ticket, macros_of(draft.draft), by=by)
    message = write(
        ticket,
        author=by,
        visibility=Visibility.PUBLIC,
        body_text=body_text,
        body_html=body_html,
        recipients=chosen_recipients(ticket, to=to, cc=cc, bcc=bcc),
        key=key,
        unsigned=unsigned,
    )
    keep_files(files, by=by, of=message)
    draft.use_up(for_=message)
    release(ticket, message, then=then, by=by)
    return message
