"""Secrets that people give us, kept so that a copy of the database alone doesn't tell them.

The key is made from the installation's secret, which lies in a file in MADANG_DATA and never in the database.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from .secret import key_for


class CannotUnseal(Exception):
    """The secret was sealed with another key: `secret.key` in MADANG_DATA is not the one it was."""


def seal(secret: str, *, purpose: str) -> str:
    """The secret, encrypted and signed for one purpose; an empty one stays empty."""
    return _box(purpose).encrypt(secret.encode()).decode("ascii") if secret else ""


def unseal(sealed: str, *, purpose: str, older_key: str = "") -> str:
    """What was sealed for the purpose; `older_key` names a key that was used for it before. Raises
    CannotUnseal."""
    if not sealed:
        return ""
    boxes = [_box(purpose), *([_box_of(older_key)] if older_key else [])]
    try:
        return MultiFernet(boxes).decrypt(sealed.encode("ascii")).decode()
    except (InvalidToken, UnicodeError):
        raise CannotUnseal(purpose) from None


def _box(purpose: str) -> Fernet:
    return _box_of(f"sealed: {purpose}")


def _box_of(name: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(key_for(name)))
