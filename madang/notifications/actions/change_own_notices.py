from collections.abc import Collection, Mapping

from madang.accounts.events import USER_PROFILE_CHANGED, ProfileChanged
from madang.accounts.models import User
from madang.history.recording import action, record

from ..about import About
from ..choices import Place, Quiet
from ..models import AgentNotices
from ..news import Cause

DAY = 24 * 60


@action
def change_own_notices(
    person: User,
    *,
    off: Collection[Cause],
    places: Mapping[About, Collection[Place]] | None = None,
    quiet: Quiet | None = None,
    quiet_hours: tuple[int, int] | None = None,
    push_subject: bool | None = None,
) -> None:
    """Set what a person is not mailed about, where they hear of what, when they want quiet, and whether
    pushes say what a ticket is about.

    None leaves what is there. Hours are minutes since midnight; an end not after its beginning is on the next
    day. Only they themselves do that.
    """
    own = AgentNotices.objects.filter(person=person).first() or AgentNotices(person=person)
    before = (own.off, own.places, own.quiet, own.quiet_hours, own.push_subject)
    own.off = sorted(one.value for one in off)
    if places is not None:
        own.places = {
            about.value: [one.value for one in Place if one in chosen] for about, chosen in places.items()
        }
    if quiet is not None:
        own.quiet = quiet.value
    if quiet_hours is not None:
        begin, end = quiet_hours
        own.quiet_hours = [begin % DAY, end % DAY + (DAY if end % DAY <= begin % DAY else 0)]
    if push_subject is not None:
        own.push_subject = push_subject
    if before == (own.off, own.places, own.quiet, own.quiet_hours, own.push_subject):
        return
    own.save()
    record(person, USER_PROFILE_CHANGED, by=person, data=ProfileChanged(fields=("notices",)))
