"""An answer that did not arrive comes back to whoever wrote it."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from madang.brands.models import Desk
from madang.channels.base import Address, OutboundMessage
from madang.channels.kinds import email
from madang.delivery.models import UNSENT, Delivery, Purpose
from madang.delivery.queueing import queue
from madang.history.models import Event
from madang.lib.secret import desk_mark
from madang.tickets.actions import change_status
from madang.tickets.models import Status


def open_again(event: Event) -> None:
    """A ticket that waits for a customer who never got the answer is open again."""
    delivery = _answer(event)
    if delivery is None or delivery.ticket is None or delivery.recipient != delivery.ticket.requester.email:
        return
    if delivery.ticket.status in {Status.PENDING, Status.SOLVED}:
        change_status(delivery.ticket, to=Status.OPEN, by=None)


def tell_who_wrote_it(event: Event) -> None:
    """Mail the agent that their answer did not arrive, once for each time that it did not."""
    delivery = _answer(event)
    if delivery is None or delivery.message is None or delivery.ticket is None or delivery.inbox is None:
        return
    author, ticket, inbox = delivery.message.author, delivery.ticket, delivery.inbox
    if not (author.is_agent and author.is_active and author.email) or author.email == delivery.recipient:
        return
    desk = Desk.objects.first()
    with translation.override(author.language or (desk.language if desk is not None else "ko")):
        context = {
            "delivery": delivery,
            "ticket": ticket,
            "author": author,
            "link": f"{settings.MADANG.url}/desk/open/{ticket.number}/",
        }
        outbound = OutboundMessage(
            sender=Address(email=inbox.address, name=ticket.brand.name),
            to=(Address(email=author.email, name=author.name),),
            subject=render_to_string("notifications/undelivered_subject.txt", context).strip(),
            body_text=render_to_string("notifications/undelivered.txt", context),
            message_id=f"madang.undelivered.{delivery.pk}.{event.pk}@{inbox.address.rpartition('@')[2]}",
            date=event.created_at,
            automatic=True,
            headers={"X-Madang-Desk": desk_mark()},
        )
    queue(
        key=f"undelivered:{delivery.pk}:{event.pk}",
        recipient=author.email,
        subject=outbound.subject,
        mail_id=outbound.message_id,
        inbox=inbox,
        purpose=Purpose.NOTICE,
        raw=email.render(outbound),
    )


def _answer(event: Event) -> Delivery | None:
    """The answer that did not arrive; None for other mails, and when it was sent again meanwhile."""
    answers = Delivery.objects.filter(purpose=Purpose.REPLY, message__isnull=False, state__in=UNSENT)
    related = answers.select_related("message__author", "ticket__requester", "ticket__brand", "inbox")
    return related.defer("raw").filter(pk=event.data["delivery"]).first()
