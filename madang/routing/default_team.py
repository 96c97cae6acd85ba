from madang.history.models import Event
from madang.tickets.actions import move
from madang.tickets.events import TICKET_TEAM_CHANGED
from madang.tickets.models import Ticket


def give_to_default_team(event: Event) -> None:
    """Put a new ticket into the queue of its inbox's team, unless somebody moved it already."""
    ticket = Ticket.objects.select_related("inbox__team").filter(pk=event.subject_id).first()
    if ticket is None or ticket.team_id is not None or ticket.inbox is None or ticket.inbox.team is None:
        return
    moved = Event.objects.filter(
        subject_type="ticket", subject_id=ticket.pk, kind=TICKET_TEAM_CHANGED.name
    ).exists()
    if not moved:
        move(ticket, to=ticket.inbox.team, by=None)
