from madang.history.recording import action, record

from ..events import USER_REACH_CHANGED, Changed
from ..models import User
from ..roles import Reach
from .guard import guard_is_member, guard_manages, locked


@action
def change_reach(person: User, *, to: Reach, by: User | None) -> None:
    """Set how far into the tickets a member sees. Raises NotAllowed, OwnersOnly and NotAMember."""
    person = locked(person)
    if person.reach == to:
        return
    guard_manages(by, person=person)
    guard_is_member(person)

    previous, person.reach = person.reach, to
    person.save(update_fields=["reach"])
    record(person, USER_REACH_CHANGED, by=by, data=Changed(previous=previous, current=to.value))
