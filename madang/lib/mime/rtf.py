"""Words of rich text (RTF 1.9), also where it wraps HTML or is compressed (MS-OXRTFCP, MS-OXRTFEX)."""

import re
from html import escape

from madang.lib.mime.charsets import codec_for

MAX_BYTES = 400_000
"""Of one decompressed text."""

_FIRST_WORDS = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_COMPRESSED, _PLAIN = b"LZFu", b"MELA"
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,9})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_SILENT = frozenset(b"fonttbl colortbl stylesheet info pict header footer footnote object themedata".split())
_SIGNS = {
    b"par": "\n", b"line": "\n", b"row": "\n", b"cell": "\t", b"tab": "\t", b"emdash": "—", b"endash": "–",
    b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•",
}  # fmt: skip


def decompress(data: bytes) -> bytes:
    """The RTF in a compressed block; empty for one that is none, cut where it breaks off."""
    kind = data[8:12]
    if kind == _PLAIN:
        return data[16 : 16 + MAX_BYTES]
    if kind != _COMPRESSED:
        return b""
    window = bytearray(_FIRST_WORDS.ljust(4096, b"\x00"))
    write = len(_FIRST_WORDS)
    out = bytearray()
    at, size = 16, len(data)
    while at < size and len(out) < MAX_BYTES:
        flags = data[at]
        at += 1
        for bit in range(8):
            if flags >> bit & 1:
                if at + 1 >= size:
                    return bytes(out)
                offset, length = data[at] << 4 | data[at + 1] >> 4, (data[at + 1] & 15) + 2
                at += 2
                if offset == write:
                    return bytes(out)
                for step in range(length):
                    byte = window[(offset + step) & 4095]
                    out.append(byte)
                    window[write] = byte
                    write = (write + 1) & 4095
            elif at < size:
                out.append(data[at])
                window[write] = data[at]
                write = (write + 1) & 4095
                at += 1
    return bytes(out)


def read_rtf(data: bytes) -> tuple[str, str]:
    """The text of RTF, or the HTML that it wraps: one of the two is empty."""
    wraps = b"\\fromhtml" in data[:1000]
    reader = _Reader(wraps=wraps)
    for found in _TOKEN.finditer(data[:MAX_BYTES]):
        reader.take(found)
    reader.flush()
    words = "".join(reader.out)
    return ("", words) if wraps else (words.strip(), "")


class _Reader:
    def __init__(self, *, wraps: bool) -> None:
        self.wraps = wraps
        self.out: list[str] = []
        self.pending = bytearray()
        self.codec = "cp1252"
        self.groups: list[tuple[bool, bool, int]] = []
        self.silent = self.tag = self.hidden = False  # in a group without words; in HTML markup; RTF's own
        self.fallback, self.skip = 1, 0  # characters that stand in for a \\u, and how many are still due

    def take(self, found: re.Match[bytes]) -> None:
        word, number, byte, sign, brace, text = found.groups()
        if byte is not None:
            if self.skip:
                self.skip -= 1
            elif self.speaks():
                self.pending.append(int(byte, 16))
            return
        if text is not None:
            kept = text[self.skip :]
            self.skip = max(0, self.skip - len(text))
            if self.speaks() and kept:
                self.flush()
                self.put(kept.decode(self.codec, "replace"))
            return
        self.flush()
        if brace == b"{":
            if len(self.groups) < 1000:
                self.groups.append((self.silent, self.tag, self.fallback))
        elif brace == b"}":
            if self.groups:
                self.silent, self.tag, self.fallback = self.groups.pop()
        elif sign is not None:
            self.symbol(sign)
        elif word is not None:
            self.command(word, int(number) if number is not None else None)

    def symbol(self, sign: bytes) -> None:
        if sign == b"*":
            self.silent = True
        elif self.speaks():
            self.put({b"~": "\u00a0", b"_": "-"}.get(sign, sign.decode("latin-1") if sign in b"\\{}" else ""))

    def command(self, word: bytes, number: int | None) -> None:
        if word == b"htmltag" and self.wraps:
            self.silent, self.tag = False, True
        elif word == b"htmlrtf":
            self.hidden = number != 0
        elif word == b"ansicpg" and number:
            self.codec = codec_for(f"cp{number}") or self.codec
        elif word == b"uc":
            self.fallback = min(number or 0, 10)
        elif word == b"u" and number is not None:
            if self.speaks():
                self.put(chr(number & 0xFFFF))
            self.skip = self.fallback
        elif word in _SILENT:
            self.silent = True
        elif word in _SIGNS and self.speaks():
            self.put(_SIGNS[word] if not self.wraps or self.tag or word not in (b"par", b"line") else "\n")

    def speaks(self) -> bool:
        return not self.silent and not (self.wraps and self.hidden and not self.tag)

    def put(self, text: str) -> None:
        self.out.append(escape(text) if self.wraps and not self.tag else text)

    def flush(self) -> None:
        if self.pending:
            self.put(bytes(self.pending).decode(self.codec, "replace"))
            self.pending.clear()
