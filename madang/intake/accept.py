"""Turn raw messages into messages of tickets: each exactly once, none stopping another."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import OperationalError
from django.utils.translation import gettext_noop

from madang.accounts.requesters import Requesters
from madang.channels.base import Address, InboundMessage
from madang.channels.kinds import email
from madang.channels.models import Inbox
from madang.history.recording import stroke, together
from madang.lib.html import clean
from madang.tickets.actions import Written, open_ticket, pass_on, receive
from madang.tickets.models import Message

from .claiming import (
    MOST_ATTEMPTS,
    Outcome,
    claim,
    give_back,
    oldest_read_elsewhere,
    settle,
    something_waits,
    still_claimed,
)
from .forwarding import passed_on
from .models import RawMessage, RawState
from .screens import Candidate, held_because, told_of_a_mail, written_lately
from .store import read
from .threading import Threads

log = logging.getLogger(__name__)

NO_SENDER = gettext_noop("Nobody is named as its sender, so nobody could be answered.")
ENDED_WHILE_READING = gettext_noop("The program ended while reading this message, more than once.")


@dataclass(frozen=True, slots=True)
class _Read:
    """A raw row beside what it means and who sent it."""

    raw: RawMessage
    message: InboundMessage
    sender: Address


def take_waiting(worker: str = "") -> bool:
    """Take the oldest waiting messages; returns whether there may be more.

    `worker` is the name by which others know whether this process still runs. A batch is read before its
    transaction begins and taken in one; when anything in it fails, each is taken alone, so that the one that
    can't be taken stays visible with its reason and the others are not held up. An answer to something that
    another process may just be reading is left for the next time.
    """
    if not something_waits():
        return False
    batch = claim(worker)
    try:
        readings = [reading for raw in batch if (reading := _read(raw)) is not None]
        taken = _take(readings)
    except OperationalError:
        give_back(batch)  # the database did not answer: no fault of theirs
        raise
    return taken or len(readings) < len(batch)


def try_again(raw: RawMessage) -> None:
    """Put a failed or held message back into the queue, as it is."""
    waiting = {"state": RawState.STORED, "error": "", "attempts": 0}
    RawMessage.objects.filter(pk=raw.pk, state__in=[RawState.FAILED, RawState.HELD]).update(**waiting)


def _read(raw: RawMessage) -> _Read | None:
    """What a message means; None when it was set aside because that can't be found out."""
    if raw.attempts >= MOST_ATTEMPTS:
        settle([Outcome(raw, RawState.FAILED, error=ENDED_WHILE_READING)])
        return None
    try:
        message = email.parse(read(raw))
    except Exception as error:
        log.exception("message %s could not be read", raw.pk)
        settle([Outcome(raw, RawState.FAILED, error=f"{type(error).__name__}: {error}")])
        return None
    if told_of_a_mail(message, rcpt_to=raw.rcpt_to):
        settle([Outcome(raw, RawState.TAKEN)])
        return None
    sender = message.sender if message.sender.email else Address(email=raw.mail_from)
    if not sender.email:
        settle([Outcome(raw, RawState.FAILED, error=NO_SENDER)])
        return None
    return _Read(raw, message, sender)


def _take(readings: Sequence[_Read]) -> bool:
    """Whether any was taken or set aside; the others were given back, because they wait for older ones."""
    try:
        with together():
            return _Batch(readings).take()
    except OperationalError:
        raise
    except Exception as error:
        if len(readings) > 1:
            one_by_one = [_take([reading]) for reading in readings]
            return any(one_by_one)
        log.exception("message %s could not be taken", readings[0].raw.pk)
        settle([Outcome(readings[0].raw, RawState.FAILED, error=f"{type(error).__name__}: {error}")])
        return True


class _Batch:
    """Messages that are taken in one transaction, with what has to be known of all of them asked once."""

    def __init__(self, readings: Sequence[_Read]) -> None:
        mine = still_claimed([reading.raw for reading in readings])
        self._readings = [reading for reading in readings if reading.raw.pk in mine]
        self._own_addresses = frozenset(Inbox.objects.values_list("address", flat=True))
        self._requesters = Requesters(reading.sender for reading in self._readings)
        self._written = Counter(written_lately(self._requesters.known()))
        self._threads = Threads((reading.message, reading.raw.rcpt_to) for reading in self._readings)

    def take(self) -> bool:
        """Make each a message of a ticket, or hold it back; whether there was any that need not wait."""
        older = oldest_read_elsewhere([reading.raw for reading in self._readings])
        early = {
            reading.raw.pk: reading.raw
            for reading in self._readings
            if reading.raw.pk > older and self._threads.misses(reading.message)
        }
        ready = [reading for reading in self._readings if reading.raw.pk not in early]
        settle([self._take(reading) for reading in ready])
        give_back(list(early.values()))
        return bool(ready)

    def _take(self, reading: _Read) -> Outcome:
        with stroke():
            sender = self._requesters.find_or_make(reading.sender)
            candidate = Candidate(
                message=reading.message,
                sender=sender,
                inbox=reading.raw.inbox,
                own_addresses=self._own_addresses,
                written_lately=self._written[sender.pk],
            )
            if held := held_because(candidate):
                return Outcome(reading.raw, RawState.HELD, error=held)
            message = self._accept(reading, candidate)
            self._written[sender.pk] += 1
            return Outcome(reading.raw, RawState.TAKEN, message=message)

    def _accept(self, reading: _Read, candidate: Candidate) -> Message:
        raw, message = reading.raw, reading.message
        place = self._threads.place_of(message, rcpt_to=raw.rcpt_to, sender=candidate.sender)
        written = Written(
            author=candidate.sender,
            body_text=message.body_text,
            body_html=clean(message.body_html) if message.body_html else "",
            new_words=message.reply_text,
            files=message.files,
            from_address=reading.sender,
            to=[one.email for one in message.to[:200]],
            cc=[one.email for one in message.cc[:200]],
            message_id=message.message_id,
            in_reply_to=message.in_reply_to,
            auto_reply=message.auto_reply,
            newcomer=place.newcomer,
            key=f"raw:{raw.pk}",
        )
        ticket = place.ticket
        if ticket is not None:
            taken = receive(ticket, written)
        elif (forwarded := passed_on(candidate, written, self._requesters)) is not None:
            ticket, taken = pass_on(
                subject=forwarded.subject,
                written=forwarded.written,
                note=forwarded.note,
                brand=raw.inbox.brand,
                inbox=raw.inbox,
                by=candidate.sender,
            )
        else:
            ticket, taken = open_ticket(
                subject=message.subject,
                written=written,
                brand=raw.inbox.brand,
                inbox=raw.inbox,
                by=None,
                follow_up_of=place.follow_up_of,
            )
        self._threads.took(message, ticket)
        return taken
