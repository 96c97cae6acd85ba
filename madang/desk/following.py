"""Who follows a ticket and whom it was shown to, as its side panel shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from madang.accounts.models import TeamMembership, User
from madang.accounts.roles import Permission, Reach, Role
from madang.lib.prepared import Given, Prepared
from madang.tickets.merging import whole_conversation
from madang.tickets.models import Sight, Ticket

MOST_SHOWN = 12
_MOST_READ = 100


@dataclass(frozen=True, slots=True)
class Following:
    """The followers, oneself first; for `more` there is no room. `mine`: one follows oneself."""

    people: Sequence[User] = ()
    more: int = 0
    mine: bool = False


def following_of(person: User, ticket: Ticket) -> Following:
    """Who follows the ticket or what was merged into it. Two queries."""
    whole = whole_conversation(ticket)
    if len(whole) == 1:
        found = _FOLLOWERS.all(ticket=ticket.pk)
    else:
        found = list(User.objects.filter(followed__ticket__in=whole, is_active=True).distinct()[:_MOST_READ])
    people = sorted((one for one in found if one.role != Role.REQUESTER), key=lambda one: one.pk != person.pk)
    return Following(
        people=people[:MOST_SHOWN],
        more=max(0, len(people) - MOST_SHOWN),
        mine=bool(people) and people[0].pk == person.pk,
    )


_FOLLOWERS = Prepared(
    lambda: User.objects.filter(followed__ticket=Given("ticket"), is_active=True).order_by("pk")[:_MOST_READ]
)


@dataclass(frozen=True, slots=True)
class ShownTo:
    """An agent or a team that sees the ticket because somebody showed it to them.

    `mark` is what is posted to take that back, `person` None for a team.
    """

    mark: str
    name: str
    person: User | None


def shown_to(person: User, ticket: Ticket) -> Sequence[ShownTo]:
    """Whom the ticket was shown to and who would not see it else, for who may take that back.

    One query, two when some of them see their teams' tickets.
    """
    if not person.may(Permission.ASSIGN):
        return []
    sights = _SIGHTS.all(ticket=ticket.pk)
    people = [one.person for one in sights if one.person is not None and _needs_it(one.person, ticket)]
    if ticket.team_id is not None and any(one.reach == Reach.TEAMS for one in people):
        members = TeamMembership.objects.filter(team=ticket.team_id, user__in=people).values_list("user")
        seeing = {pk for (pk,) in members}
        people = [one for one in people if one.reach != Reach.TEAMS or one.pk not in seeing]
    teams = [one.team for one in sights if one.team is not None]
    return [
        *(ShownTo(f"team-{one.pk}", one.name, None) for one in teams),
        *(ShownTo(f"agent-{one.pk}", one.shown_name, one) for one in people),
    ]


def _needs_it(one: User, ticket: Ticket) -> bool:
    return one.is_agent and one.reach != Reach.ALL and one.pk != ticket.assignee_id


_RELATED = ("person", "team")
_SIGHTS = Prepared(
    lambda: Sight.objects.filter(ticket=Given("ticket")).select_related(*_RELATED).order_by("pk")[:_MOST_READ]
)
