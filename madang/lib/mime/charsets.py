"""Bytes and the charset that the sender claims, to text.

Labels are often wrong in known ways: Korean programs call cp949 "ks_c_5601-1987" or "euc-kr", Chinese ones
call gb18030 "gb2312", Western ones call windows-1252 "iso-8859-1", and many say something else than the UTF-8
they send. The table follows the WHATWG Encoding Standard (https://encoding.spec.whatwg.org/#names-and-labels).
"""

import codecs
import re
from functools import lru_cache

_ESCAPE = b"\x1b"
_LABEL = re.compile(r"[a-z0-9][a-z0-9_:.-]{0,39}")
_REPLACED = "\ufffd"

_GROUPS = {
    "cp949": """
        cp949 ms949 uhc windows-949 x-windows-949 ks_c_5601 ks_c_5601-1987 ks_c_5601-1989 ks-c-5601-1987
        ksc5601 ksc_5601 ksc5601-1987 ks_x_1001 ksx1001 korean iso-ir-149 csksc56011987 euc-kr euckr euc_kr
        x-euc-kr cseuckr 5601 ks_c_5601_1987
    """,
    "gb18030": """
        gb18030 gb2312 gb_2312 gb_2312-80 gb2312-80 gbk x-gbk cp936 ms936 windows-936 euc-cn euccn x-euc-cn
        chinese csgb2312 iso-ir-58 gb
    """,
    "big5hkscs": "big5 big-5 big5-hkscs big5hkscs cn-big5 csbig5 x-x-big5 cp950 windows-950",
    "cp932": """
        shift_jis shift-jis shiftjis sjis x-sjis ms_kanji ms932 cp932 windows-31j windows-932 csshiftjis
    """,
    "euc_jp": "euc-jp eucjp x-euc-jp ujis cseucpkdfmtjapanese",
    "iso2022_kr": "iso-2022-kr iso2022kr iso2022-kr csiso2022kr",
    "iso2022_jp": """
        iso-2022-jp iso2022jp iso2022-jp iso-2022-jp-1 iso-2022-jp-2 iso-2022-jp-3 iso-2022-jp-ms
        csiso2022jp jis cp50220 cp50221
    """,
    "cp1252": """
        iso-8859-1 iso8859-1 iso_8859-1 iso88591 latin1 latin-1 l1 windows-1252 cp1252 cp-1252 x-cp1252 ansi
        iso-8859-1-windows-3.1-latin-1 iso-8859-1:1987 cp819 ibm819 windows-latin1
    """,
    "cp1254": "iso-8859-9 iso8859-9 iso_8859-9 latin5 l5 windows-1254 cp1254 x-cp1254",
    "cp874": "iso-8859-11 iso8859-11 tis-620 tis620 windows-874 cp874 dos-874",
    "utf-8": "utf-8 utf8 utf_8 unicode-1-1-utf-8 utf-8-sig utf8mb4 utf x-utf-8 unicode-utf-8 utf-8n",
    "utf-16": "utf-16 utf16 unicode ucs-2 iso-10646-ucs-2 csunicode",
    "": """
        us-ascii ascii ansi_x3.4-1968 iso646-us us 7bit 8bit binary unknown unknown-8bit x-unknown default
        none user-defined x-user-defined auto charset utf-7bit undefined
    """,
}
_BY_LABEL = {label: codec for codec, labels in _GROUPS.items() for label in labels.split()}
# Text codecs that Python may look up by the label itself; its others (base64, zip, idna …) are not charsets.
_SAFE = re.compile(
    r"iso8859-\d+|cp\d{3,4}|koi8-[rut]|mac-?\w+|utf-(7|8|16|32)(-[bl]e)?|hz|johab|euc_jis\w*|shift_jis\w*"
    r"|iso2022_\w+|kz1048|ptcp154|hp-roman8"
)
_MULTIBYTE = frozenset({"cp949", "gb18030", "big5hkscs", "cp932", "euc_jp", "johab"})
_NOT_ASCII = re.compile(rb"[\x80-\xff]+")
_SHIFTS = re.compile(rb"[\x0e\x1b]")  # with these, seven bits can hold Korean or Japanese
_JIS_SHIFT = re.compile(rb"\x1b(\$[@B]|\$\([A-Q]|\([BJI])")


