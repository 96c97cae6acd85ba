"""Since when a ticket waits for an answer in a side conversation, kept on it: views ask for it."""

from django.db.models import Min

from madang.lib.rows import update

from ..merging import whole_conversation
from ..models import SideConversation, Ticket


def settle_waiting_aside(ticket: Ticket) -> None:
    """Keep on a locked ticket since when the first of its side conversations waits, merged ones included.

    One that was merged waits no more: the ticket in which it goes on does.
    """
    since = None
    if ticket.merged_into_id is None:
        waiting = SideConversation.objects.filter(
            ticket__in=whole_conversation(ticket), waiting_since__isnull=False
        )
        since = waiting.aggregate(first=Min("waiting_since"))["first"]
    if ticket.waits_aside_since != since:
        ticket.waits_aside_since = since
        update(ticket, ["waits_aside_since"])
