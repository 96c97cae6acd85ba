"""Which teams and side conversations a ticket waits for, as its head and the lists show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from madang.accounts.models import TeamMembership, User
from madang.accounts.roles import Permission
from madang.lib.prepared import Given, Prepared, PreparedAmong
from madang.tickets.models import SideConversation, TeamInvitation, Ticket


@dataclass(frozen=True, slots=True)
class Asked:
    """A team that was asked for help and is not done; `may_finish`: one may say that it is."""

    invitation: TeamInvitation
    may_finish: bool


def asked_of(person: User, ticket: Ticket) -> Sequence[Asked]:
    """The teams that the ticket waits for, the first that was asked first. One query, two for those who may
    say it of their own teams alone."""
    found = _OPEN.all(ticket=ticket.pk)
    if not found or person.may(Permission.ASSIGN):
        return [Asked(one, may_finish=True) for one in found]
    teams = [one.team_id for one in found]
    mine = set(TeamMembership.objects.filter(user=person, team__in=teams).values_list("team", flat=True))
    may = person.may(Permission.NOTE)
    return [Asked(one, may_finish=may and one.team_id in mine) for one in found]


_OPEN = Prepared(
    lambda: (
        TeamInvitation.objects.filter(ticket=Given("ticket"), done_at__isnull=True)
        .select_related("team", "by")
        .order_by("pk")
    )
)


_WAITING = PreparedAmong(
    lambda tickets: (
        TeamInvitation.objects.filter(ticket__in=tickets, done_at__isnull=True)
        .select_related("team")
        .order_by("-pk")
    )
)


def waits_of(tickets: Sequence[int]) -> Mapping[int, tuple[str, datetime]]:
    """By ticket the team that it has waited for longest, and since when. One query."""
    return {one.ticket_id: (one.team.name, one.created_at) for one in _WAITING.all(tickets)}


_MERGED = PreparedAmong(lambda goals: Ticket.objects.filter(merged_into__in=goals).only("merged_into"))
_ASIDE = PreparedAmong(
    lambda tickets: (
        SideConversation.objects.filter(ticket__in=tickets, waiting_since__isnull=False)
        .select_related("team")
        .order_by("-waiting_since")
    )
)


def waits_aside_of(tickets: Sequence[int]) -> Mapping[int, str]:
    """By ticket with whom the side conversation is that it has waited for longest. No query without tickets,
    else two."""
    merged = {one.pk: one.merged_into_id for one in _MERGED.all(tickets)}
    goals = {pk: pk for pk in tickets} | {pk: goal for pk, goal in merged.items() if goal is not None}
    return {goals[one.ticket_id]: one.whom for one in _ASIDE.all(list(goals))}
