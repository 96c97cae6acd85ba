"""What follows when a ticket is given to somebody, its customer writes, or a new one comes to a team."""

from madang.accounts.models import TeamMembership
from madang.history.models import Event
from madang.tickets.models import Away, Message, Ticket

from .about import About
from .choices import choices_of
from .telling import tell

MOST_TOLD = 300


def tell_assignee(event: Event) -> None:
    """Tell who has the ticket now that it was given to them."""
    ticket = _ticket(event)
    if ticket is not None and ticket.assignee_id is not None and ticket.assignee_id == event.data["current"]:
        tell({ticket.assignee_id: About.ASSIGNED}, event, ticket)


def tell_of_answer(event: Event) -> None:
    """Tell who has the ticket that somebody wrote from outside; machines' answers are nothing to hear of."""
    ticket = _ticket(event)
    if ticket is None or ticket.assignee_id is None:
        return
    message = Message.objects.filter(pk=event.data["message"]).first()
    if message is not None and not message.auto_reply:
        tell({ticket.assignee_id: About.ANSWERED}, event, ticket, message=message)


def tell_team(event: Event) -> None:
    """Tell those of the team to which a new ticket came who want to hear of it."""
    ticket = _ticket(event)
    if ticket is None or ticket.team_id is None or ticket.assignee_id is not None:
        return
    members = TeamMembership.objects.filter(team=ticket.team_id).values_list("user_id", flat=True)
    wanting = [person for person, one in choices_of(members[:MOST_TOLD]).items() if one.of(About.TEAM_NEW)]
    if wanting:
        tell(dict.fromkeys(wanting, About.TEAM_NEW), event, ticket)


def _ticket(event: Event) -> Ticket | None:
    found = Ticket.objects.filter(pk=event.subject_id).first()
    return found if found is not None and found.away not in {Away.DELETED, Away.SPAM} else None
