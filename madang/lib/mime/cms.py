"""The content of an opaque S/MIME message: what stands inside the signature's envelope (RFC 5652, 5.2).

Nothing is verified here. BER is walked, not decoded, because mail programs write lengths of both kinds.
"""

from dataclasses import dataclass

MAX_DEPTH = 12
MAX_ELEMENTS = 20_000

_SEQUENCE, _OCTETS, _IDENTIFIER, _TAGGED = 0x30, 0x04, 0x06, 0xA0
_SIGNED = bytes.fromhex("2a864886f70d010702")
_DATA = bytes.fromhex("2a864886f70d010701")


class _Malformed(Exception):
    pass


@dataclass(slots=True)
class _Element:
    tag: int
    start: int
    end: int  # of the content
    next: int


class _Walker:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.left = MAX_ELEMENTS

    def read(self, at: int, end: int, depth: int = 0) -> _Element:
        """The element at `at`; of one without a length the end is found by its children."""
        self.left -= 1
        if self.left < 0 or depth > MAX_DEPTH or at + 2 > end:
            raise _Malformed
        tag, first = self.data[at], self.data[at + 1]
        if tag & 0x1F == 0x1F:
            raise _Malformed
        start = at + 2
        if first == 0x80:
            inner = start
            while self.data[inner : inner + 2] != b"\x00\x00":
                inner = self.read(inner, end, depth + 1).next
            return _Element(tag, start, inner, inner + 2)
        if first > 0x80:
            size = first & 0x7F
            length = int.from_bytes(self.data[start : start + size], "big")
            start += size
        else:
            length = first
        if start + length > end:
            raise _Malformed
        return _Element(tag, start, start + length, start + length)

    def expect(self, tag: int, at: int, end: int) -> _Element:
        found = self.read(at, end)
        if found.tag != tag:
            raise _Malformed
        return found

    def octets(self, element: _Element, depth: int = 0) -> bytes:
        """The bytes of a string that may come in pieces."""
        if element.tag == _OCTETS:
            return self.data[element.start : element.end]
        if element.tag != _OCTETS | 0x20 or depth > MAX_DEPTH:
            raise _Malformed
        pieces, at = [], element.start
        while at < element.end:
            piece = self.read(at, element.end, depth + 1)
            pieces.append(self.octets(piece, depth + 1))
            at = piece.next
        return b"".join(pieces)


def signed_content(data: bytes) -> bytes | None:
    """What a signed-data message carries; None when it is none, or carries nothing. Never raises."""
    walker = _Walker(data)
    try:
        info = walker.expect(_SEQUENCE, 0, len(data))
        kind = walker.expect(_IDENTIFIER, info.start, info.end)
        if data[kind.start : kind.end] != _SIGNED:
            return None
        wrapped = walker.expect(_TAGGED, kind.next, info.end)
        signed = walker.expect(_SEQUENCE, wrapped.start, wrapped.end)
        version = walker.read(signed.start, signed.end)
        digests = walker.read(version.next, signed.end)
        content = walker.expect(_SEQUENCE, digests.next, signed.end)
        inner = walker.expect(_IDENTIFIER, content.start, content.end)
        if data[inner.start : inner.end] != _DATA or inner.next >= content.end:
            return None
        holder = walker.expect(_TAGGED, inner.next, content.end)
        return walker.octets(walker.read(holder.start, holder.end))
    except _Malformed:
        return None
