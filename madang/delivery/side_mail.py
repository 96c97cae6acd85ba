"""Mails of side conversations: queued when something was written in one, rendered when they leave.

They leave by the same ledger as answers, in the brand's look, and carry an address of their own to answer to.
Nothing of the ticket is in them: neither what the customer wrote nor what the customer's mails refer to.
"""

from collections.abc import Iterable

from madang.channels.base import Address, File, OutboundMessage
from madang.history.models import Event
from madang.lib.html import from_text
from madang.lib.secret import desk_mark, key_for
from madang.tickets.events import SIDE_OPENED, SIDE_WRITTEN
from madang.tickets.models import Attachment, SideConversation, SideMessage
from madang.tickets.threads import side_address, side_message_id

from .looks import Look, dressed, look_of
from .models import Delivery, Purpose
from .queueing import queue
from .signing import signature_of, signed

MOST_REFERENCES = 20

_KINDS = {SIDE_OPENED.name, SIDE_WRITTEN.name}


def queue_side_mails(events: Iterable[Event]) -> None:
    """Queue the mails of what was written in side conversations, in its transaction: one a recipient."""
    written = [event.data["message"] for event in events if event.kind in _KINDS]
    if not written:
        return
    for message in SideMessage.objects.filter(pk__in=written).select_related("side__inbox"):
        side = message.side
        if side.inbox is None:
            continue
        for recipient in message.to:
            queue(
                key=f"side:{message.pk}:{recipient}",
                recipient=recipient,
                subject=_subject(side, message),
                mail_id=side_message_id(
                    message.pk, domain=side.inbox.address.rpartition("@")[2], key=key_for("message id")
                ),
                inbox=side.inbox,
                side_message=message,
                purpose=Purpose.SIDE,
            )


def address_of_side(side: SideConversation) -> str:
    """Where answers in it go; empty for one with a team."""
    if side.inbox is None:
        return ""
    return side_address(side.inbox.address, side=side.pk, key=key_for("side address"))


def outbound_of_side(delivery: Delivery, message: SideMessage) -> OutboundMessage:
    """The mail of a message of a side conversation. Raises ValueError for one that has no way out."""
    side = message.side
    if side.inbox is None or message.author is None:
        raise ValueError(f"delivery {delivery.pk} has nothing to send")
    look = look_of(side.ticket.brand)
    mail = dressed(
        look,
        html=message.body_html or from_text(message.body_text),
        text=message.body_text,
        number=side.ticket.number,
        agent=message.author.shown_name,
        signature=_signature(message, look),
    )
    references = _references(message)
    return OutboundMessage(
        sender=Address(email=side.inbox.address, name=look.name),
        to=tuple(Address(email=one) for one in message.to),
        reply_to=Address(email=address_of_side(side), name=look.name),
        subject=delivery.subject,
        body_text=mail.text,
        body_html=mail.html,
        message_id=delivery.mail_id,
        date=message.created_at,
        in_reply_to=references[-1] if references else "",
        references=tuple(references),
        files=(*mail.files, *(file_of(one) for one in message.attachments.all())),
        headers={"X-Madang-Desk": desk_mark()},
    )


def file_of(attachment: Attachment) -> File:
    """A file as a mail carries it."""
    with attachment.file.open("rb") as stored:
        content = stored.read()
    return File(
        filename=attachment.filename,
        content_type=attachment.content_type,
        content=content,
        inline=attachment.inline,
        content_id=attachment.content_id,
    )


def _subject(side: SideConversation, message: SideMessage) -> str:
    is_first = not side.messages.filter(pk__lt=message.pk).exists()
    return side.subject if is_first or side.subject.lower().startswith("re:") else f"Re: {side.subject}"


def _signature(message: SideMessage, look: Look) -> str:
    assert message.author is not None
    ticket = message.side.ticket
    template = signature_of(message.author, look, brand=ticket.brand_id, language=look.language)
    return signed(template, author=message.author, brand=look.name, number=ticket.number)


def _references(message: SideMessage) -> list[str]:
    """The Message-IDs of what went before in the side conversation, oldest first."""
    earlier = SideMessage.objects.filter(side=message.side_id, pk__lt=message.pk)
    sent = dict(Delivery.objects.filter(side_message__in=earlier).values_list("side_message", "mail_id"))
    rows = earlier.order_by("pk").values_list("pk", "message_id")
    ids = [known for pk, received in rows if (known := received or sent.get(pk, ""))]
    return ids[-MOST_REFERENCES:]
