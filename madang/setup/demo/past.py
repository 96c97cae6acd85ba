"""The messages, deliveries and events of what is long past."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from madang.accounts.models import User
from madang.delivery.events import DELIVERY_SENT, OfDelivery
from madang.delivery.models import Delivery, DeliveryState
from madang.delivery.queueing import mail_id_of, reply_subject
from madang.history.kinds import EventKind
from madang.history.models import Event
from madang.lib.html import clean, to_text
from madang.lib.mime.quotes import split_reply
from madang.tickets import events as kinds
from madang.tickets.actions.receive import preview_of
from madang.tickets.models import Message, Tag, Ticket, Visibility

from .reading import CUSTOMER, Conversation, Said
from .timeline import Step, Timeline

TAKEN_AFTER = timedelta(seconds=3)
"""How long the outgoing server took."""


@dataclass(slots=True)
class Tale:
    """One conversation on its way into the database, with the rows that were made of it."""

    conversation: Conversation
    line: Timeline
    ticket: Ticket
    customer: User
    agents: Mapping[str, User]
    tags: Sequence[Tag]
    messages: list[Message] = field(default_factory=list)

    def who(self, key: str) -> User | None:
        """The person behind a key; the desk itself is None."""
        if key == CUSTOMER:
            return self.customer
        return self.agents[key] if key else None


def message_key(conversation: Conversation, place: int) -> str:
    """What makes loading the same message twice impossible."""
    return f"sample:{conversation.key}:{place}"


def preview(said: Said) -> str:
    """The words of one message as lists show them."""
    return preview_of(split_reply(said.text)[0] or said.text)


def write_messages(tales: Sequence[Tale]) -> list[Message]:
    """Write all messages, each tale's in their order."""
    for tale in tales:
        tale.messages = [_message(tale, place) for place in range(len(tale.conversation.said))]
    return Message.objects.bulk_create([message for tale in tales for message in tale.messages])


def write_deliveries(tales: Sequence[Tale]) -> Mapping[int, Delivery]:
    """Write that each answer was sent; returns the deliveries by their messages' ids."""
    made = [
        _delivery(tale, message)
        for tale in tales
        for message in tale.messages
        if not message.incoming and message.is_public
    ]
    return {delivery.message_id or 0: delivery for delivery in Delivery.objects.bulk_create(made)}


def write_events(tales: Sequence[Tale], *, deliveries: Mapping[int, Delivery]) -> None:
    """Write the history of all of them, in the order in which it happened."""
    made = [event for tale in tales for event in _events(tale, deliveries)]
    Event.objects.bulk_create(sorted(made, key=lambda event: event.created_at))


def _message(tale: Tale, place: int) -> Message:
    said, ticket = tale.conversation.said[place], tale.ticket
    author = tale.who(said.by)
    assert author is not None
    assert ticket.inbox is not None
    domain = (tale.customer.email or "").rpartition("@")[2]
    shown, address = not said.is_note, ticket.inbox.address
    html = clean(said.html) if said.html else ""
    return Message(
        ticket=ticket,
        author=author,
        visibility=Visibility.PUBLIC if shown else Visibility.INTERNAL,
        incoming=said.by_customer,
        body_text=to_text(html) if html else said.text,
        body_html=html,
        from_name="" if said.is_note else (tale.customer.name if said.by_customer else ticket.brand.name),
        from_email="" if said.is_note else (tale.customer.email or "" if said.by_customer else address),
        to=[] if said.is_note else [address if said.by_customer else tale.customer.email],
        message_id=f"{uuid5(NAMESPACE_URL, message_key(tale.conversation, place)).hex}@{domain}"
        if said.by_customer
        else "",
        key=message_key(tale.conversation, place),
        created_at=tale.line.said_at[place],
    )


def _delivery(tale: Tale, message: Message) -> Delivery:
    ticket, address = tale.ticket, tale.customer.email or ""
    assert ticket.inbox is not None
    return Delivery(
        ticket=ticket,
        message=message,
        inbox=ticket.inbox,
        recipient=address,
        subject=reply_subject(ticket),
        mail_id=mail_id_of(message, ticket.inbox),
        key=f"message:{message.pk}:{address}",
        state=DeliveryState.SENT,
        attempts=1,
        due_at=message.created_at,
        created_at=message.created_at,
        sent_at=message.created_at + TAKEN_AFTER,
    )


def _events(tale: Tale, deliveries: Mapping[int, Delivery]) -> list[Event]:
    made = []
    stroke, before = 0, None
    for step in tale.line.steps:
        # What one person did in the same moment is one stroke.
        if before is None or (step.at, step.by) != (before.at, before.by):
            stroke = secrets.randbits(62)
        before = step
        kind, data = _told(tale, step)
        made.append(_event(tale.ticket, kind, data, by=tale.who(step.by), stroke=stroke, step=step))
        if step.what == "sent":
            delivery = deliveries[tale.messages[step.said].pk]
            sent = _event(
                tale.ticket,
                DELIVERY_SENT,
                OfDelivery(delivery=delivery.pk),
                by=None,
                stroke=secrets.randbits(62),
                step=step,
            )
            sent.created_at = delivery.sent_at or step.at
            made.append(sent)
    return made


def _event(
    ticket: Ticket, kind: EventKind[Any], data: Any, *, by: User | None, stroke: int, step: Step
) -> Event:
    return Event(
        kind=kind.name,
        subject_type="ticket",
        subject_id=ticket.pk,
        actor_id=by.pk if by is not None else None,
        data=asdict(data),
        version=kind.version,
        stroke=stroke,
        created_at=step.at,
    )


def _told(tale: Tale, step: Step) -> tuple[EventKind[Any], Any]:
    """The kind of event that a step is, and what it carries."""
    ticket = tale.ticket
    message = tale.messages[step.said].pk if step.said >= 0 else 0
    match step.what:
        case "opened":
            return kinds.TICKET_OPENED, kinds.Opened(message=message, inbox=ticket.inbox_id)
        case "received":
            return kinds.MESSAGE_RECEIVED, kinds.Received(message=message, automatic=False)
        case "sent":
            return kinds.MESSAGE_SENT, kinds.OfMessage(message=message)
        case "noted":
            return kinds.NOTE_WRITTEN, kinds.OfMessage(message=message)
        case "moved":
            return kinds.TICKET_TEAM_CHANGED, kinds.Moved(previous=None, current=ticket.team_id)
        case "assigned":
            return kinds.TICKET_ASSIGNED, kinds.Moved(previous=None, current=ticket.assignee_id)
        case "typed":
            return kinds.TICKET_TYPE_CHANGED, kinds.Changed(previous="", current=ticket.type)
        case "prioritised":
            current = tale.conversation.priority
            return kinds.TICKET_PRIORITY_CHANGED, kinds.Changed(previous="normal", current=current)
        case "tagged":
            added = tuple(sorted({tag.pk for tag in tale.tags}))
            return kinds.TICKET_TAGGED, kinds.Tagged(added=added, removed=())
        case "status":
            return kinds.TICKET_STATUS_CHANGED, kinds.StatusChanged(
                previous=step.previous, current=step.current
            )
        case _:
            raise ValueError(step.what)
