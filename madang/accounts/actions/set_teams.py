from collections.abc import Iterable

from madang.history.recording import action, record

from ..events import USER_TEAMS_CHANGED, TeamsChanged
from ..models import Team, TeamMembership, User
from .guard import guard_is_member, guard_manages, locked


@action
def set_teams(person: User, *, to: Iterable[Team], by: User | None) -> None:
    """Put a member into exactly these teams. Raises NotAllowed, OwnersOnly and NotAMember."""
    person = locked(person)
    wanted = {team.pk for team in to}
    present = set(TeamMembership.objects.filter(user=person).values_list("team_id", flat=True))
    if wanted == present:
        return
    guard_manages(by, person=person)
    guard_is_member(person)

    added, removed = sorted(wanted - present), sorted(present - wanted)
    TeamMembership.objects.filter(user=person, team_id__in=removed).delete()
    TeamMembership.objects.bulk_create(TeamMembership(team_id=team, user=person) for team in added)
    record(person, USER_TEAMS_CHANGED, by=by, data=TeamsChanged(added=tuple(added), removed=tuple(removed)))
