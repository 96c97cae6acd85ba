from madang.history.models import Event
from madang.lib.prepared import Given, Prepared
from madang.tickets.actions import move
from madang.tickets.events import TICKET_TEAM_CHANGED
from madang.tickets.models import Ticket

_TICKET = Prepared(lambda: Ticket.objects.select_related("inbox__team").filter(pk=Given("pk")))
_MOVED = Prepared(
    lambda: Event.objects.filter(
        subject_type="ticket", subject_id=Given("ticket"), kind=TICKET_TEAM_CHANGED.name
    ).only("pk")[:1]
)


def give_to_default_team(event: Event) -> None:
    """Put a new ticket into the queue of its inbox's team, unless somebody moved it already."""
    ticket = _TICKET.first(pk=event.subject_id)
    if ticket is None or ticket.team_id is not None or ticket.inbox is None or ticket.inbox.team is None:
        return
    if not _MOVED.exists(ticket=ticket.pk):
        move(ticket, to=ticket.inbox.team, by=None)
