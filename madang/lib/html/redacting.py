"""Black bars over a piece of text, in plain text and in HTML, wherever it is written."""

import re
from html import escape, unescape
from urllib.parse import unquote

from madang.lib.html.plain import to_text
from madang.lib.html.tokens import Tag, Text, tokens
from madang.lib.html.writing import from_text

BAR = "▇"

_UNIT = re.compile(r"&[^;&\s]{1,32};|.", re.DOTALL)
_INLINE_NAMES = (
    "a abbr b bdi bdo big cite code del em font i ins kbd mark q s small span strike strong sub sup tt u"
)
_INLINE = frozenset(_INLINE_NAMES.split())


def pattern_of(piece: str) -> re.Pattern[str] | None:
    """What finds a piece however its spaces and line breaks are written; None for a piece without a word."""
    words = piece.split()
    return re.compile(r"\s+".join(re.escape(word) for word in words)) if words else None


def redact_text(text: str, pattern: re.Pattern[str]) -> str:
    """The text with a bar for each letter of what the pattern finds."""
    return pattern.sub(lambda found: _bars(found[0]), text)


def redact_html(html: str, pattern: re.Pattern[str]) -> str:
    """Clean HTML with bars over what the pattern finds, also across tags and in what attributes say.

    Should any of it be left to be read, the whole becomes plain paragraphs.
    """
    if not html:
        return html
    done = _barred(html, pattern)
    if pattern.search(to_text(done)):
        return from_text(redact_text(to_text(html), pattern))
    return done


def _barred(html: str, pattern: re.Pattern[str]) -> str:
    shown: list[str] = []
    spans: list[tuple[int, int] | None] = []
    edits: list[tuple[int, int, str]] = []
    for token in tokens(html):
        if isinstance(token, Text):
            for start, end, letters in _units(html, token):
                shown += letters
                spans += [(start, end)] * len(letters)
            continue
        if token.name not in _INLINE:
            shown.append("\n")
            spans.append(None)
        if not token.closing and _says(token.raw, pattern):
            end = token.at + len(token.name) + len(token.raw) + 2
            edits.append((token.at, end, _silent(token, pattern)))
    for found in pattern.finditer("".join(shown)):
        for at in range(found.start(), found.end()):
            span = spans[at]
            if span is not None and not shown[at].isspace():
                edits.append((*span, BAR))
    for start, end, instead in sorted(set(edits), reverse=True):
        html = html[:start] + instead + html[end:]
    return html


def _units(html: str, token: Text) -> list[tuple[int, int, str]]:
    """Where each letter of a text stands, an entity as one."""
    if not html.startswith(token.raw, token.at):
        return [(token.at, token.at + 1, "<")] if token.raw == "&lt;" else []
    units = _UNIT.finditer(token.raw)
    return [(token.at + one.start(), token.at + one.end(), unescape(one[0])) for one in units]


def _says(raw: str, pattern: re.Pattern[str]) -> bool:
    plain = unescape(raw)
    return bool(pattern.search(plain) or pattern.search(unquote(plain)))


def _silent(tag: Tag, pattern: re.Pattern[str]) -> str:
    """The start tag without the attributes that say it."""
    kept = [
        f' {name}="{escape(value)}"' for name, value in tag.attributes().items() if not _says(value, pattern)
    ]
    return f"<{tag.name}{''.join(kept)}>"


def _bars(text: str) -> str:
    return re.sub(r"\S", BAR, text)
