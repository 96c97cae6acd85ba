"""Turn raw messages into messages of tickets: each exactly once, none stopping another."""

import logging
from dataclasses import dataclass

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from madang.accounts.requesters import find_or_make_requester
from madang.channels.base import Address, InboundMessage
from madang.channels.kinds import email
from madang.channels.models import Inbox
from madang.history.recording import stroke
from madang.lib.html import clean
from madang.lib.mime.quotes import split_reply
from madang.tickets.actions import Written, open_ticket, receive
from madang.tickets.models import Message

from .models import RawMessage, RawState
from .screens import Candidate, held_because
from .store import read
from .threading import ticket_of

log = logging.getLogger(__name__)

BATCH = 20
BIG = 1024 * 1024
"""Bytes from which a message is read alone, so that one big mail is in memory at a time."""

MOST_ATTEMPTS = 3

NO_SENDER = gettext_noop("Nobody is named as its sender, so nobody could be answered.")
ENDED_WHILE_READING = gettext_noop("The program ended while reading this message, more than once.")


class Unreadable(Exception):
    """The message can't become a ticket; `str()` says why, for a person."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A raw row beside what it means, or why it can't be read."""

    raw: RawMessage
    message: InboundMessage | None
    error: str = ""


def take_waiting() -> bool:
    """Take the oldest waiting messages; returns whether there may be more.

    On PostgreSQL several processes share the queue by locking rows; on SQLite mail is read before the write
    lock is taken, and each row is looked at again inside.
    """
    if connection.vendor == "postgresql":
        with transaction.atomic():
            batch = _waiting(locked=True)
            own = _own_addresses() if batch else frozenset()
            for one in batch:
                _take(_read(one), own)
        return bool(batch)

    batch = _waiting(locked=False)
    if not batch:
        return False
    readings = [_read(one) for one in batch]
    own = _own_addresses()
    with transaction.atomic():
        still = set(
            RawMessage.objects.filter(pk__in=[one.pk for one in batch], state=RawState.STORED).values_list(
                "pk", flat=True
            )
        )
        for reading in readings:
            if reading.raw.pk in still:
                _take(reading, own)
    return True


def try_again(raw: RawMessage) -> None:
    """Put a failed or held message back into the queue, as it is."""
    waiting = {"state": RawState.STORED, "error": "", "attempts": 0}
    RawMessage.objects.filter(pk=raw.pk, state__in=[RawState.FAILED, RawState.HELD]).update(**waiting)


def _own_addresses() -> frozenset[str]:
    return frozenset(Inbox.objects.values_list("address", flat=True))


def _waiting(*, locked: bool) -> list[RawMessage]:
    waiting = RawMessage.objects.filter(state=RawState.STORED).order_by("pk").select_related("inbox__brand")
    if locked:
        waiting = waiting.select_for_update(skip_locked=True, of=("self",))
    batch: list[RawMessage] = []
    for raw in waiting[:BATCH]:
        if raw.size >= BIG:
            if not batch:
                batch.append(raw)
            break
        batch.append(raw)
    return batch


def _read(raw: RawMessage) -> _Read:
    if raw.size >= BIG:
        # Written down before reading, so that a message that kills the process is known by its attempts.
        if raw.attempts >= MOST_ATTEMPTS:
            return _Read(raw, None, ENDED_WHILE_READING)
        RawMessage.objects.filter(pk=raw.pk).update(attempts=raw.attempts + 1)
    try:
        return _Read(raw, email.parse(read(raw)))
    except Exception as error:
        log.exception("message %s could not be read", raw.pk)
        return _Read(raw, None, f"{type(error).__name__}: {error}")


def _take(reading: _Read, own_addresses: frozenset[str]) -> None:
    raw = reading.raw
    if reading.message is None:
        _set_aside(raw, RawState.FAILED, reading.error)
        return
    try:
        with transaction.atomic():
            held = _accept(raw, reading.message, own_addresses)
    except OperationalError:
        raise
    except Unreadable as error:
        _set_aside(raw, RawState.FAILED, str(error))
    except Exception as error:
        log.exception("message %s could not be taken", raw.pk)
        _set_aside(raw, RawState.FAILED, f"{type(error).__name__}: {error}")
    else:
        if held:
            _set_aside(raw, RawState.HELD, held)


def _accept(raw: RawMessage, message: InboundMessage, own_addresses: frozenset[str]) -> str:
    """Make one raw message a message of a ticket; returns why it is held back instead, or empty."""
    sender_address = message.sender if message.sender.email else Address(email=raw.mail_from)
    if not sender_address.email:
        raise Unreadable(NO_SENDER)
    with stroke():
        sender = find_or_make_requester(sender_address)
        held = held_because(
            Candidate(message=message, sender=sender, inbox=raw.inbox, own_addresses=own_addresses)
        )
        if held:
            return held
        ticket = ticket_of(message, rcpt_to=raw.rcpt_to, sender=sender)
        written = Written(
            author=sender,
            body_text=message.body_text,
            body_html=clean(message.body_html) if message.body_html else "",
            preview=split_reply(message.body_text)[0],
            files=message.files,
            from_address=sender_address,
            to=[one.email for one in message.to[:200]],
            cc=[one.email for one in message.cc[:200]],
            message_id=message.message_id,
            in_reply_to=message.in_reply_to,
            auto_reply=message.auto_reply,
            key=f"raw:{raw.pk}",
        )
        if ticket is not None:
            taken = receive(ticket, written)
        else:
            taken = open_ticket(
                subject=message.subject, written=written, brand=raw.inbox.brand, inbox=raw.inbox, by=None
            )[1]
        _finish(raw, taken)
    return ""


def _finish(raw: RawMessage, message: Message) -> None:
    RawMessage.objects.filter(pk=raw.pk).update(
        state=RawState.TAKEN, message=message, taken_at=timezone.now(), error=""
    )


def _set_aside(raw: RawMessage, state: RawState, error: str) -> None:
    RawMessage.objects.filter(pk=raw.pk).update(state=state, error=error[:2000])
