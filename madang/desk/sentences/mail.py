"""What became of mails that left, and of the originals of those that came."""

from collections.abc import Mapping

from django.utils.translation import gettext_noop

from madang.history.models import Event

from .names import InWords, Names


def _deferred(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    words = gettext_noop("The mail to {person} was put off; it is tried again for a day")
    return words, {"person": _recipient(event, names)}


def _opened(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("The mail to {person} was opened"), {"person": _recipient(event, names)}


def _failed(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("The mail to {person} could not be sent"), {"person": _recipient(event, names)}


def _refused(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("The mail to {person} was refused"), {"person": _recipient(event, names)}


def _bounced(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("The mail to {person} came back"), {"person": _recipient(event, names)}


def _stopped(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("Nothing more is sent to {person}"), {"person": _recipient(event, names)}


def _allowed(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("{actor} let mail go to {person} again"), {"person": _recipient(event, names)}


def _retried(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("{actor} sent the mail to {person} again"), {"person": _recipient(event, names)}


def _read_again(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("{actor} had a mail read again from its original"), {}


def _tried_again(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("{actor} had a mail taken in that had failed before"), {}


def _let_through(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return _LET_THROUGH.get(event.data["kind"], gettext_noop("{actor} took a mail in that was held back")), {}


_LET_THROUGH: dict[str, str] = {
    "loop": gettext_noop("{actor} took a mail in that was held back as a loop"),
    "blocked": gettext_noop("{actor} took a mail in that was held back as a blocked sender's"),
    "spam": gettext_noop("{actor} took a mail in that was held back as spam"),
    "report": gettext_noop("{actor} took a mail in that was held back as an unknown report"),
    "flood": gettext_noop("{actor} took a mail in that was held back as one of too many"),
}


def _recipient(event: Event, names: Names) -> str:
    return names.recipient(event) or "?"


IN_WORDS: Mapping[str, InWords] = {
    "delivery.deferred": _deferred,
    "delivery.opened": _opened,
    "delivery.refused": _refused,
    "delivery.bounced": _bounced,
    "delivery.failed": _failed,
    "delivery.retried": _retried,
    "address.stopped": _stopped,
    "address.allowed": _allowed,
    "mail.read_again": _read_again,
}
"""Of events that are recorded about the ticket."""

ORIGINALS_IN_WORDS: Mapping[str, InWords] = {
    "mail.tried_again": _tried_again,
    "mail.let_through": _let_through,
}
"""Of events that are recorded about the original of one of its messages."""
