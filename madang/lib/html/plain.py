"""The words of an HTML mail as readable plain text."""

import re
from dataclasses import dataclass, field
from html import unescape

from madang.lib.html.marks import MAY_MARK, mark_of
from madang.lib.html.taming import MAX_CHARACTERS
from madang.lib.html.tokens import HIDDEN, VOID, Tag, Text, tokens
from madang.lib.mime.quotes import Region

MAX_QUOTES = 10
MAX_LISTS = 10
MAX_MARKS = 20
MAX_LINK = 500
"""Longer addresses are left out of the text: they carry a tracker's data, not a place one could type."""

_BLOCK_NAMES = """
    address article aside body caption center dd details div dl dt fieldset figcaption figure footer form
    header html legend li main nav option section summary tbody tfoot thead tr
"""
_PARAGRAPH_NAMES = "p h1 h2 h3 h4 h5 h6 ul ol blockquote pre table"
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_PARAGRAPHS = frozenset(_PARAGRAPH_NAMES.split())
_SPACE = re.compile(r"[ \t\n\r\f]+")
_CONCEALED = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_IGNORED = re.compile("[\u00ad\u034f\u200b\u200c\u2060\ufeff]")


@dataclass(slots=True)
class Reading:
    """The lines of an HTML mail; `starts` is where in the document each begins, `regions` what marks name."""

    lines: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines).strip("\n")


def to_text(html: str) -> str:
    """Paragraphs, lists, tables, links and quotations ("> ") of `html` as text; never raises."""
    return read_lines(html).text


def read_lines(html: str) -> Reading:
    """The same line by line, with what mail programs mark as history or signature; never raises."""
    html = html[:MAX_CHARACTERS]
    reading = _Writer().read(html, concealed=False)
    return reading if reading.text else _Writer().read(html, concealed=True)


@dataclass(slots=True)
class _Open:
    """A marked element that is not closed yet; `level` counts the elements of its name inside."""

    name: str
    kind: str
    mark: str
    start: int
    level: int = 1


