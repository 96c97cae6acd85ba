from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils.translation import gettext as _

from madang.history.kinds import Nothing
from madang.history.recording import action, record

from ..events import (
    RECOVERY_CODES_MADE,
    SESSION_ENDED,
    TWO_FACTOR_DISABLED,
    TWO_FACTOR_ENABLED,
    OfSession,
)
from ..links import absolute
from ..mails import send_mail
from ..models import User
from ..sessions import end_sessions_of
from .guard import guard_manages, locked


@action
def note_two_factor_enabled(person: User) -> None:
    """Write down that a code from an app is asked for from now on, and that recovery codes were made."""
    record(person, TWO_FACTOR_ENABLED, by=person, data=Nothing())


@action
def note_two_factor_disabled(person: User) -> None:
    """Write down that the password alone suffices again."""
    record(person, TWO_FACTOR_DISABLED, by=person, data=Nothing())


@action
def note_recovery_codes_made(person: User) -> None:
    """Write down that new recovery codes took the place of the old ones."""
    record(person, RECOVERY_CODES_MADE, by=person, data=Nothing())


@action
def drop_two_factor(person: User, *, by: User | None) -> None:
    """Take the second factor from somebody who lost phone and recovery codes; every session of theirs ends.

    The password still stands in the way, and a mail tells them. Raises NotAllowed and OwnersOnly.
    """
    person = locked(person)
    guard_manages(by, person=person)
    dropped = Authenticator.objects.filter(user=person).delete()[0]
    if not dropped:
        return
    record(person, TWO_FACTOR_DISABLED, by=by, data=Nothing())
    for session in end_sessions_of(person):
        record(person, SESSION_ENDED, by=by, data=OfSession(session=session))
    facts = {
        "by": by.shown_name if by is not None else _("The desk"),
        "profile": absolute(reverse("mfa_index")),
        "link": absolute(reverse("account_reset_password")),
    }
    send_mail("two_factor_dropped", person, facts)
