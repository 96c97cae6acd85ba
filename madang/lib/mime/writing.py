"""Writing mail: header values and parts as bytes that every server takes and that are the same each time."""

import binascii
import re
from base64 import b64encode
from urllib.parse import quote

LINE = 76
MAX_LINE = 998
"""RFC 5322, 2.1.1."""

_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_TOKEN = re.compile(r"[A-Za-z0-9!#$&^_.+-]+")
_FROM = re.compile(rb"^From ", re.MULTILINE)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")


def header(name: str, value: str) -> bytes:
    r"""One folded header field with its line end; line ends and controls in `value` become spaces.

    `value` is written as it is when it can be, else as encoded words (RFC 2047).
    """
    value = _CONTROLS.sub(" ", value).strip()
    if not _can_stand(value):
        return _folded(name, encoded_words(value))
    return _folded(name, value.split(" "))


def structured(name: str, pieces: list[str]) -> bytes:
    """One header field of ready `pieces`, folded only between them."""
    return _folded(name, pieces)


def phrase(text: str) -> str:
    """A name as it stands before an address: bare, quoted or in encoded words."""
    text = _CONTROLS.sub(" ", text).strip()
    if not text.isascii() or "=?" in text or len(text) > 200:
        return " ".join(encoded_words(text))
    if _ATOM.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def encoded_words(text: str) -> list[str]:
    """`text` in encoded words of at most 75 characters, none of which cuts a character."""
    words: list[str] = []
    chunk = b""
    for character in text:
        data = character.encode("utf-8", "replace")
        if len(chunk) + len(data) > 45:
            words.append(f"=?utf-8?b?{b64encode(chunk).decode()}?=")
            chunk = b""
        chunk += data
    if chunk:
        words.append(f"=?utf-8?b?{b64encode(chunk).decode()}?=")
    return words


def parameter(name: str, value: str, *, encoded: bool = True) -> str:
    """`name=value` of a Content-… field: quoted, or as RFC 2231 says when it is not ASCII.

    Without `encoded` encoded words are put in quotes instead: wrong, but what old programs read in `name`.
    """
    value = _CONTROLS.sub(" ", value).strip()
    if value.isascii():
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f"{name}={value}" if _TOKEN.fullmatch(value) else f'{name}="{escaped}"'
    if not encoded:
        return f'{name}="{" ".join(encoded_words(value))}"'
    pieces = ["utf-8''"]
    for character in value:
        written = quote(character, safe="", errors="replace")
        if len(pieces[-1]) + len(written) > 58:
            pieces.append("")
        pieces[-1] += written
    if len(pieces) == 1:
        return f"{name}*={pieces[0]}"
    return "; ".join(f"{name}*{number}*={piece}" for number, piece in enumerate(pieces))


def text_part(kind: str, text: str, *, forbidden: bytes) -> bytes:
    """A text part with its headers; `forbidden` (the boundaries' beginning) never stands bare in it."""
    data = "\r\n".join(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")).encode("utf-8", "replace")
    lines = data.split(b"\r\n")
    head = f"Content-Type: {kind}; charset=utf-8\r\n".encode()
    bare = data.isascii() and forbidden not in data and b"\x00" not in data
    # "From " is changed by mail stores, and a space at the end by servers on the way.
    if bare and not any(
        len(one) > LINE + 2 or one.startswith(b"From ") or one.endswith((b" ", b"\t")) for one in lines
    ):
        return head + b"Content-Transfer-Encoding: 7bit\r\n\r\n" + data + b"\r\n"
    # With a line end in the data, so that it breaks long lines by CRLF too.
    printable = binascii.b2a_qp(data + b"\r\n", istext=True)
    if len(printable) <= len(data) * 4 // 3 + 100 and not _FROM.search(printable):
        return head + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + printable
    return head + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64_lines(data)


def base64_lines(data: bytes) -> bytes:
    """`data` in base64, in lines of 76 characters."""
    return b"".join(
        binascii.b2a_base64(data[at : at + 57], newline=False) + b"\r\n" for at in range(0, len(data), 57)
    )


def multipart(kind: str, boundary: str, pieces: list[bytes], *, parameters: str = "") -> bytes:
    """A multipart with its headers; each of `pieces` is a whole part ended by a line end."""
    head = f'Content-Type: multipart/{kind};{parameters} boundary="{boundary}"\r\n\r\n'.encode()
    delimiter = f"--{boundary}".encode()
    body = b"".join(delimiter + b"\r\n" + piece for piece in pieces)
    return head + body + delimiter + b"--\r\n"


def _can_stand(value: str) -> bool:
    longest = max(map(len, value.split(" ")), default=0)
    return value.isascii() and "=?" not in value and longest <= LINE and "  " not in value


def _folded(name: str, pieces: list[str]) -> bytes:
    out = f"{name}:"
    width = len(out)
    for piece in pieces:
        if width + 1 + len(piece) > LINE + 2 and width > len(name) + 1:
            out += "\r\n"
            width = 0
        out += f" {piece}"
        width += 1 + len(piece)
    return out.encode("ascii", "replace") + b"\r\n"
