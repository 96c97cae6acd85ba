"""What follows a note: who is named in it hears of it."""

from madang.history.models import Event
from madang.tickets.mentions import members_of
from madang.tickets.models import Away, Mention, Message

from .about import About
from .telling import tell


def tell_named(event: Event) -> None:
    """Tell those whom a note names, themselves or by their team."""
    message = Message.objects.select_related("ticket").filter(pk=event.data["message"]).first()
    if message is None or message.ticket.away == Away.DELETED:
        return
    named = list(Mention.objects.filter(message=message).values_list("person", "team"))
    people = dict.fromkeys(members_of([team for _, team in named if team]), About.TEAM_MENTION)
    people |= {person: About.MENTION for person, _ in named if person}
    tell(people, event, message.ticket, message=message)
