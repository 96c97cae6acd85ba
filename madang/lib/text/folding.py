"""One spelling for what people write in many: for comparing words, never for showing them."""

import re
import unicodedata
from functools import lru_cache

_DROPPED = re.compile("['\u2018\u2019\u02bc\u00ad\u200b\u200c\u200d\u2060\ufeff\u0300-\u036f]+")
_ACCENTED = re.compile("[\u00c0-\u024f\u0370-\u03ff\u0400-\u052f\u1e00-\u1fff]")
_MARKS = re.compile("[\u0300-\u036f]+")
_KEEPS_ITS_MARK = frozenset("йў")


def fold(text: str) -> str:
    """`text` composed, half and full width alike, without case, accents, apostrophes and invisible joiners.

    Folding twice changes nothing. The result may be longer or shorter than the text.
    """
    if text.isascii():
        return text.lower().replace("'", "")
    folded = _fold_once(text)
    while folded != text:  # What one step makes may be what another step takes: İ, ﬁ, capitals in circles
        text, folded = folded, _fold_once(folded)
    return folded


def _fold_once(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _ACCENTED.sub(_without_accent, text)
    return unicodedata.normalize("NFC", _DROPPED.sub("", text))


def _without_accent(found: re.Match[str]) -> str:
    return _base_letter(found[0])


@lru_cache(maxsize=2048)
def _base_letter(letter: str) -> str:
    if letter in _KEEPS_ITS_MARK:
        return letter
    return _MARKS.sub("", unicodedata.normalize("NFD", letter))
