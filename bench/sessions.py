"""Sessions of agents, as signing in makes them, without the work of checking fifty passwords."""

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore

from madang.accounts.models import User
from madang.accounts.roles import Role


def cookies(number: int, *, a_person: int) -> list[str]:
    """The session keys of so many browsers; each person has `a_person` of them."""
    people = [
        User.objects.get_or_create(email=f"reader{n}@bench.example", defaults={"role": Role.AGENT})[0]
        for n in range(-(-number // a_person))
    ]
    made = []
    for n in range(number):
        session = SessionStore()
        person = people[n % len(people)]
        session["_auth_user_id"] = str(person.pk)
        session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
        session["_auth_user_hash"] = person.get_session_auth_hash()
        session.create()
        made.append(str(session.session_key))
    return made
