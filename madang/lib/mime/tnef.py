"""What is inside a winmail.dat (MS-OXTNEF): Outlook's own wrapping of a message and its files."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from madang.lib.mime.charsets import decode
from madang.lib.mime.rtf import decompress, read_rtf

SIGNATURE = b"\x78\x9f\x3e\x22"

MAX_FILES = 200
MAX_PROPERTIES = 2000
MAX_VALUES = 100

_BODY, _CODEPAGE, _MESSAGE_PROPERTIES = 0x800C, 0x9007, 0x9003
_NEW_FILE, _FILE_TITLE, _FILE_DATA, _FILE_PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005
_TEXT, _UNICODE, _BINARY, _OBJECT = 0x1E, 0x1F, 0x102, 0x0D
_MANY = 0x1000
_SIZES = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_PLAIN_BODY, _HTML_BODY, _RTF_BODY, _INTERNET_CODEPAGE = 0x1000, 0x1013, 0x1009, 0x3FDE
_LONG_NAME, _SHORT_NAME, _SHOWN_NAME = 0x3707, 0x3704, 0x3001
_MIME_TYPE, _CONTENT_ID, _CONTENT = 0x370E, 0x3712, 0x3701

Values = dict[int, bytes | str | int]


@dataclass(slots=True)
class WrappedFile:
    """A file as it was wrapped; `name` and `content_type` are as written, or empty."""

    name: str = ""
    content_type: str = ""
    content_id: str = ""
    content: bytes = b""


@dataclass(slots=True)
class Wrapped:
    """The words of the message, as text or HTML or both, and its files."""

    text: str = ""
    html: str = ""
    files: list[WrappedFile] = field(default_factory=list)


def unwrap(data: bytes) -> Wrapped | None:
    """What `data` wraps, as far as it can be read; None when it is no winmail.dat. Never raises."""
    if not data.startswith(SIGNATURE):
        return None
    wrapped, charset, body = Wrapped(), "", b""
    for kind, value in _attributes(data):
        if kind == _CODEPAGE and len(value) >= 4:
            charset = f"cp{struct.unpack_from('<I', value)[0]}"
        elif kind == _BODY:
            body = value
        elif kind == _MESSAGE_PROPERTIES:
            _read_message(_properties(value, charset), wrapped, charset)
        elif kind == _NEW_FILE:
            if len(wrapped.files) >= MAX_FILES:
                break
            wrapped.files.append(WrappedFile())
        elif wrapped.files:
            _read_file(kind, value, wrapped.files[-1], charset)
    if not wrapped.text and body:
        wrapped.text = decode(body.rstrip(b"\x00"), charset)
    wrapped.files = [file for file in wrapped.files if file.content or file.name]
    return wrapped


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 6
    while at + 9 <= len(data):
        level, kind, _, length = struct.unpack_from("<BHHI", data, at)
        if level not in (1, 2) or at + 9 + length > len(data):
            return
        yield kind, data[at + 9 : at + 9 + length]
        at += 9 + length + 2  # a checksum follows, which says nothing about words


def _read_message(values: Values, wrapped: Wrapped, charset: str) -> None:
    text, html, rtf = values.get(_PLAIN_BODY), values.get(_HTML_BODY), values.get(_RTF_BODY)
    if isinstance(text, str):
        wrapped.text = text
    if isinstance(html, bytes):
        page = values.get(_INTERNET_CODEPAGE)
        label = "utf-8" if page == 65001 else f"cp{page}" if isinstance(page, int) else charset
        html = decode(html.rstrip(b"\x00"), label)
    if isinstance(html, str):
        wrapped.html = html
    if isinstance(rtf, bytes) and not wrapped.html:
        plain, rich = read_rtf(decompress(rtf))
        wrapped.text, wrapped.html = wrapped.text or plain, rich


def _read_file(kind: int, value: bytes, file: WrappedFile, charset: str) -> None:
    if kind == _FILE_TITLE:
        file.name = file.name or decode(value.rstrip(b"\x00"), charset)
    elif kind == _FILE_DATA:
        file.content = file.content or value
    elif kind == _FILE_PROPERTIES:
        values = _properties(value, charset)
        for number in (_SHOWN_NAME, _SHORT_NAME, _LONG_NAME):
            name = values.get(number)
            file.name = name if isinstance(name, str) and name else file.name
        content_type, content_id, content = (values.get(one) for one in (_MIME_TYPE, _CONTENT_ID, _CONTENT))
        file.content_type = content_type if isinstance(content_type, str) else file.content_type
        file.content_id = content_id if isinstance(content_id, str) else file.content_id
        if isinstance(content, bytes) and not file.content:
            file.content = content


def _properties(data: bytes, charset: str) -> Values:
    """The properties by number; what breaks off ends the row."""
    values: Values = {}
    try:
        for number, value in _walk(data, charset):
            values.setdefault(number, value)
    except struct.error:
        pass
    return values


def _walk(data: bytes, charset: str) -> Iterator[tuple[int, bytes | str | int]]:
    count, at = struct.unpack_from("<I", data)[0], 4
    for _ in range(min(count, MAX_PROPERTIES)):
        kind, number = struct.unpack_from("<HH", data, at)
        at += 4
        if number >= 0x8000:  # named: who named it, and a number or a name
            named = struct.unpack_from("<I", data, at + 16)[0]
            length = struct.unpack_from("<I", data, at + 20)[0]
            at += 24 + (_padded(length) if named else 0)
        base, many = kind & ~_MANY, bool(kind & _MANY)
        varies = base in (_TEXT, _UNICODE, _BINARY, _OBJECT)
        amount = 1
        if many or varies:
            amount = struct.unpack_from("<I", data, at)[0]
            at += 4
        for index in range(min(amount, MAX_VALUES)):
            if varies:
                length = struct.unpack_from("<I", data, at)[0]
                value = data[at + 4 : at + 4 + length]
                at += 4 + _padded(length)
                if index == 0 and at <= len(data) + 4:
                    yield number, _meaning(base, value, charset)
            elif base in _SIZES:
                if index == 0 and _SIZES[base] == 4:
                    yield number, struct.unpack_from("<I", data, at)[0]
                at += _SIZES[base]
            else:
                return
        if amount > MAX_VALUES or at > len(data):
            return


def _meaning(kind: int, value: bytes, charset: str) -> bytes | str:
    if kind == _UNICODE:
        return value.decode("utf-16-le", "replace").rstrip("\x00")
    if kind == _TEXT:
        return decode(value.rstrip(b"\x00"), charset)
    return value[16:] if kind == _OBJECT else value  # an object begins with the id of its interface


def _padded(length: int) -> int:
    return (length + 3) & ~3
