from madang.history.kinds import Nothing
from madang.history.recording import action, record

from ..events import SIGN_IN_FAILED, USER_SIGNED_IN, USER_SIGNED_OUT, OfSession, SignedIn
from ..models import User
from .availability import leave_desk


@action
def note_sign_in(person: User, *, session: int | None, second_factor: bool) -> None:
    """Write down that a session began; `session` is its id in the list of sessions."""
    record(person, USER_SIGNED_IN, by=person, data=SignedIn(session=session, second_factor=second_factor))


@action
def note_failed_sign_in(person: User) -> None:
    """Write down that somebody gave a wrong password or code for this person."""
    record(person, SIGN_IN_FAILED, by=None, data=Nothing())


@action
def note_sign_out(person: User, *, session: int | None) -> None:
    """Write down that the person ended the session they were in; who was there is off work."""
    leave_desk(person)
    record(person, USER_SIGNED_OUT, by=person, data=OfSession(session=session))
