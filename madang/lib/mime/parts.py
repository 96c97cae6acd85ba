"""The structure of a mail: which parts it has, with their headers and their bytes.

Not the standard library's parser: that one looks at every line once per level of nesting and ends in a
RecursionError (900 KB of nested multiparts took 11 seconds), and it holds the whole mail several times. This
one searches boundaries in the raw bytes and cuts nothing out until asked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from madang.lib.mime.headers import Fields, read_fields
from madang.lib.mime.parameters import ContentType, read_content_type
from madang.lib.mime.transfer import undo

MAX_DEPTH = 24
"""Levels of nesting that are opened; what is deeper stays one closed part."""

MAX_PARTS = 500
"""Parts that are told apart; what comes after belongs to the last one."""

MAX_LOOKS = 50_000
"""Lines that start like a boundary and are looked at, so that a mail made of them costs no more."""

_GUESSED_BOUNDARY = re.compile(
    rb"(?:\A|\n)--([^\s-][^\r\n]{4,69}?|-{2,}=?[^\s-][^\r\n]{3,66}?)[ \t]*\r?\n[A-Za-z-]{2,40}:"
)


@dataclass(slots=True)
class Part:
    """One part: its headers, its type, and the parts inside it or the bytes between two places of `raw`.

    `opaque` marks a container that was not opened because a limit was reached.
    """

    fields: Fields
    type: ContentType
    raw: bytes = field(repr=False)
    start: int
    end: int
    header_start: int
    parts: "list[Part]" = field(default_factory=list)
    opaque: bool = False

    @property
    def is_container(self) -> bool:
        """Whether it is a multipart whose parts could be told apart."""
        return bool(self.parts)

    def content(self, *, limit: int | None = None) -> bytes:
        """The bytes it carries, transfer encoding undone; at most about `limit` of them."""
        end = self.end if limit is None else min(self.end, self.start + limit * 3)
        data = undo(memoryview(self.raw)[self.start : end], self.fields.first("content-transfer-encoding"))
        return data if limit is None else data[:limit]

    def source(self) -> bytes:
        """Headers and body as they came."""
        return self.raw[self.header_start : self.end]

    def walk(self) -> "Iterator[Part]":
        """Itself and everything inside, in order."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(slots=True)
class _Budget:
    parts: int = MAX_PARTS
    looks: int = MAX_LOOKS


def read(raw: bytes) -> Part:
    """The structure of one mail; never raises."""
    if b"\n" not in raw and b"\r" in raw:
        raw = raw.replace(b"\r", b"\n")
    start = _skip_envelope(raw)
    return _read_part(raw, start, len(raw), default="text/plain", depth=0, budget=_Budget())


def _skip_envelope(raw: bytes) -> int:
    """Where the headers begin: after blank lines and an mbox line ("From someone Mon Jan  1 …")."""
    start = len(raw) - len(raw.lstrip(b"\r\n"))
    if raw.startswith((b"From ", b">From "), start):
        start = raw.find(b"\n", start) + 1 or len(raw)
    return start


def _read_part(raw: bytes, start: int, end: int, *, default: str, depth: int, budget: _Budget) -> Part:
    fields, body = read_fields(raw, start, end)
    kind = read_content_type(fields.first("content-type"), default=default)
    part = Part(fields=fields, type=kind, raw=raw, start=body, end=end, header_start=start)
    if kind.main != "multipart":
        return part
    if depth >= MAX_DEPTH or budget.parts <= 0:
        part.opaque = True
        return part
    inner_default = "message/rfc822" if kind.sub == "digest" else "text/plain"
    for piece_start, piece_end in _pieces(part, budget):
        part.parts.append(
            _read_part(raw, piece_start, piece_end, default=inner_default, depth=depth + 1, budget=budget)
        )
    return part


def _pieces(part: Part, budget: _Budget) -> list[tuple[int, int]]:
    """Where the parts of a multipart begin and end."""
    boundary = part.type.boundary
    found = _cut(part, boundary.encode("utf-8", "replace"), budget) if boundary.strip() else []
    if not found:
        # A wrong or missing boundary: the first line that looks like one and is followed by a header.
        begin = max(part.header_start, part.start - 1)
        guessed = _GUESSED_BOUNDARY.search(part.raw, begin, min(part.end, begin + 100_000))
        if guessed is not None and guessed[1].decode("latin-1") != boundary:
            found = _cut(part, guessed[1], budget)
    return found


def _cut(part: Part, boundary: bytes, budget: _Budget) -> list[tuple[int, int]]:
    raw, end = part.raw, part.end
    delimiter = b"--" + boundary
    pieces: list[tuple[int, int]] = []
    opened = -1
    at = raw.find(delimiter, part.start, end)
    while at >= 0 and budget.parts > 0 and budget.looks > 0:
        budget.looks -= 1
        line_end = raw.find(b"\n", at + len(delimiter), end)
        line_end = end if line_end < 0 else line_end + 1
        starts_line = at == part.start or raw[at - 1] == 0x0A
        rest = raw[at + len(delimiter) : min(line_end, at + len(delimiter) + 80)].strip()
        if starts_line and rest in (b"", b"--"):
            if opened >= 0:
                pieces.append((opened, _before_newline(raw, at, opened)))
            # Parts after the closing line are read too: programs that use one boundary twice write such.
            opened = -1 if rest else line_end
            budget.parts -= not rest
        at = raw.find(delimiter, line_end, end)
    if opened >= 0 and opened < end:
        pieces.append((opened, end))
    return pieces


def _before_newline(raw: bytes, at: int, floor: int) -> int:
    """The line break before a boundary belongs to the boundary (RFC 2046, 5.1.1)."""
    if at - 1 >= floor and raw[at - 1] == 0x0A:
        at -= 1
        if at - 1 >= floor and raw[at - 1] == 0x0D:
            at -= 1
    return at
