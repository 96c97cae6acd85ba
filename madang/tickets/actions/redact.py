"""Black bars over a piece of text, or a file, for good: wherever the same stands in the conversation."""

import hashlib
import re
from collections.abc import Iterable, Sequence

from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.history.recording import action, record
from madang.lib.html import pattern_of, redact_html

from ..errors import CannotRedact
from ..events import FILE_REDACTED, MESSAGE_REDACTED, Redacted
from ..holders import BlackedOut, black_out_everywhere
from ..merging import goes_on_in, whole_conversation
from ..models import Attachment, Message, SideMessage, Ticket
from .guard import guard
from .holding import files_of

SHORT = 4
"""A piece of fewer letters is blacked out in its own message alone: two syllables are in every one."""

HasWords = Message | SideMessage


@action
def redact(message: HasWords, *, piece: str, by: User) -> None:
    """Black a piece of a message out, wherever its conversation keeps it (`tickets.holders`).

    Nobody can undo it; what left as a mail has left. Raises NotAllowed, TicketDeleted, and CannotRedact for
    a piece that is not in the message.
    """
    ticket, message = _held(message, by=by)
    pattern = pattern_of(piece)
    if pattern is None or not _is_in(message, pattern):
        raise CannotRedact(_("These words are not in the message. Mark them in it, and try again."))
    everywhere = sum(len(word) for word in piece.split()) >= SHORT
    whole = whole_conversation(ticket)
    messages: list[HasWords] = [message]
    if everywhere:
        others = Message.objects.select_for_update().filter(ticket__in=whole).order_by("pk")
        asides = SideMessage.objects.select_for_update().filter(side__ticket__in=whole).order_by("pk")
        found: list[HasWords] = [*others, *asides]
        messages += [one for one in found if one != message and _is_in(one, pattern)]
    data = _data(messages)
    black_out_everywhere(
        BlackedOut(whole, *_ids(messages), pattern=pattern, everywhere=everywhere),
    )
    _count(whole)
    record(ticket, MESSAGE_REDACTED, by=by, data=data)


@action
def redact_file(file: Attachment, *, by: User) -> None:
    """Black out a file of a message, and whatever in its conversation is the same, byte for byte.

    Raises NotAllowed and CannotRedact.
    """
    holder = file.message or file.side_message
    if holder is None:
        raise CannotRedact(_("This file is in no message."))
    ticket, _message = _held(holder, by=by)
    file = Attachment.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if not file.file.name:
        return
    whole = whole_conversation(ticket)
    same = [file, *_the_same(file, whole)]
    of_messages = {one.message_id: one.message for one in same if one.message is not None}
    of_sides = {one.side_message_id: one.side_message for one in same if one.side_message is not None}
    messages: list[HasWords] = [*of_messages.values(), *of_sides.values()]
    black_out_everywhere(BlackedOut(whole, *_ids(messages), files=[one.pk for one in same]))
    _count(whole)
    record(ticket, FILE_REDACTED, by=by, data=_data(messages))


def _count(whole: Sequence[int]) -> None:
    """Let pages that are open know that what they hold may be gone."""
    Ticket.objects.filter(pk__in=whole).update(blacked_out=Coalesce("blacked_out", 0) + 1)


def _held(message: HasWords, *, by: User) -> tuple[Ticket, HasWords]:
    """The ticket in which the conversation goes on and the message, locked."""
    own = message.ticket if isinstance(message, Message) else message.side.ticket
    ticket = goes_on_in(own).locked()
    guard(ticket, by=by, permission=Permission.REDACT)
    if isinstance(message, Message):
        return ticket, Message.objects.select_for_update().get(pk=message.pk)
    return ticket, SideMessage.objects.select_for_update().get(pk=message.pk)


def _is_in(message: HasWords, pattern: re.Pattern[str]) -> bool:
    for text in (message.body_text, message.new_words, message.from_name):
        if pattern.search(text):
            return True
    return redact_html(message.body_html, pattern) != message.body_html


def _the_same(file: Attachment, whole: Sequence[int]) -> list[Attachment]:
    """The other files of the conversation with the same bytes."""
    alike = files_of(whole).filter(size=file.size).exclude(pk=file.pk).exclude(file="")
    found = list(alike.select_related("message", "side_message").order_by("pk"))
    digest = _digest(file) if found else ""
    return [one for one in found if _digest(one) == digest]


def _digest(file: Attachment) -> str:
    with file.file.open("rb") as stored:
        return hashlib.file_digest(stored, "sha256").hexdigest()


def _ids(redacted: Iterable[HasWords]) -> tuple[list[int], list[int]]:
    found = list(redacted)
    return (
        [one.pk for one in found if isinstance(one, Message)],
        [one.pk for one in found if isinstance(one, SideMessage)],
    )


def _data(redacted: Iterable[HasWords]) -> Redacted:
    messages, sides = _ids(redacted)
    return Redacted(message=messages[0] if messages else 0, others=tuple(messages[1:]), sides=tuple(sides))
