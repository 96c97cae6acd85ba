from django.db import transaction

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.channels.base import File

from ..errors import DraftFull
from ..models import Attachment, Draft, Ticket, Visibility
from .guard import guard, guard_not_closed
from .receive import forget_file, stored

MOST_FILES = 20
MOST_BYTES = 25 * 1024 * 1024
"""Bytes of all files of one draft: what nearly every mail server takes."""


@transaction.atomic
def keep_draft(ticket: Ticket, *, by: User, visibility: Visibility, body_html: str) -> Draft:
    """Keep what `by` has written so far; history does not tell of it. `body_html` is clean.

    Raises NotAllowed and TicketClosed.
    """
    draft = _draft(ticket, by=by, visibility=visibility)
    draft.body_html = body_html
    draft.save(update_fields=["body_html", "updated_at"])
    return draft


@transaction.atomic
def add_to_draft(ticket: Ticket, *, by: User, visibility: Visibility, file: File) -> Attachment:
    """Keep a file with the draft until it is sent. Raises NotAllowed, TicketClosed and DraftFull."""
    draft = _draft(ticket, by=by, visibility=visibility)
    sizes = list(draft.attachments.values_list("size", flat=True))
    if len(sizes) >= MOST_FILES or sum(sizes) + file.size > MOST_BYTES:
        raise DraftFull
    return stored(file, by=by, draft=draft)


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


def _draft(ticket: Ticket, *, by: User, visibility: Visibility) -> Draft:
    needed = Permission.REPLY if visibility == Visibility.PUBLIC else Permission.NOTE
    guard(ticket, by=by, permission=needed)
    guard_not_closed(ticket)
    Draft.objects.get_or_create(ticket=ticket, author=by, visibility=visibility)
    return Draft.objects.select_for_update().get(ticket=ticket, author=by, visibility=visibility)
