from collections.abc import Collection

from madang.accounts.events import USER_PROFILE_CHANGED, ProfileChanged
from madang.accounts.models import User
from madang.history.recording import action, record

from ..models import AgentNotices
from ..news import Cause


@action
def change_own_notices(person: User, *, off: Collection[Cause]) -> None:
    """Set what a person is not mailed about; only they themselves do that."""
    own = AgentNotices.objects.filter(person=person).first() or AgentNotices(person=person)
    wanted = sorted(one.value for one in off)
    if own.off == wanted:
        return
    own.off = wanted
    own.save()
    record(person, USER_PROFILE_CHANGED, by=person, data=ProfileChanged(fields=("notices",)))
