from collections.abc import Iterable

from madang.history.recording import action, record

from ..errors import NotAMember
from ..events import TEAM_LEADS_CHANGED, LeadsChanged
from ..models import Team, TeamMembership, User
from .guard import guard_manages


@action
def set_leads(team: Team, *, to: Iterable[User], by: User | None) -> None:
    """Make exactly these members the leads of their team. Raises NotAllowed, and NotAMember for others."""
    team = Team.objects.select_for_update().get(pk=team.pk)
    memberships = {one.user_id: one for one in TeamMembership.objects.filter(team=team)}
    wanted = {person.pk: person for person in to}
    present = {person for person, membership in memberships.items() if membership.is_lead}
    if wanted.keys() == present:
        return
    guard_manages(by)
    for key, person in wanted.items():
        if key not in memberships:
            raise NotAMember(person.shown_name)

    added, removed = sorted(wanted.keys() - present), sorted(present - wanted.keys())
    TeamMembership.objects.filter(team=team, user_id__in=added).update(is_lead=True)
    TeamMembership.objects.filter(team=team, user_id__in=removed).update(is_lead=False)
    record(team, TEAM_LEADS_CHANGED, by=by, data=LeadsChanged(added=tuple(added), removed=tuple(removed)))
