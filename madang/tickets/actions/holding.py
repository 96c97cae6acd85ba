"""What the tables of tickets keep of customers' words, and how they let go of them (`tickets.holders`)."""

import re
from collections.abc import Sequence

from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from madang.lib.html import BAR, redact_html, redact_text
from madang.lib.rows import update

from ..holders import BlackedOut, Holder
from ..models import (
    Attachment,
    Draft,
    FieldValue,
    Hold,
    Message,
    PlannedReply,
    SideConversation,
    SideDraft,
    SideMessage,
    Ticket,
)
from .receive import forget_file, preview_of

_SHOWN_AS = BAR * 6

_IN_A_SIDE_DRAFT = ("subject", "to", "body_html")
_IN_A_MESSAGE = ("body_text", "body_html", "new_words", "from_name")


def files_of(tickets: Sequence[int]) -> QuerySet[Attachment]:
    """The files of all that belongs to these tickets."""
    # By `IN` each, so that both databases go through an index for every part.
    return Attachment.objects.filter(
        Q(message__in=Message.objects.filter(ticket__in=tickets))
        | Q(draft__in=Draft.objects.filter(ticket__in=tickets))
        | Q(planned__in=PlannedReply.objects.filter(ticket__in=tickets))
        | Q(side_message__in=SideMessage.objects.filter(side__ticket__in=tickets))
        | Q(side_draft__in=SideDraft.objects.filter(ticket__in=tickets))
        | Q(pk__in=FieldValue.objects.filter(ticket__in=tickets).values("file"))
    )


def _redact_conversation(gone: BlackedOut) -> None:
    of_messages = Message.objects.filter(pk__in=gone.messages)
    of_sides = SideMessage.objects.filter(pk__in=gone.sides)
    changed: list[Message | SideMessage] = [*of_messages, *of_sides]
    for one in changed:
        one.redacted_at = timezone.now()
        one.save(update_fields=["redacted_at"])
        if gone.pattern is not None:
            black_out(one, gone.pattern, *_IN_A_MESSAGE)
    if gone.pattern is None:
        return
    for ticket in Ticket.objects.select_for_update().filter(pk__in=gone.tickets).order_by("pk"):
        # A preview may end in the midst of a piece.
        newest = ticket.messages.filter(visibility="public").order_by("-pk").first()
        preview = preview_of(newest.new_words or newest.body_text) if newest is not None else ""
        if preview and preview != ticket.preview:
            ticket.preview = preview
            update(ticket, ["preview"])
        black_out(ticket, gone.pattern, "subject", "preview")


def _erase_conversation(tickets: Sequence[int]) -> None:
    Ticket.objects.filter(pk__in=tickets).update(merged_into=None)
    Ticket.objects.filter(pk__in=tickets).delete()


def _redact_beside(gone: BlackedOut) -> None:
    if gone.pattern is None or not gone.everywhere:
        return
    of_ticket = {"ticket__in": gone.tickets}
    for draft in Draft.objects.filter(**of_ticket).exclude(body_html=""):
        black_out(draft, gone.pattern, "body_html")
    for planned in PlannedReply.objects.filter(**of_ticket):
        black_out(planned, gone.pattern, "body_text", "body_html", "note", "error")
    for side in SideConversation.objects.filter(**of_ticket):
        black_out(side, gone.pattern, "subject")
    for aside in SideDraft.objects.filter(**of_ticket):
        black_out(aside, gone.pattern, *_IN_A_SIDE_DRAFT)
    for hold in Hold.objects.filter(**of_ticket).exclude(reason=""):
        black_out(hold, gone.pattern, "reason")
    for value in FieldValue.objects.filter(**of_ticket):
        black_out(value, gone.pattern, "text", "long_text")


def _redact_files(gone: BlackedOut) -> None:
    if gone.pattern is not None and gone.everywhere:
        for file in files_of(gone.tickets):
            black_out(file, gone.pattern, "filename", "content_id")
    for file in Attachment.objects.filter(pk__in=gone.files).select_related(
        "message", "side_message", "draft", "side_draft", "planned"
    ):
        if file.content_id:
            _take_out_of_texts(file)
        if file.message_id is None and file.side_message_id is None:
            # Nobody has read it there yet, so no bar needs to say that it was.
            FieldValue.objects.filter(file=file).delete()
            forget_file(file)
        else:
            _black_out_file(file)


def _black_out_file(file: Attachment) -> None:
    name, storage = str(file.file.name), file.file.storage
    file.file.name, file.filename, file.size = "", _SHOWN_AS, 0
    file.content_type, file.content_id, file.inline = "application/octet-stream", "", False
    file.save()
    transaction.on_commit(lambda: storage.delete(name))


def _take_out_of_texts(file: Attachment) -> None:
    picture = re.compile(rf"<img\b[^>]*cid:{re.escape(file.content_id)}[\"'\s][^>]*>")
    for one in (file.message, file.side_message, file.draft, file.side_draft, file.planned):
        if one is not None:
            one.refresh_from_db(fields=["body_html"])
            one.body_html = picture.sub(_SHOWN_AS, one.body_html)
            one.save(update_fields=["body_html"])


def _erase_files(tickets: Sequence[int]) -> None:
    for file in list(files_of(tickets)):
        FieldValue.objects.filter(file=file).delete()
        forget_file(file)


def _goes_with_its_ticket(_tickets: Sequence[int]) -> None:
    """The database deletes the rows with the ticket."""


def black_out(row: models.Model, pattern: re.Pattern[str], *columns: str) -> None:
    """Bars over what the pattern finds in these columns of a row; it is saved when it had any of it."""
    changed = []
    for column in columns:
        text = getattr(row, column)
        if not text:
            continue
        done = redact_html(text, pattern) if column.endswith("_html") else redact_text(text, pattern)
        if done != text:
            setattr(row, column, done)
            changed.append(column)
    if changed:
        row.save(update_fields=changed)


CONVERSATION = Holder(
    columns={
        "tickets.Ticket": ("subject", "preview"),
        "tickets.Message": _IN_A_MESSAGE,
        "tickets.SideMessage": _IN_A_MESSAGE,
    },
    erase=_erase_conversation,
    redact=_redact_conversation,
)
BESIDE = Holder(
    columns={
        "tickets.Draft": ("body_html",),
        "tickets.PlannedReply": ("body_text", "body_html", "note", "error"),
        "tickets.SideConversation": ("subject",),
        "tickets.SideDraft": _IN_A_SIDE_DRAFT,
        "tickets.Hold": ("reason",),
        "tickets.FieldValue": ("text", "long_text"),
    },
    erase=_goes_with_its_ticket,
    redact=_redact_beside,
)
FILES = Holder(
    columns={"tickets.Attachment": ("file", "filename", "content_id")},
    erase=_erase_files,
    redact=_redact_files,
)
