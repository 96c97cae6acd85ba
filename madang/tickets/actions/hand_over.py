from django.utils import timezone

from madang.accounts.models import Team, User
from madang.accounts.roles import Permission
from madang.history.recording import action, record

from ..errors import NotAllowed
from ..events import TICKET_TEAM_CHANGED, Moved
from ..models import Ticket


@action
def hand_over(team: Team, *, to: Team | None, by: User | None, most: int) -> int:
    """Put up to `most` tickets of a team into another team's queue, or into none; closed ones come along.

    For a team that goes: tickets are seen by team, so that a closed one left behind would be lost to those
    who see no more than their teams. Returns how many were handed over, 0 when none is left.
    Raises NotAllowed to who may not manage people.
    """
    if by is not None and not by.may(Permission.MANAGE_PEOPLE):
        raise NotAllowed
    target = to.pk if to is not None else None
    tickets = list(Ticket.objects.select_for_update(of=("self",)).filter(team=team).order_by("pk")[:most])
    now = timezone.now()
    for ticket in tickets:
        ticket.team, ticket.updated_at = to, now
        record(ticket, TICKET_TEAM_CHANGED, by=by, data=Moved(previous=team.pk, current=target))
    Ticket.objects.bulk_update(tickets, ["team", "updated_at"], batch_size=100)
    return len(tickets)
