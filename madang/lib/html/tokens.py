"""HTML as a flat row of tags and text, in time that grows with its length alone.

Not a parser: no tree, no repair. It is what text is made from and what hostile markup is flattened with
before a real parser sees it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

_VOID_NAMES = "area base br col embed hr img input link meta param source track wbr"
_RAW_NAMES = "script style title iframe noembed noframes textarea xmp"

VOID = frozenset(_VOID_NAMES.split())
"""Elements without content."""

_RAW = frozenset(_RAW_NAMES.split())
HIDDEN = _RAW | {"template", "object", "applet", "select"}
"""Elements whose content is never words of the message."""

_COMMENT = re.compile(r"<!--(?:-?>|(?:.*?)(?:--!?>|\Z))", re.DOTALL)
_BOGUS = re.compile(r"<(?:[!?]|/[^a-zA-Z])[^>]*(?:>|\Z)")
_TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/>]{0,100})((?:[^>"']++|"[^"]*"|'[^']*'){0,400}+)>""")
_LOOSE_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,100})([^>]{0,2000}+)>")
_CRUDE_TAG = re.compile(r"<[^<>]{0,1000}+>")
_ATTRIBUTE = re.compile(r"""([^\s=>"'/]{1,100})(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?""")

MAX_TOKENS = 100_000
MAX_BROKEN = 200
"""Tags with unbalanced quotes; in a document with more, quotes mean nothing."""


@dataclass(slots=True)
class Text:
    """Words between tags, entities still written out; `at` is where they stand in the document."""

    raw: str
    at: int = 0


@dataclass(slots=True)
class Tag:
    """A start tag, or an end tag when `closing`; `name` in lower case, `raw` what stands after the name."""

    name: str
    raw: str
    closing: bool = False
    at: int = 0

    def attributes(self, *, limit: int = 60) -> dict[str, str]:
        """Attributes with entities read, names in lower case; the first of two with one name counts."""
        found: dict[str, str] = {}
        for count, match in enumerate(_ATTRIBUTE.finditer(self.raw)):
            if count >= limit:
                break
            value = match[2] if match[2] is not None else match[3] if match[3] is not None else match[4] or ""
            found.setdefault(match[1].lower(), unescape(value) if "&" in value else value)
        return found


def tokens(html: str) -> Iterator[Text | Tag]:
    """The tags and the text of `html`; comments and what only programs read (scripts, styles) are left out.

    After `MAX_TOKENS` the rest comes as one text.
    """
    at, broken, count = 0, 0, 0
    length, last_end = len(html), html.rfind(">")
    while at < length:
        begin = html.find("<", at)
        if begin < 0 or begin > last_end:
            if begin >= 0 and html.startswith("<!--", begin):
                html = html[:begin]
            yield Text(html[at:], at)
            return
        count += 1
        if count > MAX_TOKENS:
            yield Text(_CRUDE_TAG.sub(" ", html[at:]), at)
            return
        if begin > at:
            yield Text(html[at:begin], at)
        following = html[begin + 1 : begin + 3]
        if following[:1] in ("!", "?") or (following[:1] == "/" and not following[1:].isalpha()):
            pattern = _COMMENT if html.startswith("<!--", begin) else _BOGUS
            skipped = pattern.match(html, begin)
            at = skipped.end() if skipped else begin + 1
            continue
        found = _TAG.match(html, begin) if broken < MAX_BROKEN else _LOOSE_TAG.match(html, begin)
        if found is None:
            if following[:1].isalpha() or following[:1] == "/":
                broken += 1
                found = _LOOSE_TAG.match(html, begin)
            if found is None:
                yield Text("&lt;", begin)
                at = begin + 1
                continue
        name = found[2].lower()
        at = found.end()
        if name in _RAW and not found[1]:
            at = _after_raw(html, at, name)
            continue
        yield Tag(name, found[3], bool(found[1]), begin)


def _after_raw(html: str, at: int, name: str) -> int:
    """Where the document goes on after an element whose content is not markup."""
    closing = re.compile(rf"</{name}(?=[\s/>])[^>]*>?", re.IGNORECASE).search(html, at)
    return closing.end() if closing else len(html)
