from allauth.usersessions.models import UserSession

from madang.history.recording import action, record

from ..events import SESSION_ENDED, OfSession
from ..models import User
from ..sessions import end_sessions_of
from .guard import guard_own


@action
def end_session(session: UserSession, *, by: User | None) -> None:
    """Sign one browser out. Raises NotAllowed unless it is one's own, or one manages people."""
    person = User.objects.get(pk=session.user_id)
    guard_own(person, by=by)
    ended = session.pk
    session.end()
    record(person, SESSION_ENDED, by=by, data=OfSession(session=ended))


@action
def end_other_sessions(person: User, *, keep: str, by: User | None) -> int:
    """Sign the person out everywhere but in the session with the key `keep`; returns how many ended.

    Raises NotAllowed unless it is oneself, or one manages people.
    """
    guard_own(person, by=by)
    ended = end_sessions_of(person, except_key=keep)
    for session in ended:
        record(person, SESSION_ENDED, by=by, data=OfSession(session=session))
    return len(ended)