class _Writer:
    def __init__(self) -> None:
        self.reading = Reading()
        self.lines = self.reading.lines
        self.line: list[str] = []
        self.at = self.opened_at = -1  # where the line begins, and the tags just before what comes next
        self.marked: list[_Open] = []
        self.gap = 0  # line ends due before the next word: 1 begins a line, 2 leaves one empty
        self.quotes = 0
        self.least_quotes = 0  # since the last line: an empty line between two belongs to the outer
        self.lists: list[int] = []  # number of the item in an ordered list, -1 in another
        self.marker = ""
        self.pre = 0
        self.cell = False
        self.link: tuple[str, list[str]] | None = None

    def read(self, html: str, *, concealed: bool) -> Reading:
        """The lines of `html`; with `concealed` also of what it hides from the reader."""
        skipped, level = "", 0
        marks = MAY_MARK.search(html) is not None
        for token in tokens(html):
            if skipped:
                if isinstance(token, Tag) and token.name == skipped:
                    level += -1 if token.closing else 1
                    skipped = skipped if level else ""
                continue
            if isinstance(token, Text):
                if self.opened_at < 0:
                    self.opened_at = token.at
                self.write(unescape(token.raw) if "&" in token.raw else token.raw)
                if token.raw.strip():
                    self.opened_at = -1
            elif token.closing:
                self.close(token.name)
                self.opened_at = -1
                if self.marked:
                    self.unmark(token.name)
            elif token.name in HIDDEN or (not concealed and _conceals(token)):
                skipped, level = token.name, 1
            else:
                if self.opened_at < 0:
                    self.opened_at = token.at
                if marks:
                    self.mark(token)
                self.open(token)
        self.end_link()
        self.end_line()
        for one in self.marked:
            self.end_mark(one)
        self.reading.regions.sort(key=lambda region: region.start)
        return self.reading

    def mark(self, tag: Tag) -> None:
        """Begin a region where `tag` is one that mail programs mark history or signatures with."""
        for one in self.marked:
            if one.name == tag.name and tag.name not in VOID:
                one.level += 1
        if not tag.raw or not MAY_MARK.search(tag.raw):
            return
        found = mark_of(tag)
        if found is None or len(self.marked) >= MAX_MARKS:
            return
        kind, mark = found
        self.break_(1)
        if kind == "edge" or tag.name in VOID:
            self.reading.regions.append(Region("edge", len(self.lines), MAX_CHARACTERS, mark))
        else:
            self.marked.append(_Open(tag.name, kind, mark, len(self.lines)))

    def unmark(self, name: str) -> None:
        for one in self.marked:
            if one.name == name:
                one.level -= 1
        while self.marked and self.marked[-1].level <= 0:
            self.end_line()
            self.end_mark(self.marked.pop())

    def end_mark(self, one: _Open) -> None:
        if len(self.lines) > one.start:
            self.reading.regions.append(Region(one.kind, one.start, len(self.lines), one.mark))

    def write(self, text: str) -> None:
        text = _IGNORED.sub("", text) if not text.isascii() else text
        if self.pre:
            first, *others = text.split("\n")
            self.put(first)
            for other in others:
                self.end_line(keep=True)
                self.put(other)
            return
        text = _SPACE.sub(" ", text)
        if not text.strip(" "):
            if text and self.line and not self.line[-1].endswith(" "):
                self.line.append(" ")
            return
        if not self.line or self.line[-1].endswith(" "):
            text = text.lstrip(" ")
        self.put(text)

    def put(self, text: str) -> None:
        if not text:
            return
        if not self.line:
            self.begin_line()
            self.at = self.opened_at
        if self.link is not None:
            self.link[1].append(text)
        self.line.append(text)

    def begin_line(self) -> None:
        if self.gap > 1 and self.lines and self.lines[-1].strip("> "):
            self.lines.append(("> " * min(self.least_quotes, self.quotes)).rstrip())
            self.reading.starts.append(self.opened_at)
        self.gap, self.least_quotes = 0, self.quotes
        indent = "  " * max(0, len(self.lists) - 1)
        if self.marker:
            self.line.append(indent + self.marker)
            self.marker = ""
        elif self.lists:
            self.line.append(indent + "  ")

    def end_line(self, *, keep: bool = False) -> None:
        if not self.line and not keep:
            return
        text = "".join(self.line).replace("\xa0", " ").rstrip()
        self.line.clear()
        self.cell = False
        if text or keep:
            self.lines.append((("> " * self.quotes) + text).rstrip())
            self.reading.starts.append(self.at)
        else:
            self.gap = 2

    def break_(self, ends: int) -> None:
        self.end_line()
        self.gap = max(self.gap, ends)

    def open(self, tag: Tag) -> None:
        name = tag.name
        if name == "br":
            if self.line:
                self.end_line()
            else:
                self.gap = 2
        elif name in ("td", "th"):
            if self.cell and self.line:
                self.line.append(" | " if not self.line[-1].endswith(" ") else "| ")
            self.cell = False
        elif name == "a":
            self.end_link()
            href = tag.attributes().get("href", "").strip()
            if href.lower().startswith(("http://", "https://", "mailto:", "tel:")) and len(href) <= MAX_LINK:
                self.link = (href, [])
        elif name == "img":
            alt = tag.attributes().get("alt", "").strip()
            if alt and len(alt) <= MAX_LINK:
                self.write(f"[{alt}]")
        elif name == "hr":
            self.break_(1)
            self.put("---")
            self.break_(1)
        elif name in _PARAGRAPHS:
            self.break_(
                1 if (name == "p" and "MsoNormal" in tag.raw) or (name in ("ul", "ol") and self.lists) else 2
            )
            self.nest(tag)
        elif name in _BLOCKS:
            self.break_(1)
            if name == "li":
                self.item()

    def nest(self, tag: Tag) -> None:
        if tag.name == "blockquote":
            self.quotes = min(self.quotes + 1, MAX_QUOTES)
        elif tag.name == "pre":
            self.pre += 1
        elif tag.name in ("ul", "ol") and len(self.lists) < MAX_LISTS:
            self.lists.append(0 if tag.name == "ol" else -1)

    def item(self) -> None:
        if self.lists and self.lists[-1] >= 0:
            self.lists[-1] += 1
            self.marker = f"{self.lists[-1]}. "
        else:
            self.marker = "- "

    def close(self, name: str) -> None:
        if name == "a":
            self.end_link()
        elif name in ("td", "th"):
            self.cell = bool(self.line)
        elif name in _PARAGRAPHS:
            self.end_line()
            if name == "blockquote":
                self.quotes = max(0, self.quotes - 1)
                self.least_quotes = min(self.least_quotes, self.quotes)
            elif name == "pre":
                self.pre = max(0, self.pre - 1)
            elif name in ("ul", "ol") and self.lists:
                self.lists.pop()
                self.marker = ""
            self.gap = max(self.gap, 1 if self.lists or name == "p" else 2)
        elif name in _BLOCKS:
            self.break_(1)

    def end_link(self) -> None:
        """Write the address after a link's words, unless the words are the address."""
        if self.link is None:
            return
        href, words = self.link
        self.link = None
        said = "".join(words).strip()
        if said and _bare(said) != _bare(href):
            self.put(f" ({href})")


def _bare(address: str) -> str:
    address = address.strip().lower().removeprefix("mailto:").removeprefix("tel:")
    return address.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")


def _conceals(tag: Tag) -> bool:
    return tag.name not in VOID and "style" in tag.raw.lower() and _CONCEALED.search(tag.raw) is not None
