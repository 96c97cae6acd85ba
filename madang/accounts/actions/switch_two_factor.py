from madang.history.kinds import Nothing
from madang.history.recording import action, record

from ..events import RECOVERY_CODES_MADE, TWO_FACTOR_DISABLED, TWO_FACTOR_ENABLED
from ..models import User


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
