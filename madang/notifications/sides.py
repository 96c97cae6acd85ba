"""Agents hear of what happens in side conversations; the customer never does."""

from madang.delivery.models import UNSENT, Delivery
from madang.history.models import Event
from madang.tickets.events import SIDE_ANSWERED
from madang.tickets.mentions import members_of, named_in
from madang.tickets.merging import goes_on_in, whole_conversation
from madang.tickets.models import Away, Follower, SideMessage, Ticket

from .about import About
from .telling import tell


def tell_of_side(event: Event) -> None:
    """Tell of a new message: of an answer who has the ticket or follows it, of each who takes part in it."""
    message = SideMessage.objects.select_related("side__ticket").filter(pk=event.data["message"]).first()
    ticket = _live(message.side.ticket) if message is not None else None
    if message is None or ticket is None or message.auto_reply:
        return
    people = _who_took_part(message)
    if event.kind == SIDE_ANSWERED.name:
        people |= {ticket.assignee_id} if ticket.assignee_id is not None else set()
        people |= set(
            Follower.objects.filter(ticket__in=whole_conversation(ticket)).values_list("person", flat=True)
        )
    if message.side.team_id is not None:
        people |= set(members_of([message.side.team_id]))
    told = dict.fromkeys(people, About.SIDE)
    if message.side.inbox_id is None:
        named = named_in(message.body_html)
        told |= dict.fromkeys(members_of(named.teams), About.TEAM_MENTION)
        told |= dict.fromkeys(named.people, About.MENTION)
    tell(told, event, ticket, side=message.side)


def tell_of_unsent(event: Event) -> None:
    """Tell who wrote it that a mail of a side conversation did not arrive."""
    found = Delivery.objects.filter(pk=event.data["delivery"], side_message__isnull=False, state__in=UNSENT)
    delivery = found.select_related("side_message__side__ticket").defer("raw").first()
    message = delivery.side_message if delivery is not None else None
    ticket = _live(message.side.ticket) if message is not None else None
    if message is not None and message.author_id is not None and ticket is not None:
        tell({message.author_id: About.SIDE_UNSENT}, event, ticket, side=message.side)


def _live(ticket: Ticket) -> Ticket | None:
    goal = goes_on_in(ticket)
    return goal if goal.away not in {Away.DELETED, Away.SPAM} else None


def _who_took_part(message: SideMessage) -> set[int]:
    wrote = message.side.messages.exclude(author=None).values_list("author", flat=True)
    return {message.side.opened_by_id, *(pk for pk in wrote if pk is not None)}
