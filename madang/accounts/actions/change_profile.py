from madang.history.recording import action, record

from ..events import USER_PROFILE_CHANGED, ProfileChanged
from ..models import User
from ..requesters import normal_name
from .guard import guard_own, locked

FIELDS = ("name", "language", "theme", "time_zone")


@action
def change_profile(
    person: User, *, name: str, language: str, theme: str, time_zone: str, by: User | None
) -> None:
    """Set how somebody is called, and how the desk looks and speaks to them; empty means the desk's.

    Raises NotAllowed and OwnersOnly for the profile of somebody else.
    """
    person = locked(person)
    guard_own(person, by=by)
    given = {"name": normal_name(name), "language": language, "theme": theme, "time_zone": time_zone}
    changed = [field for field in FIELDS if getattr(person, field) != given[field]]
    if not changed:
        return
    for field in changed:
        setattr(person, field, given[field])
    person.save(update_fields=changed)
    record(person, USER_PROFILE_CHANGED, by=by, data=ProfileChanged(fields=tuple(changed)))
