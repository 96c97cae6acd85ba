"""Signed-in sessions: whether one still holds, and ending them."""

from importlib import import_module
from typing import cast

from allauth.core.internal.sessionkit import get_session_user
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from .models import TeamMembership, User
from .roles import Reach


def still_valid(session_key: str, person_id: int, *, standing: str | None = None) -> bool:
    """Whether the session is still signed in as this person, who still works here.

    With `standing` (what `standing_of` said when the stream was opened), also whether their rights are
    still the same. Two or three small reads; live streams ask once a minute.
    """
    person = person_in(session_key)
    if person is None or person.pk != person_id:
        return False
    return standing is None or standing == standing_of(person)


def person_in(session_key: str) -> User | None:
    """The agent who is signed in by this session, None when it ended, expired or its password was changed."""
    engine = import_module(settings.SESSION_ENGINE)
    store = cast(SessionBase, engine.SessionStore(session_key))
    return cast(User | None, get_session_user(store))


def standing_of(person: User) -> str:
    """What decides how much the person sees and may do, in one string to compare."""
    parts = [person.role, person.reach]
    if person.reach == Reach.TEAMS:
        teams = (
            TeamMembership.objects.filter(user=person).order_by("team_id").values_list("team_id", flat=True)
        )
        parts.extend(str(team) for team in teams)
    return "|".join(parts)


def end_sessions_of(person: User, *, except_key: str = "") -> list[int]:
    """Sign the person out everywhere, or everywhere but here; returns the ids of the sessions that ended.

    For actions: the caller records it.
    """
    ended = []
    for session in UserSession.objects.filter(user=person).exclude(session_key=except_key):
        ended.append(session.pk)
        session.end()
    return ended
