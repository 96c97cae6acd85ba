"""What the workspace's own lists hold, for an agent of a reach; each is a query that nobody has asked yet.

`agent` is their id, or its place in a query that is made once.
"""

from django.db.models import QuerySet

from madang.accounts.models import Team
from madang.accounts.roles import Reach
from madang.lib.prepared import Given
from madang.tickets.models import OPEN_STATUSES, Away, Status, TeamInvitation, Ticket
from madang.tickets.queries import seen_with

Agent = int | Given

OPEN = (True,)
"""Asked for as `is_open IN (1)`: Django writes `is_open=True` as the bare column, and SQLite then leaves the
index unused and sorts every open ticket for each page."""

ENDED = tuple(status for status in Status if status not in OPEN_STATUSES)
"""What is left out of lists that hold few tickets: said like this, SQLite begins with those few and not with
every open ticket."""


def mine(reach: Reach, agent: Agent) -> QuerySet[Ticket]:
    """Open, and given to the agent."""
    return _here(reach, agent).filter(assignee=agent, is_open__in=OPEN)


def followed(reach: Reach, agent: Agent) -> QuerySet[Ticket]:
    """Open, and followed by the agent."""
    return seen_with(reach, agent).filter(followers__person=agent, away="").exclude(status__in=ENDED)


def asked(reach: Reach, agent: Agent) -> QuerySet[Ticket]:
    """Open, and one of the agent's teams was asked for help."""
    teams = Team.objects.filter(memberships__user=agent).values("pk")
    waiting = TeamInvitation.objects.filter(team__in=teams, done_at__isnull=True).values("ticket")
    return seen_with(reach, agent).filter(pk__in=waiting, away="").exclude(status__in=ENDED)


def shown(agent: Agent) -> QuerySet[Ticket]:
    """Open, and shown to the agent by somebody."""
    found = Ticket.objects.filter(sights__person=agent).exclude(away=Away.DELETED)
    return found.filter(away="").exclude(status__in=ENDED)


def unassigned(reach: Reach, agent: Agent) -> QuerySet[Ticket]:
    """Open, and nobody's."""
    return _here(reach, agent).filter(assignee=None, is_open__in=OPEN)


def all_open(reach: Reach, agent: Agent) -> QuerySet[Ticket]:
    """Everything that is open."""
    return _here(reach, agent).filter(is_open__in=OPEN)


def of_team(reach: Reach, agent: Agent, team: int) -> QuerySet[Ticket]:
    """Open, and given to the team."""
    return _here(reach, agent).filter(team=team, is_open__in=OPEN)


def solved(reach: Reach, agent: Agent) -> QuerySet[Ticket]:
    """Solved, and not yet closed."""
    return _here(reach, agent).filter(status=Status.SOLVED, solved_at__isnull=False)


def put_away(reach: Reach, agent: Agent, away: Away) -> QuerySet[Ticket]:
    """Snoozed, or spam."""
    return _seen(reach, agent).filter(away=away, away_since__isnull=False)


def _here(reach: Reach, agent: Agent) -> QuerySet[Ticket]:
    return _seen(reach, agent).filter(away="")


def _seen(reach: Reach, agent: Agent) -> QuerySet[Ticket]:
    seen = seen_with(reach, agent)
    # What they were shown has a list of its own: both in one would be looked for among all open tickets.
    return seen.filter(assignee=agent) if reach == Reach.ASSIGNED else seen


OF_THEIR_OWN = {"mine": mine, "followed": followed, "asked": asked}
"""Lists that hold something else for each person, by their names in addresses."""
