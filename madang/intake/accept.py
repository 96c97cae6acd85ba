"""Turn raw messages into messages of tickets: each exactly once, none stopping another."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from madang.accounts.models import User
from madang.accounts.requesters import Requesters
from madang.channels.base import Address, InboundMessage
from madang.channels.kinds import email
from madang.channels.models import Inbox
from madang.history.recording import stroke, together
from madang.lib.html import clean
from madang.tickets.actions import Written, open_ticket, pass_on, receive, receive_side
from madang.tickets.errors import TicketDeleted
from madang.tickets.models import Message

from .arrival import came_at
from .blocked import blocked_among
from .claiming import (
    MOST_ATTEMPTS,
    Outcome,
    claim,
    claim_suspect,
    give_back,
    oldest_unread,
    settle,
    something_waits,
    still_claimed,
)
from .forwarding import passed_on
from .models import RawMessage, RawState
from .outside import Asked, Known, answered, ask
from .policy import MailPolicy, current_policy
from .screens import Candidate, held_because, told_of_a_mail, written_lately
from .sides import SidePlace, Sides, flow_of
from .store import forget_content, read
from .threading import Place, Threads, place_in

log = logging.getLogger(__name__)

NO_SENDER = gettext_noop("Nobody is named as its sender, so nobody could be answered.")
ENDED_WHILE_READING = gettext_noop("The program ended while reading this message, more than once.")


@dataclass(frozen=True, slots=True)
class _Read:
    """A raw row beside what it means and who sent it."""

    raw: RawMessage
    message: InboundMessage
    sender: Address
    asked: Asked


@dataclass(frozen=True, slots=True)
class _Said:
    """What the desk wants of incoming mail, and what others said about the messages of a batch."""

    policy: MailPolicy
    by_raw: Mapping[int, Known]

    def of(self, reading: _Read) -> Known:
        return self.by_raw[reading.raw.pk]


def take_waiting(worker: str = "") -> bool:
    """Take the oldest waiting messages; returns whether there may be more.

    `worker` is the name by which others know whether this process still runs. A batch is read before its
    transaction begins and taken in one; when anything in it fails, each is taken alone, so that the one that
    can't be taken stays visible with its reason and the others are not held up. An answer to something that
    another process may just be reading is left for the next time.
    """
    if not something_waits():
        return False
    return _take_claimed(claim(worker)) or _take_claimed(claim_suspect(worker))


def _take_claimed(batch: Sequence[RawMessage]) -> bool:
    """Whether any of the claimed messages was taken or set aside."""
    try:
        policy = current_policy()
        readings = [reading for raw in batch if (reading := _read(raw, policy)) is not None]
        known = answered([reading.asked for reading in readings])
        said = {reading.raw.pk: one for reading, one in zip(readings, known, strict=True)}
        taken = _take(readings, _Said(policy, said)) if readings else False
    except OperationalError:
        give_back(batch)  # the database did not answer: no fault of theirs
        raise
    return taken or len(readings) < len(batch)


def _read(raw: RawMessage, policy: MailPolicy) -> _Read | None:
    """What a message means; None when it was set aside because that can't be found out."""
    if raw.attempts >= MOST_ATTEMPTS:
        settle([Outcome(raw, RawState.FAILED, error=ENDED_WHILE_READING)])
        return None
    try:
        content = read(raw)
        message = email.parse(content)
    except Exception as error:
        log.exception("message %s could not be read", raw.pk)
        settle([Outcome(raw, RawState.FAILED, error=f"{type(error).__name__}: {error}")])
        return None
    if told_of_a_mail(message, rcpt_to=raw.rcpt_to):
        _settle_report(raw)
        return None
    sender = message.sender if message.sender.email else Address(email=raw.mail_from)
    if not sender.email:
        settle([Outcome(raw, RawState.FAILED, error=NO_SENDER)])
        return None
    return _Read(raw, message, sender, ask(raw, content, message, sender=sender, policy=policy))


def _settle_report(raw: RawMessage) -> None:
    """Write down that a report was taken, without its bytes: it quotes the mail that it is about."""
    with transaction.atomic():
        settle([Outcome(raw, RawState.TAKEN)])
        forget_content(raw)
        RawMessage.objects.filter(pk=raw.pk).update(content=None, path="", removed_at=timezone.now())


def _take(readings: Sequence[_Read], said: _Said) -> bool:
    """Whether any was taken or set aside; the others were given back, because they wait for older ones."""
    try:
        with together():
            return _Batch(readings, said).take()
    except OperationalError:
        raise
    except TicketDeleted:
        return _take(readings, said)  # somebody deleted it at this moment: now it is known
    except Exception as error:
        if len(readings) > 1:
            one_by_one = [_take([reading], said) for reading in readings]
            return any(one_by_one)
        log.exception("message %s could not be taken", readings[0].raw.pk)
        settle([Outcome(readings[0].raw, RawState.FAILED, error=f"{type(error).__name__}: {error}")])
        return True


