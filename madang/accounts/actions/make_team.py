from madang.history.kinds import Nothing
from madang.history.recording import action, record

from ..errors import TeamExists
from ..events import TEAM_MADE
from ..models import Team, User
from .guard import guard_manages


@action
def make_team(name: str, *, by: User | None) -> Team:
    """Make a team that nobody is in yet. Raises NotAllowed and TeamExists."""
    guard_manages(by)
    name = " ".join(name.split())[:100]
    team, made = Team.objects.get_or_create(name=name)
    if not made:
        raise TeamExists(name)
    record(team, TEAM_MADE, by=by, data=Nothing())
    return team
