"""An answer that did not arrive opens its ticket again; who can act is told (`told.tell_agent`)."""

from madang.delivery.models import UNSENT, Delivery, Purpose
from madang.history.models import Event
from madang.tickets.actions import change_status, wake
from madang.tickets.actions.snooze import Why
from madang.tickets.models import Status


def open_again(event: Event) -> None:
    """A ticket that waits for a customer who never got the answer is open again."""
    delivery = _answer(event)
    if delivery is None or delivery.ticket is None or delivery.recipient != delivery.ticket.requester.email:
        return
    if delivery.ticket.status in {Status.PENDING, Status.SOLVED}:
        change_status(delivery.ticket, to=Status.OPEN, by=None)
    wake(delivery.ticket, by=None, why=Why.UNDELIVERED)


def _answer(event: Event) -> Delivery | None:
    """The answer that did not arrive; None for other mails, and when it was sent again meanwhile."""
    answers = Delivery.objects.filter(purpose=Purpose.REPLY, message__isnull=False, state__in=UNSENT)
    related = answers.select_related("ticket__requester").defer("raw")
    return related.filter(pk=event.data["delivery"]).first()
