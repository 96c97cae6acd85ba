"""What happened in side conversations."""

from collections.abc import Mapping

from django.utils.translation import gettext_noop

from madang.history.models import Event

from .names import InWords, Names


def _saying(words: str) -> InWords:
    def in_words(event: Event, names: Names) -> tuple[str, dict[str, str]]:
        return words, {"side": names.sides.get(event.data["side"], "?")}

    return in_words


def _answered(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    if event.data["automatic"]:
        words = gettext_noop("An automatic reply came in the side conversation “{side}”")
    else:
        words = gettext_noop("An answer came in the side conversation “{side}”")
    return words, {"side": names.sides.get(event.data["side"], "?")}


IN_WORDS: Mapping[str, InWords] = {
    "side.opened": _saying(gettext_noop("{actor} began the side conversation “{side}”")),
    "side.written": _saying(gettext_noop("{actor} wrote in the side conversation “{side}”")),
    "side.answered": _answered,
    "side.closed": _saying(gettext_noop("{actor} closed the side conversation “{side}”")),
    "side.reopened": _saying(gettext_noop("{actor} reopened the side conversation “{side}”")),
}
