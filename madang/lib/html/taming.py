"""Keeping hostile HTML from costing a tree parser more than its length.

The HTML standard repairs markup in ways that blow up: 35 KB of unclosed bold tags and paragraphs become 78
MB, 500 KB of nested blocks took a minute. What goes through here has bounded depth, size and repair.
"""

import re
from html import unescape

from madang.lib.html.tokens import VOID, Tag, Text, tokens

MAX_CHARACTERS = 2_000_000
"""Of one document; what comes after is cut off. Pictures written into the document are most of long ones."""

MAX_TAGS = 40_000
MAX_DEPTH = 200
MAX_REPAIR = 100_000
"""Elements that a parser may have to invent to reopen what was left unclosed."""

MAX_REFERENCES = 2000
"""Written signs (&amp;) in a row without a tag: a parser copies the whole text again for each."""

_HARMLESS_TAGS = 1000
_HARMLESS_CHARACTERS = 60_000

_FORMATTING_NAMES = "a b big code em font i nobr s small strike strong tt u"
_SELF_CLOSING_NAMES = "p li td th tr tbody thead tfoot dt dd option optgroup colgroup body html head"
_SCOPE_NAMES = "table td th caption object applet marquee template button svg math select"
_FORMATTING = frozenset(_FORMATTING_NAMES.split())
_SELF_CLOSING = frozenset(_SELF_CLOSING_NAMES.split())
_SCOPES = frozenset(_SCOPE_NAMES.split())
_SIGNS = re.compile("([&<])")
_TIDY = re.compile(r"""(?:\s+[\w:.-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?){0,60}+\s*/?""")


def tame(html: str) -> str:
    """`html`; when it is large without the markup that would be too deep or too much (the words stay)."""
    html = html[:MAX_CHARACTERS]
    if len(html) <= _HARMLESS_CHARACTERS and html.count("<") <= _HARMLESS_TAGS:
        return html
    out: list[str] = []
    stack: list[str] = []
    tags = unclosed = repair = references = 0
    for token in tokens(html):
        if isinstance(token, Text):
            references = _write_text(token.raw, out, references)
            continue
        tags, references = tags + 1, 0
        if tags > MAX_TAGS or repair > MAX_REPAIR:
            out.append(" ")
            continue
        name = token.name
        if token.closing:
            unclosed -= _close(stack, name)
            out.append(f"</{name}>")
            continue
        if len(stack) >= MAX_DEPTH and name not in VOID:
            continue
        if name in _FORMATTING:
            unclosed += 1
        elif unclosed > 8:
            repair += unclosed
        if name not in VOID and name not in _SELF_CLOSING:
            stack.append(name)
        out.append(_written(token))
    return "".join(out)


def _write_text(raw: str, out: list[str], references: int) -> int:
    """Add text to `out`, cut by an invisible tag after very many signs; returns how many since the last."""
    text = unescape(raw) if "&" in raw else raw
    for piece in _SIGNS.split(text) if "&" in text or "<" in text else (text,):
        if piece in ("&", "<"):
            references += 1
            if references > MAX_REFERENCES:
                out.append("<wbr>")
                references = 0
            piece = "&amp;" if piece == "&" else "&lt;"
        out.append(piece)
    return references


def _close(stack: list[str], name: str) -> int:
    """Take `name` off the stack of open elements as a parser would; returns 1 when that closed a format."""
    for index in range(len(stack) - 1, -1, -1):
        if stack[index] == name:
            del stack[index:]
            return int(name in _FORMATTING)
        if stack[index] in _SCOPES:
            return 0
    return 0


def _written(tag: Tag) -> str:
    if _TIDY.fullmatch(tag.raw):
        return f"<{tag.name}{tag.raw}>"
    attributes = "".join(
        f' {name}="{_escaped(value)}"'
        for name, value in tag.attributes().items()
        if re.fullmatch(r"[\w:.-]+", name)
    )
    return f"<{tag.name}{attributes}>"


def _escaped(value: str) -> str:
    return value.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
