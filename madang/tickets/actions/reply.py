from collections.abc import Sequence

from django.utils import timezone

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.channels.base import Address, File
from madang.history.recording import action, record

from ..copies import allowed_copies, copied_on
from ..errors import Crossed, EmptyMessage
from ..events import MESSAGE_SENT, OfMessage
from ..models import Attachment, Draft, Message, Status, Ticket, Visibility
from .change import put_status
from .guard import guard, guard_not_closed
from .receive import attach, forget_file, preview_of


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
    cc: Sequence[str] | None = None,
) -> Message:
    """Answer the customer: the message is stored and, in the same transaction, queued for its channel.

    `cc` are the addresses that get it too; None takes those who take part (`copies.copied_on`).
    `body_html` is clean. `then` is the status to set with it; None opens a new ticket and leaves any other.
    `seen` is the id of the newest message that the author had on the screen; None doesn't ask. `key` makes
    the same press of the button count once: the message written before is given back.
    The author's draft is used up, its files go with the message.
    Raises NotAllowed, TicketClosed, EmptyMessage, and Crossed with the messages that came meanwhile.
    """
    ticket = ticket.locked()
    if key is not None and (before := Message.objects.filter(key=key, ticket=ticket, author=by).first()):
        return before
    guard(ticket, by=by, permission=Permission.REPLY)
    guard_not_closed(ticket)
    message = add_outgoing(
        ticket,
        by=by,
        visibility=Visibility.PUBLIC,
        body_text=body_text,
        body_html=body_html,
        files=files,
        seen=seen,
        key=key,
        cc=copied_on(ticket) if cc is None else allowed_copies(ticket, cc),
    )
    ticket.preview = preview_of(body_text)
    ticket.last_message_at = ticket.updated_at = message.created_at
    ticket.waiting_since = None
    ticket.save(update_fields=["preview", "last_message_at", "waiting_since", "updated_at"])
    record(ticket, MESSAGE_SENT, by=by, data=OfMessage(message=message.pk))
    if then is None and ticket.status == Status.NEW:
        then = Status.OPEN
    if then is not None:
        put_status(ticket, then, by=by)
    return message


def add_outgoing(
    ticket: Ticket,
    *,
    by: User,
    visibility: Visibility,
    body_text: str,
    body_html: str,
    files: Sequence[File],
    seen: int | None,
    key: str | None,
    cc: Sequence[str] = (),
) -> Message:
    """Write what an agent wrote, with the files of the author's draft, which is used up.

    Raises Crossed and EmptyMessage.
    """
    if seen is not None:
        newer = ticket.messages.filter(pk__gt=seen).exclude(author=by).select_related("author").order_by("pk")
        if found := list(newer):
            raise Crossed(found)
    draft = Draft.objects.filter(ticket=ticket, author=by, visibility=visibility).first()
    drafted = list(draft.attachments.all()) if draft is not None else []
    if not (body_text.strip() or files or drafted):
        raise EmptyMessage

    sender = Address(email=ticket.inbox.address if ticket.inbox is not None else "", name=ticket.brand.name)
    message = Message.objects.create(
        ticket=ticket,
        author=by,
        visibility=visibility,
        body_text=body_text,
        body_html=body_html,
        from_name=sender.name if visibility == Visibility.PUBLIC else "",
        from_email=sender.email if visibility == Visibility.PUBLIC else "",
        to=[ticket.requester.email] if visibility == Visibility.PUBLIC and ticket.requester.email else [],
        cc=list(cc),
        key=key,
        created_at=timezone.now(),
    )
    for file in files:
        attach(message, file, by=by)
    if draft is not None:
        _use_up(draft, drafted, message)
    return message


def _use_up(draft: Draft, drafted: Sequence[Attachment], message: Message) -> None:
    """Hand the draft's files to the message; an inline picture that was deleted from the text goes away."""
    for file in drafted:
        if file.inline and f"cid:{file.content_id}" not in message.body_html:
            forget_file(file)
            continue
        file.message, file.draft = message, None
        file.save(update_fields=["message", "draft"])
    draft.delete()
