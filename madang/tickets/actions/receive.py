import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from madang.accounts.models import User
from madang.channels.base import Address, File
from madang.history.recording import action, record
from madang.lib.rows import insert, update

from ..errors import TicketDeleted
from ..events import MESSAGE_RECEIVED, Received
from ..models import (
    Attachment,
    Away,
    Draft,
    Macro,
    Message,
    PlannedReply,
    SideDraft,
    SideMessage,
    Status,
    StoppedBy,
    Ticket,
    Visibility,
)
from .change import put_status
from .snooze import Why, end_snooze
from .stop import stop_replies


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote, by whatever channel: clean HTML or none, text, files and who it was to.

    `new_words` is what of it is new (without quoted history and signature); empty takes `body_text`.
    `newcomer` says that the author had no part in the ticket before. `key` is the same for the same thing
    taken twice.
    """

    author: User
    body_text: str
    body_html: str = ""
    new_words: str = ""
    files: Sequence[File] = ()
    from_address: Address | None = None
    to: Sequence[str] = ()
    cc: Sequence[str] = ()
    message_id: str = ""
    in_reply_to: str = ""
    auto_reply: str = ""
    newcomer: bool = False
    signed: str = ""
    key: str | None = None
    at: datetime | None = None


@action
def receive(ticket: Ticket, written: Written) -> Message:
    """Add a message from outside. A ticket that waited for the customer, or was solved, is open again.

    What was planned to be sent is stopped: it was written before this message. An automatic reply is kept,
    but opens nothing, starts no waiting and stops nothing. Raises TicketDeleted: nobody would ever see it.
    """
    ticket = ticket.locked()
    if ticket.away == Away.DELETED:
        raise TicketDeleted
    message = add_incoming(ticket, written, at=written.at or timezone.now())
    automatic = bool(written.auto_reply) or ticket.away == Away.SPAM  # spam wakes nobody
    if not automatic:
        ticket.waiting_since = ticket.waiting_since or message.created_at
    ticket.preview = preview_of(written.new_words or written.body_text)
    ticket.last_message_at = ticket.updated_at = message.created_at
    update(ticket, ["preview", "last_message_at", "waiting_since", "updated_at"])
    record(
        ticket,
        MESSAGE_RECEIVED,
        by=written.author,
        data=Received(message=message.pk, automatic=automatic),
    )
    if not automatic:
        stop_replies(ticket, why=StoppedBy.CUSTOMER, by=written.author)
        end_snooze(ticket, why=Why.CUSTOMER, by=written.author)
    if not automatic and ticket.status in {Status.PENDING, Status.SOLVED, Status.ON_HOLD}:
        put_status(ticket, Status.OPEN, by=written.author)
    return message


def add_incoming(ticket: Ticket, written: Written, *, at: datetime) -> Message:
    """Write the message and its files; for the actions that take something in."""
    sender = written.from_address or Address(email=written.author.email or "", name=written.author.name)
    message = Message(
        ticket=ticket,
        author=written.author,
        visibility=Visibility.PUBLIC,
        incoming=True,
        body_text=written.body_text,
        body_html=written.body_html,
        new_words=written.new_words if written.new_words != written.body_text else "",
        from_name=sender.name[:200],
        from_email=sender.email[:320],
        to=list(written.to),
        cc=list(written.cc),
        message_id=written.message_id[:500],
        in_reply_to=written.in_reply_to[:500],
        auto_reply=written.auto_reply[:40],
        newcomer=written.newcomer,
        signed=written.signed[:10],
        key=written.key,
        created_at=at,
    )
    insert(message)
    for file in written.files:
        attach(message, file, by=written.author)
    return message


def attach(message: Message, file: File, *, by: User) -> Attachment:
    """Keep one file with a message."""
    return stored(file, by=by, message=message)


def stored(
    file: File,
    *,
    by: User | None,
    message: Message | None = None,
    draft: Draft | None = None,
    planned: PlannedReply | None = None,
    macro: Macro | None = None,
    side_message: SideMessage | None = None,
    side_draft: SideDraft | None = None,
) -> Attachment:
    """Write a file's bytes and its row, for whatever it belongs to; without any, for a field."""
    return Attachment.objects.create(
        message=message,
        draft=draft,
        planned=planned,
        macro=macro,
        side_message=side_message,
        side_draft=side_draft,
        author=by,
        file=ContentFile(file.content, name="file"),
        filename=file.filename[:255],
        content_type=file.content_type[:120],
        size=file.size,
        inline=file.inline,
        content_id=file.content_id[:200],
    )


def forget_file(attachment: Attachment) -> None:
    """Remove the row now and the bytes once that is committed."""
    name, storage = attachment.file.name, attachment.file.storage
    attachment.delete()
    if name:
        transaction.on_commit(functools.partial(storage.delete, name))


def preview_of(text: str) -> str:
    """The first words of a text in one line, as lists show them."""
    return " ".join(text[:1000].split())[:200]
