"""Content-Type and Content-Disposition with their parameters (RFC 2045, RFC 2231) as really sent."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote, unquote_to_bytes

from madang.lib.mime.charsets import decode
from madang.lib.mime.headers import decode_words

MAX_PARAMETERS = 200
MAX_CHARACTERS = 20_000

_TYPE = re.compile(r"([a-z0-9!#$&^_.+-]{1,60})/([a-z0-9!#$&^_.+-]{1,100})")
# A value: quoted, or up to the next semicolon. Encoded words may hold what would end an unquoted value.
_PARAMETER = re.compile(
    r""";\s*([^\s=;"]{1,100}?)\s*=\s*(?:"((?:[^"\\]|\\.)*)(?:"|$)|((?:=\?[^?\s]*\?[bBqQ]\?[^?]*\?=\s*)+|[^;]*))""",
    re.DOTALL,
)
_SECTION = re.compile(r"([^*]+)\*(\d{1,3})?(\*)?")
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")


@dataclass(frozen=True, slots=True)
class ContentType:
    """`main`/`sub` in lower case with the parameters, encoded ones read."""

    main: str
    sub: str
    parameters: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """For example "text/plain"."""
        return f"{self.main}/{self.sub}"

    @property
    def charset(self) -> str:
        """The charset's label as claimed."""
        return self.parameters.get("charset", "")

    @property
    def boundary(self) -> str:
        """The boundary of a multipart, without the two hyphens."""
        return self.parameters.get("boundary", "").rstrip()


def read_content_type(value: str, *, default: str = "text/plain") -> ContentType:
    """What a Content-Type says; `default` when it is missing or says nothing that can be read."""
    head, _, _ = value.partition(";")
    name = head.strip().lower()
    found = _TYPE.fullmatch(name) or _TYPE.match(name)
    if found is None:
        # "text", "html" or "pdf" alone are written by old programs.
        guessed = {"text": "text/plain", "html": "text/html"}.get(name, default if not name else "")
        main, sub = (guessed or "application/octet-stream").split("/")
    else:
        main, sub = found[1], found[2]
    return ContentType(main, sub, read_parameters(value))


def read_parameters(value: str) -> dict[str, str]:
    """The parameters after the first semicolon, names in lower case; of two alike the first counts."""
    value = value[:MAX_CHARACTERS]
    if ";" not in value:
        return {}
    simple: dict[str, str] = {}
    sections: dict[str, dict[int, tuple[bool, str]]] = {}
    for count, found in enumerate(_PARAMETER.finditer(value, value.index(";"))):
        if count >= MAX_PARAMETERS:
            break
        name = found[1].lower()
        quoted = found[2]
        text = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None and '\\"' in quoted else quoted
        text = (found[3] or "").strip() if text is None else text
        section = _SECTION.fullmatch(name)
        if section is None:
            simple.setdefault(name, text)
        else:
            pieces = sections.setdefault(section[1], {})
            encoded = bool(section[3]) or section[2] is None
            pieces.setdefault(int(section[2] or 0), (encoded, text))
    read = {name: _extended(pieces) for name, pieces in sections.items()}
    return {name: _simple(text) for name, text in simple.items()} | {k: v for k, v in read.items() if v}


def _simple(text: str) -> str:
    if "=?" in text:
        return decode_words(text)
    return text


def unpercent(text: str) -> str:
    """`text` with %XX read when it is UTF-8 outside ASCII: a wrong but common way to write a file name."""
    if not _PERCENT.search(text):
        return text
    try:
        read = unquote(text, encoding="utf-8", errors="strict")
    except UnicodeError:
        return text
    return text if read.isascii() else read


def _extended(pieces: dict[int, tuple[bool, str]]) -> str:
    """RFC 2231: charset'language'percent-encoded, in numbered pieces that may cut a character."""
    charset = ""
    data = b""
    percent_encoded = ""  # of pieces in a row: some programs cut even inside %XX
    for position, number in enumerate(sorted(pieces)):
        encoded, text = pieces[number]
        if position == 0 and encoded and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        if encoded:
            percent_encoded += text
        else:
            data += unquote_to_bytes(percent_encoded) + text.encode("utf-8", "replace")
            percent_encoded = ""
    return _simple(decode(data + unquote_to_bytes(percent_encoded), charset))


@lru_cache(maxsize=256)
def is_type(name: str) -> bool:
    """Whether `name` can stand as a content type."""
    return _TYPE.fullmatch(name) is not None
