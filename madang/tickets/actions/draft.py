from collections.abc import Sequence

from django.db import transaction

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.channels.base import File

from ..copies import MOST_COPIES
from ..errors import BlackedOutMeanwhile, DraftFull
from ..models import Attachment, Draft, Ticket, Visibility
from .guard import guard, guard_not_closed
from .receive import forget_file, stored

LONGEST_ADDRESS = 320
MOST_FILES = 20
MOST_BYTES = 25 * 1024 * 1024
"""Bytes of all files of one draft: what nearly every mail server takes."""


@transaction.atomic
def keep_draft(
    ticket: Ticket, *, by: User, visibility: Visibility, body_html: str, seen: int | None = None
) -> Draft:
    """Keep what `by` has written so far; history does not tell of it. `body_html` is clean.

    `seen` is how often something was blacked out in the ticket when the page was made. Raises NotAllowed,
    TicketClosed and BlackedOutMeanwhile.
    """
    guard_blacked_out(ticket, seen=seen)
    draft = draft_of(ticket, by=by, visibility=visibility)
    draft.body_html = body_html
    draft.save(update_fields=["body_html", "updated_at"])
    return draft


@transaction.atomic
def address_draft(
    ticket: Ticket, *, by: User, to: Sequence[str] | None, cc: Sequence[str] = (), bcc: Sequence[str] = ()
) -> Draft:
    """Keep whom the author's reply is to go to; `to` None is whoever takes part.

    What is kept is looked at when it is sent: half an address may be on its way to a whole one.
    Raises NotAllowed and TicketClosed.
    """
    draft = draft_of(ticket, by=by, visibility=Visibility.PUBLIC)
    chosen = to is not None
    draft.to = _few(to or ()) if chosen else None
    draft.cc, draft.bcc = (_few(cc), _few(bcc)) if chosen else (None, None)
    draft.save(update_fields=["to", "cc", "bcc", "updated_at"])
    return draft


@transaction.atomic
def add_to_draft(ticket: Ticket, *, by: User, visibility: Visibility, file: File) -> Attachment:
    """Keep a file with the draft until it is sent. Raises NotAllowed, TicketClosed and DraftFull."""
    draft = draft_of(ticket, by=by, visibility=visibility)
    sizes = list(draft.attachments.values_list("size", flat=True))
    guard_room([*sizes, file.size])
    return stored(file, by=by, draft=draft)


def guard_room(sizes: Sequence[int]) -> None:
    """Raise DraftFull when files of these sizes (in bytes) are more than one message takes."""
    if len(sizes) > MOST_FILES or sum(sizes) > MOST_BYTES:
        raise DraftFull


@transaction.atomic
def drop_from_draft(attachment: Attachment, *, by: User) -> None:
    """Take a file out of the author's own draft; a file of a sent message stays."""
    if attachment.draft is None or attachment.draft.author_id != by.pk:
        return
    forget_file(attachment)


@transaction.atomic
def drop_draft(ticket: Ticket, *, by: User, visibility: Visibility) -> None:
    """Throw the author's draft away, with its files."""
    draft = Draft.objects.filter(ticket=ticket, author=by, visibility=visibility).first()
    if draft is None:
        return
    for attachment in draft.attachments.all():
        drop_from_draft(attachment, by=by)
    draft.delete()


def guard_blacked_out(ticket: Ticket, *, seen: int | None) -> None:
    """Raise BlackedOutMeanwhile when more was blacked out since `seen`; None is not asked about."""
    if seen is None:
        return
    # Held until the draft is written: what is blacked out at the same time then finds it.
    now = Ticket.objects.select_for_update().filter(pk=ticket.pk).values_list("blacked_out", flat=True).get()
    if seen != (now or 0):
        raise BlackedOutMeanwhile(now or 0)


def _few(addresses: Sequence[str]) -> list[str]:
    return [one.strip()[:LONGEST_ADDRESS] for one in addresses if one.strip()][: MOST_COPIES + 1]


def draft_of(ticket: Ticket, *, by: User, visibility: Visibility) -> Draft:
    """The author's draft, locked, made when there is none. Raises NotAllowed and TicketClosed."""
    needed = Permission.REPLY if visibility == Visibility.PUBLIC else Permission.NOTE
    guard(ticket, by=by, permission=needed)
    guard_not_closed(ticket)
    Draft.objects.get_or_create(ticket=ticket, author=by, visibility=visibility)
    return Draft.objects.select_for_update().get(ticket=ticket, author=by, visibility=visibility)
