"""What people do about mail that came in and was not simply taken, and about who may write."""

from dataclasses import dataclass

from madang.history.kinds import Nothing, declare


@dataclass(frozen=True, slots=True)
class WasHeld:
    """The kind of reason for which it was held back; empty for one that failed."""

    kind: str


@dataclass(frozen=True, slots=True)
class OfMessage:
    """The id of the message of the ticket."""

    message: int


@dataclass(frozen=True, slots=True)
class HowMany:
    """How many there were."""

    number: int


@dataclass(frozen=True, slots=True)
class PolicyFieldsChanged:
    """The names of the settings that have another value now."""

    fields: tuple[str, ...]


MAIL_TRIED_AGAIN = declare("mail.tried_again", Nothing)
MAIL_LET_THROUGH = declare("mail.let_through", WasHeld)
MAIL_DISCARDED = declare("mail.discarded", WasHeld)
MAIL_READ_AGAIN = declare("mail.read_again", OfMessage)
ORIGINALS_REMOVED = declare("originals.removed", HowMany)
SENDER_BLOCKED = declare("sender.blocked", Nothing)
SENDER_UNBLOCKED = declare("sender.unblocked", Nothing)
MAIL_POLICY_CHANGED = declare("mail_policy.changed", PolicyFieldsChanged)
