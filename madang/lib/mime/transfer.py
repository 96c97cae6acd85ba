"""Undoing the transfer encodings of RFC 2045 section 6, also where they are broken."""

import binascii
import re

_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_NOT_BASE64 = bytes(set(range(256)) - set(_BASE64))
_PADDED = re.compile(rb"=+")
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} [^\r\n]*\r?\n", re.MULTILINE)


def undo(data: bytes, encoding: str) -> bytes:
    """The bytes that `data` carries; `data` itself when it isn't what `encoding` claims."""
    encoding = encoding.strip(" \t\r\n\"';").lower()
    if encoding == "base64":
        return _from_base64(data)
    if encoding in ("quoted-printable", "quotedprintable", "qp"):
        return binascii.a2b_qp(data)
    if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return _from_uu(data)
    return data


def _from_base64(data: bytes) -> bytes:
    letters = data.translate(None, _NOT_BASE64)
    # White space is expected among the letters; much else means that this was never base64.
    others = len(data) - len(letters) - sum(map(data.count, (b"\r", b"\n", b" ", b"\t")))
    if not letters or others > len(letters) // 4:
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
