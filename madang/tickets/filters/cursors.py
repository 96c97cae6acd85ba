"""Where a page ended, in a text that goes into an address."""

import base64
import binascii
from dataclasses import dataclass
from typing import TypeAlias

LARGEST = 2**63 - 1
LONGEST = 255

Key: TypeAlias = int | str
"""What a list is ordered by, as a number or a text that loses nothing of it: see `stages.Scale`."""


class WrongCursor(Exception):
    """The cursor was not made here."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last ticket shown: its step of the list, what it is ordered by there, and its own key.

    Without `at` it stands before the first ticket of the step.
    """

    step: int
    at: Key | None = None
    pk: int = 0

    def write(self) -> str:
        """As it stands in addresses."""
        at = "" if self.at is None else f"{'t' if isinstance(self.at, str) else 'n'}{self.at}"
        return base64.urlsafe_b64encode(f"{self.step}.{self.pk}.{at}".encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """Raises WrongCursor for what `write` did not make."""
        try:
            plain = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
            step, pk, at = plain.split(".", 2)
            made = cls(int(step), _key(at), int(pk))
        except (binascii.Error, UnicodeError, ValueError):
            raise WrongCursor(text) from None
        if not (0 <= made.step <= LARGEST and 0 <= made.pk <= LARGEST):
            raise WrongCursor(text)
        return made


def _key(at: str) -> Key | None:
    if at.startswith("t"):
        if "\0" in at or len(at) > LONGEST + 1:
            raise ValueError(at)
        return at[1:]
    if at and not at.startswith("n"):
        raise ValueError(at)
    return int(at[1:]) if at else None
