"""Where a page ended, in a text that goes into an address."""

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
LARGEST = 2**63 - 1


class WrongCursor(Exception):
    """The cursor was not made here."""


def microseconds(moment: datetime) -> int:
    """The moment as a whole number, so that nothing of it is rounded away."""
    return (moment - _EPOCH) // _MICROSECOND


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last ticket shown: its step of the list, time and key; no time is before the step's first one."""

    step: int
    moment: datetime | None = None
    pk: int = 0

    def write(self) -> str:
        """As it stands in addresses."""
        when = "" if self.moment is None else str(microseconds(self.moment))
        return base64.urlsafe_b64encode(f"{self.step}.{when}.{self.pk}".encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """Raises WrongCursor for what `write` did not make."""
        try:
            plain = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
            step, when, pk = plain.split(".")
            moment = _EPOCH + _MICROSECOND * int(when) if when else None
            made = cls(int(step), moment, int(pk))
        except (binascii.Error, UnicodeError, ValueError, OverflowError):
            raise WrongCursor(text) from None
        if not (0 <= made.step <= LARGEST and 0 <= made.pk <= LARGEST):
            raise WrongCursor(text)
        return made
