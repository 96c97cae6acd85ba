"""Put mails into the ledger; the sender takes them from there."""

import hashlib
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from madang.channels.models import Inbox
from madang.history.models import Event
from madang.lib.pubsub import publish
from madang.lib.rows import insert
from madang.lib.secret import key_for
from madang.tickets.events import MESSAGE_SENT
from madang.tickets.models import Message, SideMessage, Ticket
from madang.tickets.threads import outgoing_message_id

from .models import Delivery, NamedTicket, Purpose

TOPIC = "delivery"
LONGEST_KEY = 120


def queue_replies(events: Iterable[Event]) -> None:
    """Queue the mails of each reply that was written, one to each recipient, in its own transaction."""
    written = [event.data["message"] for event in events if event.kind == MESSAGE_SENT.name]
    if not written:
        return
    messages = Message.objects.filter(pk__in=written).select_related("ticket__inbox", "ticket__requester")
    for message in messages:
        ticket = message.ticket
        if ticket.inbox is None:
            continue
        for recipient in dict.fromkeys([*message.to, *message.cc, *(message.bcc or ())]):
            queue(
                key=f"message:{message.pk}:{recipient}",
                recipient=recipient,
                subject=reply_subject(ticket),
                mail_id=mail_id_of(message, ticket.inbox),
                inbox=ticket.inbox,
                ticket=ticket,
                message=message,
            )


def queue(
    *,
    key: str,
    recipient: str,
    subject: str,
    mail_id: str,
    inbox: Inbox | None = None,
    ticket: Ticket | None = None,
    message: Message | None = None,
    side_message: SideMessage | None = None,
    purpose: Purpose = Purpose.REPLY,
    sender: str = "",
    raw: bytes | None = None,
    names: Iterable[int] = (),
) -> Delivery:
    """Write one row of the ledger; the same `key` is queued once.

    `names` are the ids of tickets that a mail to an agent tells of.
    """
    now = timezone.now()
    delivery = Delivery(
        key=key if len(key) <= LONGEST_KEY else f"sha256:{hashlib.sha256(key.encode()).hexdigest()}",
        recipient=recipient,
        subject=subject[:998],
        mail_id=mail_id,
        inbox=inbox,
        ticket=ticket,
        message=message,
        side_message=side_message,
        purpose=purpose,
        sender=sender,
        raw=raw,
        due_at=now,
        created_at=now,
    )
    if not insert(delivery, unless_there=True):
        return Delivery.objects.get(key=delivery.key)
    for named in sorted(set(names)):
        insert(NamedTicket(delivery=delivery, ticket_id=named))
    transaction.on_commit(lambda: publish(TOPIC, {}))
    return delivery


def mail_id_of(message: Message, inbox: Inbox) -> str:
    """The Message-ID of a reply, the same however often it is handed over."""
    return outgoing_message_id(message.pk, domain=inbox.address.rpartition("@")[2], key=key_for("message id"))


def reply_subject(ticket: Ticket) -> str:
    """The subject of what is sent about a ticket."""
    subject = ticket.subject.strip()
    return subject if subject.lower().startswith("re:") else f"Re: {subject}".strip()
