"""Undoing the transfer encodings of RFC 2045 section 6, also where they are broken."""

import binascii
import re

_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_NOT_BASE64 = bytes(set(range(256)) - set(_BASE64))
_TIDY = re.compile(rb"[A-Za-z0-9+/\r\n]+")
_LOOK = 4096
_WORD_SPACE = re.compile(rb"[\w,.!?][ \t]+(?=\w)")
_PADDED = re.compile(rb"=+")
_SOFT_END = re.compile(rb"=[ \t]+\r?\n")  # spaces that were added on the way (RFC 2045, 6.7, rule 3)
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} [^\r\n]*\r?\n", re.MULTILINE)


def undo(data: memoryview, encoding: str) -> bytes:
    """The bytes that `data` carries; `data` itself when it isn't what `encoding` claims."""
    encoding = encoding.strip(" \t\r\n\"';").lower()
    if encoding == "base64":
        return _from_tidy_base64(data) or _from_base64(bytes(data))
    if encoding in ("quoted-printable", "quotedprintable", "qp"):
        return binascii.a2b_qp(_SOFT_END.sub(b"=\n", bytes(data)))
    if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return _from_uu(bytes(data))
    return bytes(data)


def _from_tidy_base64(data: memoryview) -> bytes:
    """Tidy base64 padded at its end only, decoded without a copy on the way; nothing for any other."""
    beginning, end = bytes(data[:_LOOK]), bytes(data[-_LOOK:])
    if not _TIDY.fullmatch(beginning.rstrip(b"= \t\r\n")) or not _TIDY.fullmatch(end.rstrip(b"= \t\r\n")):
        return b""
    try:
        decoded = binascii.a2b_base64(data)
    except binascii.Error:
        return b""
    # It stops at the first padding: what is much shorter than its letters went on after one.
    return decoded if len(decoded) >= len(data) * 7 // 10 - 8 else b""


def _from_base64(data: bytes) -> bytes:
    letters = data.translate(None, _NOT_BASE64)
    # White space is expected around lines; much of it between letters, or much else, was never base64.
    others = len(data) - len(letters) - sum(map(data.count, (b"\r", b"\n", b" ", b"\t")))
    if not letters or others > len(letters) // 4 or len(_WORD_SPACE.findall(data)) > len(letters) // 40:
        return data
    if b"=" not in letters.rstrip(b"="):
        return _decode_letters(letters)
    # Several encoded pieces in a row, each with its padding: list programs append their footer so.
    return b"".join(_decode_letters(piece) for piece in _PADDED.split(letters)[:10_000])


def _decode_letters(letters: bytes) -> bytes:
    letters = letters.rstrip(b"=")
    if len(letters) % 4 == 1:  # a cut: one letter carries no whole byte
        letters = letters[:-1]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def _from_uu(data: bytes) -> bytes:
    begin = _UU_BEGIN.search(data)
    if begin is None:
        return data
    out = []
    for line in data[begin.end() :].splitlines():
        if not line or line in (b"end", b"`"):
            break
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            # Lines padded too long by some encoders: the first character says how many bytes they carry.
            length = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                out.append(binascii.a2b_uu(line[:length]))
            except binascii.Error:
                break
    return b"".join(out)
