"""Which ticket an incoming message belongs to."""

from collections.abc import Iterable

from madang.accounts.models import User
from madang.channels.base import InboundMessage
from madang.delivery.models import Delivery
from madang.lib.secret import key_for
from madang.tickets.models import Message, Status, Ticket
from madang.tickets.threads import read_reply_address

MOST_REFERENCES = 30
MOST_RECIPIENTS_READ = 50


def ticket_of(message: InboundMessage, *, rcpt_to: str, sender: User) -> Ticket | None:
    """The ticket that the message goes on with, or None when it begins one.

    The address token decides for whoever has it. References count only for a sender who has a part in the
    ticket: strangers are never joined. A closed ticket takes no more; its reply begins a new one.
    """
    addresses = [rcpt_to, *(one.email for one in (*message.to, *message.cc)[:MOST_RECIPIENTS_READ])]
    by_token = _by_token(addresses)
    if by_token is not None:
        return _unless_closed(by_token)
    for ticket in _by_references(message):
        if _has_part(sender, ticket):
            return _unless_closed(ticket)
    return None


def _by_token(addresses: Iterable[str]) -> Ticket | None:
    key = key_for("reply address")
    for address in addresses:
        read = read_reply_address(address, key=key)
        if read is not None and (ticket := Ticket.objects.filter(number=read.number).first()):
            return ticket
    return None


def _by_references(message: InboundMessage) -> Iterable[Ticket]:
    """The tickets of the mails that this one refers to, the nearest first."""
    newest_first = [message.in_reply_to, *reversed(message.references[-MOST_REFERENCES:])]
    wanted = [one for one in dict.fromkeys(newest_first) if one]
    if not wanted:
        return []
    found: dict[str, int] = dict(
        Message.objects.filter(message_id__in=wanted).values_list("message_id", "ticket_id")
    )
    sent = Delivery.objects.filter(mail_id__in=wanted, ticket__isnull=False).values_list(
        "mail_id", "ticket_id"
    )
    found.update((mail_id, ticket_id) for mail_id, ticket_id in sent if ticket_id is not None)
    ids = list(dict.fromkeys(found[one] for one in wanted if one in found))
    tickets = Ticket.objects.in_bulk(ids)
    return [tickets[one] for one in ids if one in tickets]


def _has_part(sender: User, ticket: Ticket) -> bool:
    if sender.pk in {ticket.requester_id, ticket.assignee_id}:
        return True
    return ticket.messages.filter(author=sender).exists() or (
        bool(sender.email) and ticket.deliveries.filter(recipient=sender.email).exists()
    )


def _unless_closed(ticket: Ticket) -> Ticket | None:
    return None if ticket.status == Status.CLOSED else ticket
