"""Take a text apart into the tokens it is found by.

The same function serves every database, so that a search finds the same everywhere:

- Latin words, and those of other scripts with spaces, as they are, folded: `Café` is `cafe`;
- Hangul and other CJK runs in pairs of syllables (환불해주세요: 환불 불해 해주 주세 세요), so that any two syllables
  in a row find the word whatever stands before or behind it, and in their first syllable (환), so that one
  is enough at the beginning of a word. Particles stay: it is the query that leaves them out;
- a word of letters and digits in its parts (AB-48211 and AB48211: ab 48211), or whole when there are many
  (an id like 9f3c2b7a); digits in groups also joined (010-1234-5678: 01012345678; 39,000: 39000).
"""

import re
from collections.abc import Iterator

from .folding import fold

INDEXED_CHARACTERS = 60_000
"""How much of a text is indexed; what follows is rarely words that somebody wrote."""

TOKEN_CHARACTERS = 40
"""Longer words are cut: they are encoded data."""

HANGUL = "가-힣"
HAN_AND_KANA = (
    "\u3005\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
)
_WORDLESS = "ᄀ-ᇿㄱ-ㆎ"  # Single consonants and vowels, as in ㅋㅋ and ㅠㅠ, and while a syllable is composed

_PIECES = re.compile(
    rf"[{HANGUL}]+|[{HAN_AND_KANA}]+|[a-z0-9]+|(?:(?![{HANGUL}{HAN_AND_KANA}{_WORDLESS}a-z0-9_])\w)+"
)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_DIGIT_GROUPS = re.compile(r"(?<![\w-])\+?\d+(?:-\d+)+(?![\w-]*[a-z])")
_LETTERS_OR_DIGITS = re.compile(r"[a-z]+|\d+")

MOST_PARTS = 3


def document_tokens(text: str) -> list[str]:
    """Each token of `text` once, in the order in which they first occur."""
    folded = fold(text[:INDEXED_CHARACTERS])
    if "," in folded:
        folded = _THOUSANDS.sub("", folded)
    tokens: dict[str, None] = {}
    for piece in _PIECES.findall(folded):
        if piece >= "\u1100":
            if piece[0] not in tokens:
                tokens[piece[0]] = None
            for pair in map(str.__add__, piece, piece[1:]):
                tokens[pair] = None
        elif piece.isalpha() or piece.isdigit():
            tokens[piece[:TOKEN_CHARACTERS]] = None
        else:
            for part in word_parts(piece):
                tokens[part] = None
    if "-" in folded:
        for joined in joined_digits(folded):
            tokens[joined] = None
    return list(tokens)


def pieces(folded: str) -> Iterator[tuple[int, int]]:
    """Where the words of a folded text begin and end; a change of script begins another."""
    for found in _PIECES.finditer(_THOUSANDS.sub("", folded)):
        yield found.span()


def word_parts(word: str) -> list[str]:
    """The tokens of a folded word of Latin letters and digits."""
    parts = _LETTERS_OR_DIGITS.findall(word)
    if len(parts) > MOST_PARTS:
        parts = [word]
    return [part[:TOKEN_CHARACTERS] for part in parts]


def joined_digits(folded: str) -> list[str]:
    """Digits that are written in groups with hyphens, without them."""
    groups = _DIGIT_GROUPS.findall(folded)
    return [group.lstrip("+").replace("-", "")[:TOKEN_CHARACTERS] for group in groups]
