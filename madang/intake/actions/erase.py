"""A ticket goes for good, with everything that anybody wrote in it, wherever it lies."""

import functools
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.history.kinds import Nothing
from madang.history.recording import action, record
from madang.search.index import forget
from madang.tickets.errors import NotAllowed, NotDeleted
from madang.tickets.events import TICKET_ERASED
from madang.tickets.merging import whole_conversation
from madang.tickets.models import (
    Attachment,
    Away,
    Draft,
    FieldValue,
    Message,
    PlannedReply,
    SideMessage,
    Ticket,
)
from madang.tickets.queries import deleted_within_reach

from ..models import RawMessage
from ..store import forget_content


@action
def erase_ticket(ticket: Ticket, *, by: User | None, due: datetime | None = None) -> bool:
    """Erase a deleted ticket and what was merged into it; tells whether it was there to be erased.

    Messages, drafts, planned answers and side conversations go, files, mails kept or waiting, originals and
    the words in the search. Of the originals a digest stays, so that the same mail delivered again is still
    known; of the history, ids and codes. With `due` only what is due then. Raises NotAllowed, and NotDeleted
    for a ticket that is not among the deleted ones.
    """
    found = Ticket.objects.select_for_update(of=("self",)).filter(pk=ticket.pk, merged_into=None).first()
    if found is None or found.away != Away.DELETED:
        if by is None:
            return False
        raise NotDeleted
    if due is not None and (found.away_until is None or found.away_until > due):
        return False
    if by is not None and not (
        by.may(Permission.DELETE) and deleted_within_reach(by).filter(pk=found.pk).exists()
    ):
        raise NotAllowed
    whole = whole_conversation(found)
    record(found, TICKET_ERASED, by=by, data=Nothing())
    forget(tickets=whole)
    _forget_originals(whole)
    files = _files_of(whole)
    Ticket.objects.filter(pk__in=whole).update(merged_into=None)
    Ticket.objects.filter(pk__in=whole).delete()
    Attachment.objects.filter(pk__in=[file.pk for file in files]).delete()
    for file in files:
        if file.file.name:
            transaction.on_commit(functools.partial(file.file.storage.delete, file.file.name))
    return True


def _forget_originals(tickets: Sequence[int]) -> None:
    # By `IN` each, so that both databases go through an index for every part.
    of_messages = Q(message__in=Message.objects.filter(ticket__in=tickets))
    of_sides = Q(side_message__in=SideMessage.objects.filter(side__ticket__in=tickets))
    for raw in RawMessage.objects.filter(of_messages | of_sides).order_by("pk"):
        forget_content(raw)
        raw.mail_from = raw.rcpt_to = raw.error = ""
        raw.handed_over = raw.authentication = raw.hold = None
        raw.removed_at = raw.removed_at or timezone.now()
        raw.save()


def _files_of(tickets: Sequence[int]) -> list[Attachment]:
    """Those of its messages, drafts, planned answers, side conversations and fields."""
    return list(
        Attachment.objects.filter(
            Q(message__in=Message.objects.filter(ticket__in=tickets))
            | Q(draft__in=Draft.objects.filter(ticket__in=tickets))
            | Q(planned__in=PlannedReply.objects.filter(ticket__in=tickets))
            | Q(side_message__in=SideMessage.objects.filter(side__ticket__in=tickets))
            | Q(pk__in=FieldValue.objects.filter(ticket__in=tickets).values("file"))
        )
    )
