"""The start of a text, for a line in a list."""

import re

_SPACES = re.compile(r"\s+")
_LOOKED_AT = 8
ELLIPSIS = "…"


def preview(text: str, limit: int) -> str:
    """The first words of `text` on one line, at most `limit` characters with the ellipsis.

    It is cut between words where one ends in the last third, and never through a character that is written
    with several (an emoji with a skin tone, a letter with an accent).
    """
    if limit < 1:
        return ""
    line = _SPACES.sub(" ", text[: limit * _LOOKED_AT + 200]).strip()
    if len(line) <= limit:
        return line
    end = limit - len(ELLIPSIS)
    gap = line.rfind(" ", end - end // 3, end + 1)
    if gap > 0:
        return line[:gap].rstrip(" ,;:·–-") + ELLIPSIS
    while end and _joins(line[end - 1], line[end]):
        end -= 1
    return line[:end] + ELLIPSIS


def _joins(before: str, after: str) -> bool:
    """Whether two code points are parts of one visible character."""
    return before == "\u200d" or after in "\u200d\ufe0e\ufe0f\u20e3" or _is_mark(after)


def _is_mark(letter: str) -> bool:
    return (
        "\u0300" <= letter <= "\u036f"
        or "\u1160" <= letter <= "\u11ff"
        or "\U0001f3fb" <= letter <= "\U0001f3ff"
    )
