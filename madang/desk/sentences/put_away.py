"""How a ticket was deleted or marked as spam and came back, and what was blacked out."""

from collections.abc import Mapping

from django.utils.translation import gettext_noop

from madang.history.models import Event

from .names import InWords, Names


def _said(template: str) -> InWords:
    def in_words(event: Event, names: Names) -> tuple[str, dict[str, str]]:
        return template, {}

    return in_words


IN_WORDS: Mapping[str, InWords] = {
    "ticket.deleted": _said(gettext_noop("{actor} deleted the ticket")),
    "ticket.restored": _said(gettext_noop("{actor} brought the deleted ticket back")),
    "ticket.erased": _said(gettext_noop("The ticket was erased for good")),
    "message.redacted": _said(gettext_noop("{actor} blacked out a piece of a message")),
    "file.redacted": _said(gettext_noop("{actor} blacked out a file")),
    "ticket.spam_marked": _said(gettext_noop("{actor} marked it as spam")),
    "ticket.spam_unmarked": _said(gettext_noop("{actor} said that it is no spam")),
}