@lru_cache(maxsize=512)
def codec_for(label: str) -> str:
    """Python codec that reads text labelled `label`; empty when the label says nothing that helps."""
    label = label.strip(" \t\r\n\"'<>;,").lower().partition("*")[0]
    if not _LABEL.fullmatch(label):
        return ""
    for name in (label, label.replace("_", "-"), label.removeprefix("x-"), label.removeprefix("cs")):
        if name in _BY_LABEL:
            return _BY_LABEL[name]
    for name in (
        label,
        label.replace("cp-", "cp"),
        label.replace("windows-", "cp"),
        label.removeprefix("x-"),
    ):
        try:
            found = codecs.lookup(name).name
        except (LookupError, ValueError):
            continue
        if _SAFE.fullmatch(found):
            return _BY_LABEL.get(found, found)
    return ""


def decode(data: bytes, label: str = "", *, hint: str = "") -> str:
    """Text of `data`, which the sender calls `label`; never raises, never returns surrogates.

    `hint` is tried for unlabelled bytes that are not UTF-8: a mail's body charset often explains its raw
    8-bit headers.
    """
    if (
        data.isascii()
        and not _SHIFTS.search(data)
        and label[:4].lower() not in ("utf-", "utf7", "hz", "hz-g")
    ):
        return data.decode("ascii")
    codec = codec_for(label) if label else ""
    if not codec:
        return guess(data, hint=hint)
    if codec == "utf-8":
        return _decode_utf8(data, hint=hint)
    if codec == "iso2022_kr":
        return _decode_iso2022_kr(data)
    if codec == "iso2022_jp":
        return _decode_iso2022_jp(data)
    if codec == "utf-16":
        return _decode_utf16(data)
    if _is_really_utf8(data, claimed=codec):
        return data.decode("utf-8", "replace")
    if codec == "cp1252" and _is_really_korean(data):
        return data.decode("cp949", "replace")
    return _decode_as(data, codec)


def guess(data: bytes, *, hint: str = "") -> str:
    """Text of bytes that no usable label comes with: UTF-8, else `hint`, else Korean, else Western."""
    if _ESCAPE in data:
        if b"\x1b$)C" in data:
            return _decode_iso2022_kr(data)
        if _JIS_SHIFT.search(data):
            return _decode_iso2022_jp(data)
    text = _strict(data, "utf-8")
    if text is not None:
        return text.removeprefix("\ufeff")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _decode_utf16(data)
    codec = codec_for(hint) if hint else ""
    if codec and codec not in ("utf-8", "cp1252"):
        text = _strict(data, codec)
        if text is not None:
            return text
    if _mostly_utf8(data):
        return data.decode("utf-8", "replace")
    if _strict(data, "euc_kr") is not None or _mostly_hangul(_strict(data, "cp949")):
        return data.decode("cp949", "replace")
    western, korean = _decode_as(data, "cp1252"), data.decode("cp949", "replace")
    return korean if _mostly_hangul(korean) else western


def _decode_as(data: bytes, codec: str) -> str:
    text = _strict(data, codec)
    if text is not None:
        return text
    if codec in _MULTIBYTE:
        other = _strict(data, "utf-8")
        if other is None and codec == "big5hkscs":
            other = _strict(data, "cp950")
        if other is None and codec == "cp932":
            other = _strict(data, "euc_jp")
        if other is not None:
            return other
        if _mostly_utf8(data):
            return data.decode("utf-8", "replace")
    try:
        return data.decode(codec, "replace")
    except (UnicodeError, LookupError, ValueError):
        return data.decode("utf-8", "replace")


def _decode_utf8(data: bytes, *, hint: str) -> str:
    text = _strict(data, "utf-8")
    if text is not None:
        return text.removeprefix("\ufeff")
    return data.decode("utf-8", "replace") if _mostly_utf8(data) else guess(data, hint=hint)


