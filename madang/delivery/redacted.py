"""Where something was blacked out, mails that lie here as rendered are rendered anew when they leave."""

from collections.abc import Iterable

from madang.history.models import Event
from madang.tickets.events import FILE_REDACTED, MESSAGE_REDACTED
from madang.tickets.models import Ticket

from .models import Delivery, Purpose

_KINDS = {MESSAGE_REDACTED.name, FILE_REDACTED.name}


def forget_redacted_mails(events: Iterable[Event]) -> None:
    """Drop the bytes of answers of which something was blacked out, and take over the subject as it is."""
    for event in events:
        if event.kind not in _KINDS:
            continue
        messages = [event.data["message"], *event.data["others"]]
        Delivery.objects.filter(message__in=messages, purpose=Purpose.REPLY).update(raw=None)
        subject = Ticket.objects.values_list("subject", flat=True).get(pk=event.subject_id)
        if "▇" in subject:
            Delivery.objects.filter(ticket=event.subject_id).update(subject=f"Re: {subject}"[:998])
