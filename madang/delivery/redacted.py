"""Where something was blacked out, mails that lie here as rendered are rendered anew when they leave."""

from collections.abc import Iterable

from madang.history.models import Event
from madang.lib.html import BAR
from madang.tickets.events import FILE_REDACTED, MESSAGE_REDACTED
from madang.tickets.merging import whole_conversation
from madang.tickets.models import SideConversation, Ticket

from .models import ARRIVED, Delivery, Purpose
from .queueing import reply_subject

_KINDS = {MESSAGE_REDACTED.name, FILE_REDACTED.name}


def forget_redacted_mails(events: Iterable[Event]) -> None:
    """Drop the bytes of answers of which something was blacked out, and take over the subjects as they are.

    Notices name the subject too: those that arrived need their bytes no more.
    """
    for event in events:
        if event.kind not in _KINDS:
            continue
        messages = [event.data["message"], *event.data["others"]]
        Delivery.objects.filter(message__in=messages, purpose=Purpose.REPLY).update(raw=None)
        goal = Ticket.objects.get(pk=event.subject_id)
        whole = whole_conversation(goal)
        Delivery.objects.filter(side_message__in=event.data.get("sides", ())).update(raw=None)
        for side in SideConversation.objects.filter(ticket__in=whole, subject__contains=BAR):
            Delivery.objects.filter(side_message__side=side).update(subject=side.subject)
        for ticket in Ticket.objects.filter(pk__in=whole, subject__contains=BAR):
            mails = Delivery.objects.filter(ticket=ticket)
            mails.update(subject=reply_subject(ticket)[:998])
            mails.filter(purpose=Purpose.NOTICE, state__in=sorted(ARRIVED)).update(raw=None)
