"""What a reply looks like as a mail."""

from madang.channels.base import Address, OutboundMessage
from madang.channels.kinds import email
from madang.lib.html import from_text
from madang.lib.secret import desk_mark, key_for
from madang.tickets.models import Message, Ticket
from madang.tickets.threads import reply_address

from .looks import Look, dressed, look_of
from .models import Delivery
from .read_marks import mark_address
from .side_mail import file_of, outbound_of_side
from .signing import signature_of, signed
from .web_page import has_page, web_address

MOST_REFERENCES = 20


def rendered(delivery: Delivery) -> bytes:
    """The bytes of a mail; the same bytes however often they are asked for.

    Raises ValueError for a row that has neither a message nor bytes of its own.
    """
    if delivery.raw is not None:
        return bytes(delivery.raw)
    if delivery.side_message is not None:
        return email.render(outbound_of_side(delivery, delivery.side_message))
    if delivery.message is None or delivery.ticket is None or delivery.inbox is None:
        raise ValueError(f"delivery {delivery.pk} has nothing to send")
    return email.render(_outbound(delivery, delivery.message))


def _outbound(delivery: Delivery, message: Message) -> OutboundMessage:
    ticket, inbox = delivery.ticket, delivery.inbox
    assert ticket is not None
    assert inbox is not None
    look = look_of(ticket.brand)
    mail = dressed(
        look,
        html=message.body_html or from_text(message.body_text),
        text=message.body_text,
        number=ticket.number,
        agent=message.author.shown_name,
        signature=_signature(message, ticket, look),
        mark=mark_address(delivery) if look.read_marks else "",
        page=web_address(delivery) if has_page(delivery, since=look.web_page_since) else "",
        language=ticket.requester.language if delivery.recipient == ticket.requester.email else "",
    )
    references = _references(message, recipient=delivery.recipient)
    return OutboundMessage(
        sender=Address(email=inbox.address, name=look.name),
        to=tuple(_named(one, ticket) for one in message.to) or (_named(delivery.recipient, ticket),),
        cc=tuple(_named(one, ticket) for one in message.cc),
        reply_to=Address(
            email=reply_address(inbox.address, number=ticket.number, key=key_for("reply address")),
            name=look.name,
        ),
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


def _signature(message: Message, ticket: Ticket, look: Look) -> str:
    if message.unsigned:
        return ""
    language = ticket.requester.language or look.language
    template = signature_of(message.author, look, brand=ticket.brand_id, language=language)
    return signed(template, author=message.author, brand=look.name, number=ticket.number)


def _named(email: str, ticket: Ticket) -> Address:
    person = ticket.requester
    return Address(email=email, name=person.name if email == person.email else "")


def _references(message: Message, *, recipient: str) -> list[str]:
    """The Message-IDs of what went before on the ticket, oldest first, as the recipient has them."""
    earlier = Message.objects.filter(ticket=message.ticket_id, visibility="public", pk__lt=message.pk)
    ids: list[str] = []
    own: dict[int | None, str] = {}
    mails = Delivery.objects.filter(message__in=earlier).exclude(purpose="notice")
    named = mails.values_list("message_id", "mail_id", "recipient", "handed_over__message_id")
    for pk, mail_id, theirs, renamed in named:
        own.setdefault(pk, mail_id)
        if renamed and theirs == recipient:
            own[pk] = renamed
    for pk, received in earlier.order_by("pk").values_list("pk", "message_id"):
        if known := received or own.get(pk, ""):
            ids.append(known)
    return ids[-MOST_REFERENCES:]
