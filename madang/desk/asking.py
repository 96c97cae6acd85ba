"""Which teams and side conversations a ticket waits for, as its head and the lists show it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from madang.accounts.models import TeamMembership, User
from madang.accounts.roles import Permission
from madang.lib.prepared import Given, Prepared
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


def waits_of(tickets: Collection[int]) -> Mapping[int, tuple[str, datetime]]:
    """By ticket the team that it has waited for longest, and since when. One query."""
    found = TeamInvitation.objects.filter(ticket__in=tickets, done_at__isnull=True).order_by("-pk")
    return {
        ticket: (team, since)
        for ticket, team, since in found.values_list("ticket", "team__name", "created_at")
    }


def waits_aside_of(tickets: Collection[int]) -> Mapping[int, str]:
    """By ticket with whom the side conversation is that it has waited for longest. No query without tickets,
    else two."""
    if not tickets:
        return {}
    merged = Ticket.objects.filter(merged_into__in=tickets).values_list("pk", "merged_into")
    goals = {pk: pk for pk in tickets} | {pk: goal for pk, goal in merged if goal is not None}
    found = SideConversation.objects.filter(ticket__in=goals, waiting_since__isnull=False)
    return {goals[one.ticket_id]: one.whom for one in found.select_related("team").order_by("-waiting_since")}
