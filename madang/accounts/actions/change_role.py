from madang.history.recording import action, record

from ..events import USER_ROLE_CHANGED, Changed
from ..models import User
from ..roles import Role
from .guard import guard_is_member, guard_manages, guard_not_last_owner, locked


@action
def change_role(person: User, *, to: Role, by: User | None) -> None:
    """Give a member another role; the same role does nothing.

    Raises NotAllowed, OwnersOnly, NotAMember and LastOwner, and ValueError for the role of customers: who
    shall not work here any more is deactivated.
    """
    if to == Role.REQUESTER:
        raise ValueError("members are deactivated, not made requesters")
    person = locked(person)
    if person.role == to:
        return
    guard_manages(by, person=person, role=to)
    guard_is_member(person)
    guard_not_last_owner(person)

    previous, person.role = person.role, to
    person.save(update_fields=["role"])
    record(person, USER_ROLE_CHANGED, by=by, data=Changed(previous=previous, current=to.value))
