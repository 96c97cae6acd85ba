"""Which ticket an incoming message belongs to."""

from collections.abc import Iterable, Iterator

from madang.accounts.models import User
from madang.channels.base import InboundMessage
from madang.delivery.models import Delivery
from madang.lib.secret import key_for
from madang.tickets.models import Message, Status, Ticket
from madang.tickets.threads import read_reply_address

MOST_REFERENCES = 30
MOST_RECIPIENTS_READ = 50


class Threads:
    """The tickets that the messages of a batch may go on with, looked up in a few queries for all of them.

    `batch` gives each message with the address it was delivered to.
    """

    def __init__(self, batch: Iterable[tuple[InboundMessage, str]]) -> None:
        self._key = key_for("reply address")
        wanted: set[str] = set()
        numbers: set[int] = set()
        for message, rcpt_to in batch:
            wanted.update(_references(message))
            numbers.update(self._numbers(message, rcpt_to))
        self._tickets_of_mails = _tickets_of_mails(wanted)
        by_id = Ticket.objects.in_bulk(set(self._tickets_of_mails.values()))
        self._tickets = {ticket.pk: ticket for ticket in by_id.values()}
        numbered = Ticket.objects.filter(number__in=numbers) if numbers else ()
        self._numbered = {ticket.number: ticket for ticket in numbered}

    def ticket_of(self, message: InboundMessage, *, rcpt_to: str, sender: User) -> Ticket | None:
        """The ticket that the message goes on with, or None when it begins one.

        The address token decides for whoever has it. References count only for a sender who has a part in the
        ticket: strangers are never joined. A closed ticket takes no more; its reply begins a new one.
        """
        for number in self._numbers(message, rcpt_to):
            if number in self._numbered:
                return _unless_closed(self._numbered[number])
        for mail_id in _references(message):
            ticket = self._tickets.get(self._tickets_of_mails.get(mail_id, 0))
            if ticket is not None and _has_part(sender, ticket):
                return _unless_closed(ticket)
        return None

    def misses(self, message: InboundMessage) -> bool:
        """Whether the message refers to mails, and none of them is known (yet)."""
        references = _references(message)
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


def _references(message: InboundMessage) -> list[str]:
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
    return found


def _has_part(sender: User, ticket: Ticket) -> bool:
    if sender.pk in {ticket.requester_id, ticket.assignee_id}:
        return True
    return ticket.messages.filter(author=sender).exists() or (
        bool(sender.email) and ticket.deliveries.filter(recipient=sender.email).exists()
    )


def _unless_closed(ticket: Ticket) -> Ticket | None:
    return None if ticket.status == Status.CLOSED else ticket
