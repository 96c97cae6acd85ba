from madang.history.recording import action, record

from ..events import TEAM_REMOVED, USER_TEAMS_CHANGED, TeamRemoved, TeamsChanged
from ..models import Team, TeamMembership, User
from .guard import guard_manages


@action
def remove_team(team: Team, *, by: User | None) -> None:
    """Remove a team that nothing belongs to any more; its members leave it.

    Whoever calls this has handed over what came to the team. Raises NotAllowed.
    """
    guard_manages(by)
    held = Team.objects.select_for_update().filter(pk=team.pk).first()
    if held is None:
        return
    for membership in TeamMembership.objects.filter(team=held).select_related("user").order_by("pk"):
        record(membership.user, USER_TEAMS_CHANGED, by=by, data=TeamsChanged(added=(), removed=(held.pk,)))
    record(held, TEAM_REMOVED, by=by, data=TeamRemoved(name=held.name))
    held.delete()
