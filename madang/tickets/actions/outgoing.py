"""What an agent wrote, on its way to being a message: who it crossed, what was drafted, the row itself."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from madang.accounts.models import User
from madang.channels.base import Address, File

from ..copies import Recipients
from ..errors import Crossed, EmptyMessage
from ..models import Attachment, Draft, Message, PlannedReply, Ticket, Visibility
from .receive import forget_file, stored


@dataclass(frozen=True, slots=True)
class Drafted:
    """The author's draft of one visibility with its files; neither when nothing was drafted."""

    draft: Draft | None = None
    files: Sequence[Attachment] = field(default_factory=list)

    def use_up(self, *, for_: "Message | PlannedReply") -> None:
        """Hand its files on to what was written from it, and remove it."""
        if self.draft is None:
            return
        hand_files_on(self.files, to=for_)
        self.draft.delete()


def written_before(ticket: Ticket, *, by: User, key: str | None) -> Message | None:
    """What the same press of a button, told by its key, wrote already; the ticket is locked meanwhile."""
    return Message.objects.filter(key=key, ticket=ticket, author=by).first() if key is not None else None


NOTHING_DRAFTED = Drafted()


def drafted(ticket: Ticket, *, by: User, visibility: Visibility) -> Drafted:
    """What `by` has drafted. Two queries at most."""
    draft = Draft.objects.filter(ticket=ticket, author=by, visibility=visibility).first()
    return Drafted(draft, list(draft.attachments.all())) if draft is not None else NOTHING_DRAFTED


def guard_not_crossed(ticket: Ticket, *, by: User, seen: int | None) -> None:
    """Raise Crossed with the messages of others that came after `seen`; None doesn't ask."""
    if seen is None:
        return
    newer = ticket.messages.filter(pk__gt=seen).exclude(author=by).select_related("author").order_by("pk")
    if found := list(newer):
        raise Crossed(found)


def guard_not_empty(body_text: str, *files: Sequence[object]) -> None:
    """Raise EmptyMessage when there are neither words nor files."""
    if not (body_text.strip() or any(files)):
        raise EmptyMessage


def write(
    ticket: Ticket,
    *,
    author: User,
    visibility: Visibility,
    body_text: str,
    body_html: str,
    recipients: Recipients | None = None,
    key: str | None = None,
    unsigned: bool = False,
) -> Message:
    """Write the row of what an agent wrote; its channel is the ticket's. A note has no recipients."""
    public = visibility == Visibility.PUBLIC
    sender = Address(email=ticket.inbox.address if ticket.inbox is not None else "", name=ticket.brand.name)
    return Message.objects.create(
        ticket=ticket,
        author=author,
        visibility=visibility,
        body_text=body_text,
        body_html=body_html,
        from_name=sender.name if public else "",
        from_email=sender.email if public else "",
        to=list(recipients.to) if recipients else [],
        cc=list(recipients.cc) if recipients else [],
        bcc=list(recipients.bcc) or None if recipients else None,
        key=key,
        unsigned=unsigned,
        created_at=timezone.now(),
    )


def keep_files(files: Sequence[File], *, by: User, of: Message | PlannedReply) -> None:
    """Keep files with what was written."""
    for file in files:
        if isinstance(of, Message):
            stored(file, by=by, message=of)
        else:
            stored(file, by=by, planned=of)


def hand_files_on(files: Sequence[Attachment], *, to: Message | PlannedReply | Draft) -> None:
    """Hand files on; an inline picture that was deleted from the text goes away."""
    for file in files:
        if file.inline and f"cid:{file.content_id}" not in to.body_html:
            forget_file(file)
            continue
        file.message = to if isinstance(to, Message) else None
        file.planned = to if isinstance(to, PlannedReply) else None
        file.draft = to if isinstance(to, Draft) else None
        file.save(update_fields=["message", "planned", "draft"])
