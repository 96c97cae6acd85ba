"""Passwords and tokens of mailboxes as they lie in the database."""

from madang.lib.sealing import seal, unseal

PURPOSE = "mailbox"


def sealed(secret: str) -> str:
    """As it is kept."""
    return seal(secret, purpose=PURPOSE)


def opened(kept: str) -> str:
    """As it was given. Raises CannotUnseal when the installation's secret is another one since."""
    return unseal(kept, purpose=PURPOSE)