class _Batch:
    """Messages that are taken in one transaction, with what has to be known of all of them asked once."""

    def __init__(self, readings: Sequence[_Read], said: _Said) -> None:
        mine = still_claimed([reading.raw for reading in readings])
        self._readings = [reading for reading in readings if reading.raw.pk in mine]
        self._own_addresses = frozenset(Inbox.objects.values_list("address", flat=True))
        self._requesters = Requesters(reading.sender for reading in self._readings)
        self._said = said
        self._blocked = blocked_among(reading.sender.email for reading in self._readings)
        self._written = written_lately(self._requesters.known())
        addressed = [(reading.message, reading.raw.rcpt_to) for reading in self._readings]
        self._threads = Threads(addressed)
        self._sides = Sides(addressed)

    def take(self) -> bool:
        """Make each a message of a ticket, or hold it back; whether there was any that need not wait."""
        older = oldest_unread([reading.raw for reading in self._readings])
        early = {
            reading.raw.pk: reading.raw
            for reading in self._readings
            if reading.raw.pk > older
            and self._threads.misses(reading.message)
            and not self._sides.knows(reading.message)
        }
        ready = [reading for reading in self._readings if reading.raw.pk not in early]
        settle([self._take(reading) for reading in ready])
        give_back(list(early.values()))
        return bool(ready)

    def _take(self, reading: _Read) -> Outcome:
        with stroke():
            raw, known = reading.raw, self._said.of(reading)
            aside = self._aside(reading)
            if aside is not None and aside.customers is None:
                return self._take_aside(reading, known, aside)
            sender = self._sender(reading, known)
            if aside is not None and aside.customers is not None:
                place = place_in(aside.customers)
            else:
                place = self._threads.place_of(reading.message, rcpt_to=raw.rcpt_to, sender=sender)
            came = came_at(raw.handed_over, stored=raw.received_at)
            candidate = Candidate(
                message=reading.message,
                sender=sender,
                inbox=raw.inbox,
                own_addresses=self._own_addresses,
                written_lately=self._written.all_of(sender),
                written_here=self._written.in_ticket(sender, place.ticket),
                in_its_hour=lambda: self._written.before(came, person=sender, ticket=place.ticket),
                blocked=self._blocked,
                is_old=raw.is_old,
                authentication=known.authentication,
                spam=known.spam,
                spam_from=self._said.policy.spam_from,
            )
            if (held := _held(reading, candidate)) is not None:
                return held
            message = self._accept(reading, candidate, place)
            self._written.add(message, came=came)
            authentication = known.authentication.stored()
            return Outcome(raw, RawState.TAKEN, message=message, authentication=authentication)

    def _aside(self, reading: _Read) -> SidePlace | None:
        person = self._requesters.known_as(reading.sender)
        return self._sides.place_of(
            reading.message, sender=reading.sender.email, rcpt_to=reading.raw.rcpt_to, person=person
        )

    def _take_aside(self, reading: _Read, known: Known, place: SidePlace) -> Outcome:
        """Take a message into a side conversation; who wrote it becomes no customer by it."""
        raw, person = reading.raw, self._requesters.known_as(reading.sender)
        colleague = person is not None and person.is_agent and known.authentication.is_authentic
        flow = flow_of(reading.sender.email, place.side)
        candidate = Candidate(
            message=reading.message,
            sender=person if person is not None and colleague else User(email=reading.sender.email),
            inbox=raw.inbox,
            own_addresses=self._own_addresses,
            written_lately=flow.lately,
            written_here=flow.here,
            blocked=self._blocked,
            is_old=raw.is_old,
            authentication=known.authentication,
            spam=known.spam,
            spam_from=self._said.policy.spam_from,
        )
        if (held := _held(reading, candidate)) is not None:
            return held
        written = _written(reading, author=candidate.sender, newcomer=place.newcomer)
        taken = receive_side(place.side, written, author=person if colleague else None)
        self._sides.took(reading.message, place.side)
        authentication = known.authentication.stored()
        return Outcome(raw, RawState.TAKEN, side_message=taken, authentication=authentication)

    def _sender(self, reading: _Read, known: Known) -> User:
        """Who wrote it. Whoever names a colleague and can't show it is a stranger with that name."""
        person = self._requesters.known_as(reading.sender)
        if person is not None and person.is_agent and not known.authentication.is_authentic:
            return self._requesters.find_or_make_unproven(reading.sender)
        return self._requesters.find_or_make(reading.sender)

    def _accept(self, reading: _Read, candidate: Candidate, place: Place) -> Message:
        raw, message = reading.raw, reading.message
        written = _written(reading, author=candidate.sender, newcomer=place.newcomer)
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


def _written(reading: _Read, *, author: User, newcomer: bool) -> Written:
    message = reading.message
    return Written(
        author=author,
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
        newcomer=newcomer,
        signed=message.signed,
        key=f"raw:{reading.raw.pk}",
    )


def _held(reading: _Read, candidate: Candidate) -> Outcome | None:
    """That the message is held back, None when it may be taken; what was let through by hand may."""
    if reading.raw.let_through_at is not None or (held := held_because(candidate)) is None:
        return None
    return Outcome(
        reading.raw,
        RawState.HELD,
        error=held.reason,
        authentication=candidate.authentication.stored(),
        hold=held.stored(),
    )
