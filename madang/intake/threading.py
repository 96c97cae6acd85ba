"""Which ticket an incoming message belongs to."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from madang.accounts.models import User
from madang.channels.base import InboundMessage
from madang.delivery.bounces import delivery_of
from madang.delivery.models import Delivery, HandedOver
from madang.lib.secret import key_for
from madang.tickets.merging import goes_on_in
from madang.tickets.models import Away, Message, Status, Ticket
from madang.tickets.threads import read_reply_address

MOST_REFERENCES = 30
MOST_RECIPIENTS_READ = 50

_NUMBER = re.compile(r"[\[(]#(\d{1,15})[\])]")


@dataclass(frozen=True, slots=True)
class Place:
    """The ticket that a message goes on with, or none, when it begins one.

    `follow_up_of` is the closed ticket that it answers. `newcomer`: its sender had no part in the ticket.
    """

    ticket: Ticket | None = None
    follow_up_of: Ticket | None = None
    newcomer: bool = False


class Threads:
    """The tickets that the messages of a batch may go on with, looked up in a few queries for all of them.

    `batch` gives each message with the address it was delivered to.
    """

    def __init__(self, batch: Iterable[tuple[InboundMessage, str]]) -> None:
        self._key = key_for("reply address")
        wanted: set[str] = set()
        numbers: set[int] = set()
        for message, rcpt_to in batch:
            wanted.update(references_of(message))
            numbers.update(self._numbers(message, rcpt_to))
            numbers.update(_numbers_in(message.subject))
        self._tickets_of_mails = _tickets_of_mails(wanted)
        by_id = Ticket.objects.in_bulk(set(self._tickets_of_mails.values()))
        self._tickets = {ticket.pk: ticket for ticket in by_id.values()}
        numbered = Ticket.objects.filter(number__in=numbers) if numbers else ()
        self._numbered = {ticket.number: ticket for ticket in numbered}

    def place_of(self, message: InboundMessage, *, rcpt_to: str, sender: User) -> Place:
        """Where the message belongs.

        The address token decides for whoever has it, in the reply or the return address of what we sent:
        somebody new joins, visibly. References, and a number in the subject, count only for a sender who has
        a part in the ticket: strangers are never joined. What was merged goes on in the other ticket. A
        closed ticket takes no more: its answer begins one that follows it.
        """
        for number in self._numbers(message, rcpt_to):
            if number in self._numbered:
                ticket = self._numbered[number]
                return place_in(ticket, newcomer=not has_part(sender, ticket))
        sent = delivery_of(rcpt_to)
        if sent is not None and sent.ticket is not None:  # an automatic answer to the envelope's sender
            return place_in(sent.ticket, newcomer=not has_part(sender, sent.ticket))
        for mail_id in references_of(message):
            referred = self._tickets.get(self._tickets_of_mails.get(mail_id, 0))
            if referred is not None and has_part(sender, referred):
                return place_in(referred)
        for number in _numbers_in(message.subject):
            named = self._numbered.get(number)
            if named is not None and has_part(sender, named):
                return place_in(named)
        return Place()

    def misses(self, message: InboundMessage) -> bool:
        """Whether the message refers to mails, and none of them is known (yet)."""
        references = references_of(message)
        return bool(references) and not any(one in self._tickets_of_mails for one in references)

    def took(self, message: InboundMessage, ticket: Ticket) -> None:
        """The message is a part of `ticket` now: others of the batch may refer to it."""
        self._tickets.setdefault(ticket.pk, ticket)
        if message.message_id:
            self._tickets_of_mails[message.message_id] = ticket.pk

    def _numbers(self, message: InboundMessage, rcpt_to: str) -> Iterator[int]:
        """Numbers of tickets that the message is addressed to, by addresses that only we can make."""
        for address in (rcpt_to, *(one.email for one in (*message.to, *message.cc)[:MOST_RECIPIENTS_READ])):
            read = read_reply_address(address, key=self._key)
            if read is not None:
                yield read.number


def _numbers_in(subject: str) -> list[int]:
    """Numbers of tickets as a desk writes them into a subject: [#1042] or (#1042)."""
    return [int(number) for number in _NUMBER.findall(subject)[:3]]


def references_of(message: InboundMessage) -> list[str]:
    """The Message-IDs that a message refers to, the nearest first."""
    newest_first = (message.in_reply_to, *reversed(message.references[-MOST_REFERENCES:]))
    return [one for one in dict.fromkeys(newest_first) if one]


def _tickets_of_mails(mail_ids: set[str]) -> dict[str, int]:
    """The tickets of the mails with these Message-IDs, whether they came in or went out."""
    if not mail_ids:
        return {}
    came = Message.objects.filter(message_id__in=mail_ids).values_list("message_id", "ticket_id")
    found: dict[str, int] = dict(came)
    went = Delivery.objects.filter(mail_id__in=mail_ids, ticket__isnull=False)
    sent = went.values_list("mail_id", "ticket_id")
    found.update((mail_id, ticket_id) for mail_id, ticket_id in sent if ticket_id is not None)
    unknown = mail_ids - found.keys()
    if unknown:  # a provider may have given a mail an id of its own
        renamed = HandedOver.objects.filter(message_id__in=unknown, delivery__ticket__isnull=False)
        found.update(renamed.values_list("message_id", "delivery__ticket"))
    return found


def has_part(sender: User, ticket: Ticket) -> bool:
    """Whether somebody takes part in the ticket: theirs, given to them, written in, or written to."""
    if sender.pk is not None and (
        sender.pk in {ticket.requester_id, ticket.assignee_id}
        or ticket.messages.filter(author=sender).exists()
    ):
        return True
    return bool(sender.email) and ticket.deliveries.filter(recipient=sender.email).exists()


def place_in(ticket: Ticket, *, newcomer: bool = False) -> Place:
    """Where a message goes that belongs to `ticket`: what was merged goes on elsewhere, what was closed in a
    new one."""
    goal = goes_on_in(ticket)
    if goal.away == Away.SPAM:
        return Place(ticket=goal, newcomer=newcomer)  # more of it is among the spam too
    if goal.status == Status.CLOSED:
        return Place(follow_up_of=goal)
    return Place(ticket=goal, newcomer=newcomer)
