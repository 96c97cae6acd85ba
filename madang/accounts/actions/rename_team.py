from madang.history.kinds import Nothing
from madang.history.recording import action, record

from ..errors import TeamExists
from ..events import TEAM_RENAMED
from ..models import Team, User
from .guard import guard_manages


@action
def rename_team(team: Team, *, to: str, by: User | None) -> None:
    """Give a team another name; the same name does nothing. Raises NotAllowed and TeamExists."""
    guard_manages(by)
    team = Team.objects.select_for_update().get(pk=team.pk)
    name = " ".join(to.split())[:100]
    if team.name == name:
        return
    if Team.objects.filter(name=name).exists():
        raise TeamExists(name)

    team.name = name
    team.save(update_fields=["name"])
    record(team, TEAM_RENAMED, by=by, data=Nothing())
