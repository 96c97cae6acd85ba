"""Black bars over a piece of text, or a file, for good: wherever the same stands in the conversation."""

import re
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.history.recording import action, record
from madang.lib.html import BAR, pattern_of, redact_html, redact_text

from ..errors import CannotRedact
from ..events import FILE_REDACTED, MESSAGE_REDACTED, Redacted
from ..merging import goes_on_in, whole_conversation
from ..models import (
    Attachment,
    Draft,
    Hold,
    Message,
    PlannedReply,
    SideConversation,
    SideMessage,
    Ticket,
)
from .guard import guard
from .receive import preview_of

SHORT = 4
"""A piece of fewer letters is blacked out in its own message alone: two syllables are in every one."""

_SHOWN_AS = BAR * 6

HasWords = Message | SideMessage


@action
def redact(message: HasWords, *, piece: str, by: User) -> None:
    """Black a piece of a message out: in its text, quoted in others and in side conversations, in subjects,
    previews, drafts and planned answers. The original goes with it, and so does what the search knows.

    Nobody can undo it; what left as a mail has left. Raises NotAllowed, TicketDeleted, and CannotRedact for
    a piece that is not in the message.
    """
    ticket, message = _held(message, by=by)
    pattern = pattern_of(piece)
    if pattern is None or not _is_in(message, pattern):
        raise CannotRedact(_("These words are not in the message. Mark them in it, and try again."))
    letters = sum(len(word) for word in piece.split())
    whole = whole_conversation(ticket)
    messages: list[HasWords] = [message]
    if letters >= SHORT:
        others = Message.objects.select_for_update().filter(ticket__in=whole).order_by("pk")
        asides = SideMessage.objects.select_for_update().filter(side__ticket__in=whole).order_by("pk")
        found: list[HasWords] = [*others, *asides]
        messages += [one for one in found if one != message and _is_in(one, pattern)]
        _black_out_beside(whole, pattern)
    for one in messages:
        _black_out(one, pattern)
    _black_out_heads(whole, pattern)
    record(ticket, MESSAGE_REDACTED, by=by, data=_data(messages))


@action
def redact_file(file: Attachment, *, by: User) -> None:
    """Black out a file of a message: its bytes and name go. Raises NotAllowed and CannotRedact."""
    holder = file.message or file.side_message
    if holder is None:
        raise CannotRedact(_("This file is in no message."))
    ticket, message = _held(holder, by=by)
    file = Attachment.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if not file.file.name:
        return
    name, storage = file.file.name, file.file.storage
    if file.content_id:
        picture = re.compile(rf"<img\b[^>]*cid:{re.escape(file.content_id)}[\"'\s][^>]*>")
        message.body_html = picture.sub(_SHOWN_AS, message.body_html)
    file.file.name, file.filename, file.size = "", _SHOWN_AS, 0
    file.content_type, file.content_id, file.inline = "application/octet-stream", "", False
    file.save()
    message.redacted_at = timezone.now()
    message.save(update_fields=["body_html", "redacted_at"])
    transaction.on_commit(lambda: storage.delete(name))
    record(ticket, FILE_REDACTED, by=by, data=_data([message]))


def _held(message: HasWords, *, by: User) -> tuple[Ticket, HasWords]:
    """The ticket in which the conversation goes on and the message, locked."""
    own = message.ticket if isinstance(message, Message) else message.side.ticket
    ticket = goes_on_in(own).locked()
    guard(ticket, by=by, permission=Permission.REDACT)
    if isinstance(message, Message):
        return ticket, Message.objects.select_for_update().get(pk=message.pk)
    return ticket, SideMessage.objects.select_for_update().get(pk=message.pk)


def _is_in(message: HasWords, pattern: re.Pattern[str]) -> bool:
    if pattern.search(message.body_text) or pattern.search(message.new_words):
        return True
    return redact_html(message.body_html, pattern) != message.body_html


def _black_out(message: HasWords, pattern: re.Pattern[str]) -> None:
    message.body_text = redact_text(message.body_text, pattern)
    message.new_words = redact_text(message.new_words, pattern)
    message.body_html = redact_html(message.body_html, pattern)
    message.redacted_at = timezone.now()
    message.save(update_fields=["body_text", "new_words", "body_html", "redacted_at"])


def _black_out_beside(whole: Iterable[int], pattern: re.Pattern[str]) -> None:
    """Where words of it may have been copied to: drafts, planned answers, reasons."""
    for draft in Draft.objects.filter(ticket__in=whole).exclude(body_html=""):
        _save_changed(draft, body_html=redact_html(draft.body_html, pattern))
    for planned in PlannedReply.objects.filter(ticket__in=whole):
        _save_changed(
            planned,
            body_text=redact_text(planned.body_text, pattern),
            body_html=redact_html(planned.body_html, pattern),
            note=redact_text(planned.note, pattern),
        )
    for side in SideConversation.objects.filter(ticket__in=whole):
        _save_changed(side, subject=redact_text(side.subject, pattern))
    for hold in Hold.objects.filter(ticket__in=whole).exclude(reason=""):
        _save_changed(hold, reason=redact_text(hold.reason, pattern))


def _black_out_heads(whole: Iterable[int], pattern: re.Pattern[str]) -> None:
    for ticket in Ticket.objects.select_for_update().filter(pk__in=whole).order_by("pk"):
        # A preview may end in the midst of a piece.
        newest = ticket.messages.filter(visibility="public").order_by("-pk").first()
        preview = preview_of(newest.new_words or newest.body_text) if newest is not None else ""
        _save_changed(
            ticket,
            subject=redact_text(ticket.subject, pattern),
            preview=redact_text(preview or ticket.preview, pattern),
        )


def _save_changed(row: Ticket | Draft | PlannedReply | Hold | SideConversation, **texts: str) -> None:
    changed = {name: text for name, text in texts.items() if getattr(row, name) != text}
    for name, text in changed.items():
        setattr(row, name, text)
    if changed:
        row.save(update_fields=list(changed))


def _data(redacted: list[HasWords]) -> Redacted:
    messages = [one.pk for one in redacted if isinstance(one, Message)]
    sides = tuple(one.pk for one in redacted if isinstance(one, SideMessage))
    return Redacted(message=messages[0] if messages else 0, others=tuple(messages[1:]), sides=sides)
