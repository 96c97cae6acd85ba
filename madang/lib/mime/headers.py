"""Header fields: cutting them from the bytes, and the text they mean (RFC 5322, RFC 2047) as really sent."""

import binascii
import re
from dataclasses import dataclass, field

from madang.lib.mime.charsets import decode, guess

MAX_FIELDS = 1000
"""Fields of one part that are read; the rest is skipped."""

MAX_VALUE = 256 * 1024
"""Bytes of one field that are read: room for some 5,000 addresses."""

MAX_BLOCK = 4 * 1024 * 1024
"""Bytes of one part's header block."""

_NAME = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_FOLD = re.compile(rb"\r?\n[ \t]*|\r")
_WORD = re.compile(r"=\?([^?\s=]{0,60})\?([bBqQ])\?([^?]*)(?:\?=|\?$|$)")
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")


@dataclass(slots=True)
class Fields:
    """The header fields of one part: values as unfolded raw bytes, by name in lower case, in order."""

    by_name: dict[str, list[bytes]] = field(default_factory=dict)

    def first(self, name: str, *, hint: str = "") -> str:
        """Text of the first field `name`, its charset repaired, encoded words left as they are; or empty."""
        values = self.by_name.get(name)
        return text_of(values[0], hint=hint) if values else ""

    def all(self, name: str, *, hint: str = "") -> list[str]:
        """Text of every field `name`."""
        return [text_of(value, hint=hint) for value in self.by_name.get(name, ())]

    def __contains__(self, name: str) -> bool:
        return name in self.by_name


def text_of(value: bytes, *, hint: str = "") -> str:
    """Text of a raw header value: ASCII, else UTF-8, else `hint`, else what it looks like."""
    return value.decode("ascii") if value.isascii() else guess(value, hint=hint)


def read_fields(raw: bytes, start: int, end: int) -> tuple[Fields, int]:
    """The fields that begin at `start`, and where the body begins.

    A line that is neither a field, nor a continuation, nor empty ends the headers and belongs to the body.
    """
    fields: dict[str, list[bytes]] = {}
    count = 0
    at, limit = start, min(end, start + MAX_BLOCK)
    while at < limit:
        line_end = raw.find(b"\n", at, limit) + 1 or limit
        first = raw[at]
        if first in b"\r\n" and not raw[at:line_end].strip(b"\r\n"):
            return Fields(fields), line_end
        found = _NAME.match(raw, at, min(line_end, at + 256))
        if found is None and (first not in b" \t" or (fields and raw[at:line_end].strip())):
            return Fields(fields), at
        # Continuation lines; one of white space alone ends nothing, but an empty one does.
        while line_end < limit and raw[line_end] in b" \t":
            line_end = raw.find(b"\n", line_end, limit) + 1 or limit
        if found is not None and count < MAX_FIELDS:
            value = raw[found.end() : min(line_end, found.end() + MAX_VALUE)]
            value = value.strip(b" \t\r\n").replace(b"\x00", b"")
            if b"\n" in value or b"\r" in value:
                value = _FOLD.sub(b" ", value)
            fields.setdefault(found[1].decode("ascii").lower(), []).append(value)
            count += 1
        at = line_end
    return Fields(fields), at


def decode_words(value: str) -> str:
    """`value` with its encoded words read (RFC 2047), also in places where they should not stand.

    Neighbours of one charset are joined before they are read, because many programs cut between the bytes of
    one character.
    """
    if "=?" not in value:
        return value
    out: list[str] = []
    pending, charset = b"", ""
    at = 0
    for found in _WORD.finditer(value):
        between = value[at : found.start()]
        label = found[1].partition("*")[0]
        if not pending:
            out.append(between)
        elif between.strip() or label.lower() != charset.lower():
            out += [decode(pending, charset), between if between.strip() else ""]
            pending = b""
        charset = label
        pending += _word_bytes(found[2], found[3])
        at = found.end()
    if pending:
        out.append(decode(pending, charset))
    out.append(value[at:])
    return "".join(out)


def _word_bytes(encoding: str, text: str) -> bytes:
    data = text.encode("utf-8", "replace")
    if encoding in "qQ":
        return _HEX.sub(lambda found: binascii.unhexlify(found[1]), data.replace(b"_", b" "))
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))
