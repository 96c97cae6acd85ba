"""Which characters may come out of a mail: text that every database takes and no list is disturbed by."""

import re
import unicodedata

_JAMO = re.compile("[\uac00-\ud7a3]?[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]+")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Marks that turn the direction of what follows, and invisible ones that make two names look the same. The
# joiners U+200C and U+200D stay: Persian, Indic scripts and emoji are written with them.
_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
_SPACES = re.compile(r"\s+")


def line(value: str, *, limit: int) -> str:
    """`value` as one line of at most `limit` characters: NFC, no controls, no bidi or invisible marks."""
    value = value[: limit * 4]
    if not (value.isascii() and value.isprintable()):
        value = _INVISIBLE.sub("", _CONTROLS.sub("", _SPACES.sub(" ", value)))
        value = unicodedata.normalize("NFC", value)
    return _SPACES.sub(" ", value).strip()[:limit].rstrip()


def paragraphs(value: str) -> str:
    r"""`value` as text of many lines: `\n` ends a line, NFC, no controls but tab, no space at the ends."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    value = _CONTROLS.sub("", value)
    if not value.isascii():
        value = unicodedata.normalize("NFC", value).replace("\ufeff", "")
    return value.rstrip().lstrip("\n")


def markup(value: str) -> str:
    """`value` as HTML that can be stored: no controls, and Hangul composed.

    Only Hangul: composing everything would melt a `>` and a combining stroke after it into one sign.
    """
    value = _CONTROLS.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    return value if value.isascii() else _JAMO.sub(_compose, value)


def _compose(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", found[0])