def _decode_utf16(data: bytes) -> str:
    if data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        utf8 = _strict(data, "utf-8")
        if utf8 is not None and "\x00" not in utf8:
            return utf8
        # RFC 2781, 4.3: big-endian without a mark; but zeros at odd places tell little-endian Latin text.
        little = data[1::2].count(0) > data[0::2].count(0)
        return data.decode("utf-16-le" if little else "utf-16-be", "replace")
    return data.decode("utf-16", "replace")


def _decode_iso2022_kr(data: bytes) -> str:
    """RFC 1557, also where the designator ESC $ ) C is missing, as in most encoded words."""
    pieces = re.split(rb"([\x0e\x0f])", re.sub(rb"\x1b\$\)C\r?\n?", b"", data))
    out, shifted = [], False
    for piece in pieces:
        if piece in (b"\x0e", b"\x0f"):
            shifted = piece == b"\x0e"
        elif shifted:
            # A line ends the shift (RFC 1557, section 3).
            korean, newline, rest = piece.partition(b"\n")
            out.append(bytes(b | 0x80 if 0x20 < b < 0x7F else b for b in korean) + newline + rest)
        else:
            out.append(piece)
    joined = b"".join(out)
    return joined.decode("cp949", "replace")


def _decode_iso2022_jp(data: bytes) -> str:
    """RFC 1468, with the NEC and IBM characters of cp50221, which Python doesn't know."""
    text = _strict(data, "iso2022_jp_ext")
    if text is not None:
        return text
    if _ESCAPE not in data:
        text = _strict(data, "cp932")
        return guess(data) if text is None else text
    out, mode = [], b"(B"
    for index, piece in enumerate(_JIS_SHIFT.split(data)):
        if index % 2:
            mode = piece
        elif mode in (b"$B", b"$@"):
            high = bytes(b | 0x80 if 0x20 < b < 0x7F else b for b in piece)
            out.append(high.decode("euc_jis_2004", "replace"))
        elif mode == b"(I":
            out.append(bytes(b | 0x80 if 0x20 < b < 0x60 else b for b in piece).decode("cp932", "replace"))
        elif mode in (b"(B", b"(J"):
            out.append(guess(piece.replace(_ESCAPE, b"")))
        else:
            out.append((b"\x1b" + mode + piece + b"\x1b(B").decode("iso2022_jp_2", "replace"))
    return "".join(out)


def _strict(data: bytes, codec: str) -> str | None:
    try:
        text = data.decode(codec)
        text.encode("utf-8")  # utf-7 and utf-16 can smuggle lone surrogates, which nothing can store
    except (UnicodeError, LookupError, ValueError):
        return None
    return text


def _is_really_utf8(data: bytes, *, claimed: str) -> bool:
    text = _strict(data, "utf-8")
    if text is None or text.isascii():
        return False
    # Two bytes that are UTF-8 can also be one Korean, Chinese or Japanese character ("호" is C8 A3); three
    # bytes that are UTF-8 practically never belong to such a text.
    return claimed not in _MULTIBYTE or max(text) > "\u07ff"


def _is_really_korean(data: bytes) -> bool:
    runs = _NOT_ASCII.findall(data)
    if not runs or any(len(run) % 2 for run in runs) or sum(map(len, runs)) < 4:
        return False
    return _mostly_hangul(_strict(data, "euc_kr"))


def _mostly_hangul(text: str | None) -> bool:
    if text is None:
        return False
    foreign = [character for character in text[:20_000] if character > "\x7f"]
    hangul = sum("\uac00" <= character <= "\ud7a3" for character in foreign)
    if not foreign or hangul < len(foreign) * 0.7:
        return False
    # The 2,350 syllables that are really used; the other 8,822 mean that the bytes were something else.
    used = sum(_strict_encode(character) for character in set(foreign))
    return used >= len(set(foreign)) * 0.7


@lru_cache(maxsize=4096)
def _strict_encode(character: str) -> bool:
    try:
        character.encode("euc_kr")
    except UnicodeError:
        return False
    return True


def _mostly_utf8(data: bytes) -> bool:
    """Whether `data` is UTF-8 but for little damage, such as a cut inside the last character."""
    text = data[:200_000].decode("utf-8", "replace")
    foreign = sum(character > "\x7f" for character in text)
    bad = text.count(_REPLACED)
    return foreign > bad and bad <= max(2, foreign // 10) and foreign - bad >= bad
