from datetime import timedelta

from django.template.loader import render_to_string
from django.utils import timezone, translation

from madang.channels.base import Address, OutboundMessage
from madang.channels.kinds import email
from madang.delivery.models import Delivery, Purpose
from madang.delivery.queueing import queue, reply_subject
from madang.history.models import Event
from madang.intake.models import RawMessage
from madang.lib.secret import desk_mark, key_for
from madang.tickets.models import Message, Ticket
from madang.tickets.threads import reply_address

MOST_IN_AN_HOUR = 5
"""Notices to one address within an hour; whoever writes more often knows that it arrives."""


def tell_it_was_received(event: Event) -> None:
    """Tell the customer that the request was received, once for each ticket and never a machine."""
    message = Message.objects.filter(pk=event.data["message"], incoming=True).first()
    if message is None or message.auto_reply:
        return
    if RawMessage.objects.filter(message=message, is_old=True).exists():
        return  # it lay in a mailbox before that was connected
    ticket = Ticket.objects.select_related("brand", "inbox", "requester").get(pk=event.subject_id)
    person = ticket.requester
    if ticket.inbox is None or not person.email or person.is_agent or event.actor_id != person.pk:
        return
    lately = Delivery.objects.filter(
        recipient=person.email,
        purpose=Purpose.NOTICE,
        created_at__gte=timezone.now() - timedelta(hours=1),
    )
    if lately.count() >= MOST_IN_AN_HOUR:
        return

    mail_id = f"madang.received.{ticket.number}.{message.pk}@{ticket.inbox.address.rpartition('@')[2]}"
    with translation.override(person.language or ticket.brand.language):
        context = {"ticket": ticket, "brand": ticket.brand, "person": person}
        outbound = OutboundMessage(
            sender=Address(email=ticket.inbox.address, name=ticket.brand.name),
            to=(Address(email=person.email, name=person.name),),
            reply_to=Address(
                email=reply_address(ticket.inbox.address, number=ticket.number, key=key_for("reply address")),
                name=ticket.brand.name,
            ),
            subject=reply_subject(ticket),
            body_text=render_to_string("notifications/received.txt", context),
            body_html=render_to_string("notifications/received.html", context),
            message_id=mail_id,
            date=event.created_at,
            in_reply_to=message.message_id,
            references=(message.message_id,) if message.message_id else (),
            automatic=True,
            headers={"X-Madang-Desk": desk_mark()},
        )
    queue(
        key=f"received:{message.pk}",
        recipient=person.email,
        subject=outbound.subject,
        mail_id=mail_id,
        inbox=ticket.inbox,
        ticket=ticket,
        purpose=Purpose.NOTICE,
        raw=email.render(outbound),
    )
