"""Take a text apart into the tokens it is found by.

The same function serves every database, so that a search finds the same everywhere:

- Latin words, and those of other scripts with spaces, as they are, folded: `Café` is `cafe`; and in their
  first three letters (`caf…`), which so many words share that walking through them while somebody types is
  slow;
- Hangul and other CJK runs in pairs of syllables (환불해주세요: 환불 불해 해주 주세 세요), so that any two
  in a row find the word whatever stands before or behind them, and in their first (환), so that one is enough
  at the beginning of a word. Particles stay: it is the query that leaves them out. A word of one syllable is
  also paired with the next, since 안 돼요 and 안돼요 are both common;
- a word of letters and digits in its parts (AB-48211 and AB48211: ab 48211), or whole when there are many
  (an id like 9f3c2b7a); what is hyphenated also joined (010-1234-5678: 01012345678; wi-fi: wifi); amounts
  without their comma (39,000: 39000).
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from .folding import fold

INDEXED_CHARACTERS = 60_000
"""How much of a text is indexed; what follows is rarely words that somebody wrote."""

TOKEN_CHARACTERS = 40
"""Longer words are cut: they are encoded data."""

HANGUL = "가-힣"
_HAN_AND_KANA = (
    "\u3005\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
)
_BARE_JAMO = "\u1100-\u11ff\u3131-\u318e\ua960-\ua97f\ud7b0-\ud7ff"  # ㅋㅋ, ㅠㅠ, and a syllable half typed

_PIECE = re.compile(
    rf"[{HANGUL}]+|[{_HAN_AND_KANA}]+|[a-z0-9]+|(?:(?![{HANGUL}{_HAN_AND_KANA}{_BARE_JAMO}a-z0-9_])\w)+"
)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_HYPHENATED = re.compile(
    r"(?<![a-z0-9-])(?:[0-9]+(?:-[0-9]+)+(?![0-9-]*[a-z])|[a-z]+(?:-[a-z]+)+(?![a-z0-9-]))"
)
_LETTERS_OR_DIGITS = re.compile(r"[a-z]+|[0-9]+")
_MOST_PARTS = 3
_MOST_GROUPS = 6


EDGE_MARK = "…"
EDGES = (3,)
EDGES_OF_NAMES = (1, 2, 3)
"""Lengths of the beginnings of words that are tokens too. Names are few: one letter is enough there."""

VERSION = 1
"""Rises whenever a text has other tokens than before; what was indexed under another version is indexed
again."""


def document_tokens(text: str, *, edges: tuple[int, ...] = EDGES) -> list[str]:
    """Each token of `text` once, in no order that matters."""
    folded = fold_for_tokens(text[:INDEXED_CHARACTERS])
    pieces_in_order = _PIECE.findall(folded)
    found: list[str] = []  # Pairs of syllables and the like
    whole: list[str] = []  # Words and numbers
    for piece in dict.fromkeys(pieces_in_order):
        if in_pairs(piece):
            found.append(piece[0])
            found.extend(pairs(piece))
        elif piece.isalpha():
            whole.append(piece[:TOKEN_CHARACTERS])
        else:
            whole.extend(word_parts(piece))
    # A word of one Hangul syllable, with the next.
    found.extend(
        one + following[0]
        for one, following in pairwise(pieces_in_order)
        if len(one) == 1 and in_pairs(one) and in_pairs(following)
    )
    if "-" in folded:
        whole.extend(_joined(folded))
    beginnings = [word[:length] + EDGE_MARK for length in edges for word in whole if len(word) > length]
    return list(dict.fromkeys(found + whole + beginnings))


def fold_for_tokens(text: str) -> str:
    """`text` folded, and its amounts without the comma: 39,000 is 39000."""
    folded = fold(text)
    return _THOUSANDS.sub("", folded) if "," in folded else folded


def pieces(folded: str) -> Iterator[re.Match[str]]:
    """The words of a folded text; a change of script begins another."""
    return _PIECE.finditer(folded)


def in_pairs(piece: str) -> bool:
    """Whether a piece is in a script that is indexed in pairs: Hangul, Han, Kana, all from Hangul on."""
    return piece >= "\u1100"


def pairs(piece: str) -> list[str]:
    """Each two syllables in a row."""
    return list(map(str.__add__, piece, piece[1:]))


def word_parts(word: str) -> list[str]:
    """The tokens of a folded word of letters and digits."""
    parts = _LETTERS_OR_DIGITS.findall(word)
    if not 0 < len(parts) <= _MOST_PARTS:
        parts = [word]
    return [part[:TOKEN_CHARACTERS] for part in parts]


def join_hyphenated(folded: str) -> str:
    """The text with hyphenated words and groups of digits in one: wi-fi is wifi, 010-1234-5678 is
    01012345678."""
    return _HYPHENATED.sub(lambda found: found[0].replace("-", ""), folded) if "-" in folded else folded


def _joined(folded: str) -> list[str]:
    """Hyphenated words in one, and groups of digits in one from each group but the last on.

    So 010-1234-5678 is found by 01012345678, 1234-5678 and, with its parts, by 5678.
    """
    joined: list[str] = []
    for found in _HYPHENATED.findall(folded):
        groups = found.split("-")[-_MOST_GROUPS:]
        starts = range(len(groups) - 1) if groups[0].isdigit() else range(1)
        joined.extend("".join(groups[first:])[:TOKEN_CHARACTERS] for first in starts)
    return joined
