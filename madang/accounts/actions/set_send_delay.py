from madang.brands.models import LONGEST_SEND_DELAY
from madang.history.recording import action, record

from ..events import TEAM_SEND_DELAY_CHANGED, SendDelayChanged
from ..models import Team, User
from .guard import guard_manages


@action
def set_send_delay(team: Team, *, to: int | None, by: User | None) -> None:
    """Set how many seconds answers on the team's tickets wait before they leave, a day at most.

    None is as the desk wants it; the same as before does nothing. Raises NotAllowed.
    """
    guard_manages(by)
    team = Team.objects.select_for_update().get(pk=team.pk)
    delay = None if to is None else min(max(to, 0), LONGEST_SEND_DELAY)
    if team.send_delay == delay:
        return
    previous, team.send_delay = team.send_delay, delay
    team.save(update_fields=["send_delay"])
    record(team, TEAM_SEND_DELAY_CHANGED, by=by, data=SendDelayChanged(previous=previous, current=delay))
