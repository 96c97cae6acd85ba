from madang.history.kinds import Nothing
from madang.history.recording import action, record

from ..events import SESSION_ENDED, USER_DEACTIVATED, USER_REACTIVATED, OfSession
from ..models import User
from ..roles import Role
from ..sessions import end_sessions_of
from .guard import guard_manages, guard_not_last_owner, locked


@action
def deactivate(person: User, *, by: User | None) -> None:
    """Let somebody go: their sessions end, their tokens are refused, what they wrote stays.

    Raises NotAllowed, OwnersOnly and LastOwner.
    """
    person = locked(person)
    if not person.is_active:
        return
    guard_manages(by, person=person)
    guard_not_last_owner(person)

    person.is_active = False
    person.save(update_fields=["is_active"])
    record(person, USER_DEACTIVATED, by=by, data=Nothing())
    for session in end_sessions_of(person):
        record(person, SESSION_ENDED, by=by, data=OfSession(session=session))


@action
def reactivate(person: User, *, by: User | None) -> None:
    """Let somebody back in with the role and the teams they had. Raises NotAllowed and OwnersOnly."""
    person = locked(person)
    if person.is_active or person.role == Role.REQUESTER:
        return
    guard_manages(by, person=person)

    person.is_active = True
    person.save(update_fields=["is_active"])
    record(person, USER_REACTIVATED, by=by, data=Nothing())
