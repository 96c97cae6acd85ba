"""What follows from what people do on a ticket: who is named in a note hears of it, and who follows it."""

from collections.abc import Mapping

from madang.history.models import Event
from madang.history.readers import events_of_stroke
from madang.tickets import events as happened
from madang.tickets.mentions import members_of
from madang.tickets.merging import whole_conversation
from madang.tickets.models import Away, Follower, Mention, Message, TeamInvitation, Ticket

from .about import About
from .telling import tell

_OF_MESSAGES: Mapping[str, About] = {
    happened.MESSAGE_RECEIVED.name: About.CUSTOMER,
    happened.MESSAGE_SENT.name: About.ANSWER,
    happened.NOTE_WRITTEN.name: About.NOTE,
}


def tell_of_message(event: Event) -> None:
    """Tell those whom a note names, themselves or by their team, and whoever follows the ticket.

    Of what machines write, and of more in a ticket that is spam, nobody hears.
    """
    if event.data.get("automatic"):
        return
    message = Message.objects.select_related("ticket").filter(pk=event.data["message"]).first()
    if message is None or message.ticket.away == Away.DELETED:
        return
    people = dict.fromkeys(_followers(message.ticket), _OF_MESSAGES[event.kind])
    if event.kind == happened.NOTE_WRITTEN.name:
        people |= _named(message)
    tell(people, event, message.ticket, message=message)


def tell_asked(event: Event) -> None:
    """Tell the people of a team that it is asked for help."""
    asked = _asked(event)
    if asked is not None and asked.done_at is None:
        people = dict.fromkeys(members_of([asked.team_id]), About.ASKED)
        tell(people, event, asked.ticket, message=asked.asked)


def tell_done(event: Event) -> None:
    """Tell who asked a team for help that it is done."""
    asked = _asked(event)
    if asked is not None and asked.by_id is not None:
        tell({asked.by_id: About.DONE}, event, asked.ticket, message=asked.word)


def tell_of_state(event: Event) -> None:
    """Tell whoever follows a ticket that its state changed, unless a message of the same stroke says it."""
    same = events_of_stroke(event.stroke, subject_type=event.subject_type, subject_id=event.subject_id)
    if any(one.kind in _OF_MESSAGES for one in same):
        return
    ticket = Ticket.objects.filter(pk=event.subject_id).exclude(away=Away.DELETED).first()
    if ticket is not None:
        tell(dict.fromkeys(_followers(ticket), About.STATE), event, ticket)


def _asked(event: Event) -> TeamInvitation | None:
    found = TeamInvitation.objects.select_related("ticket", "asked", "word")
    return found.filter(pk=event.data["invitation"]).exclude(ticket__away=Away.DELETED).first()


def _followers(ticket: Ticket) -> list[int]:
    whole = whole_conversation(ticket)
    return list(Follower.objects.filter(ticket__in=whole).values_list("person", flat=True))


def _named(message: Message) -> dict[int, About]:
    named = list(Mention.objects.filter(message=message).values_list("person", "team"))
    people = dict.fromkeys(members_of([team for _, team in named if team]), About.TEAM_MENTION)
    return people | {person: About.MENTION for person, _ in named if person}
