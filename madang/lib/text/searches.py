"""Read the conditions among the words of a search: `-tag:vip created>2026-01-01 "exact words" 환불`.

Nothing that is typed is an error here. What a key is, the caller says; whatever looks like a condition and
has no known key ("re: order", an address, a time) is plain words.
"""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from .folding import fold

_QUOTES = '"“”'
_BEGINNING = re.compile(r"(-?)(\w+)(?:[:：]?([<>]=?)|[:：])")
_BARE_VALUE = re.compile(rf"[^\s,{_QUOTES}]+")
_PLAIN = re.compile(r"\S+")
_LAST = re.compile(r"\S+$")
_SPACES = re.compile(r"\s+")
_NEEDS_NO_QUOTES = re.compile(rf"[^\s,{_QUOTES}<>=:：][^\s,{_QUOTES}]*")


class Sign(StrEnum):
    """How a value is asked for."""

    IS = ":"
    MORE = ">"
    FROM = ">="
    LESS = "<"
    UP_TO = "<="


@dataclass(frozen=True, slots=True)
class Asked:
    """`key:value,value`: any of the values; with no value yet while somebody types."""

    key: str
    sign: Sign
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that have to stand just so."""

    text: str


@dataclass(frozen=True, slots=True)
class Plain:
    """Everything else, one word of it."""

    text: str


Piece: TypeAlias = Asked | Phrase | Plain


def key_of(text: str) -> str:
    """The one spelling of a key, or of a value that has a name: without case, spaces and hyphens."""
    return re.sub(r"[\s_-]+", "", fold(text))


def pieces_of(text: str, keys: Container[str]) -> tuple[Piece, ...]:
    """The pieces of a search in their order; `keys` are those that are known, as `key_of` spells them."""
    found: list[Piece] = []
    place = 0
    while place < len(text):
        piece, place = _next(text, place, keys)
        if piece is not None:
            found.append(piece)
    return tuple(found)


def written(pieces: Sequence[Piece]) -> str:
    """The pieces as a text that is read as the same pieces."""
    return " ".join(map(_written, pieces))


@dataclass(frozen=True, slots=True)
class Unfinished:
    """The end of a text that is being typed: what stands `before` it, and the value or word so far.

    `key` is that of the condition it belongs to, empty for a word that may become one.
    """

    before: str
    key: str
    typed: str


def unfinished(text: str, keys: Container[str]) -> Unfinished:
    """What is being typed at the end of the text."""
    last = _LAST.search(text)
    word = last[0] if last is not None else ""
    before = text[: len(text) - len(word)]
    begun = _BEGINNING.match(word)
    if begun is None or key_of(begun[2]) not in keys:
        minus = "-" if word.startswith("-") else ""
        return Unfinished(before + minus, "", word.removeprefix("-"))
    values, comma, typed = word[begun.end() :].rpartition(",")
    return Unfinished(before + begun[0] + values + comma, begun[2], typed.strip(_QUOTES))


def _next(text: str, place: int, keys: Container[str]) -> tuple[Piece | None, int]:
    if gap := _SPACES.match(text, place):
        return None, gap.end()
    if text[place] in _QUOTES:
        inner, end = _quoted(text, place)
        if inner is None:
            return None, place + 1  # one that is never closed says nothing
        words = " ".join(inner.split())
        return (Phrase(words) if words else None), end
    begun = _BEGINNING.match(text, place)
    if begun is not None and key_of(begun[2]) in keys:
        values, end = _values(text, begun.end())
        return Asked(begun[2], Sign(begun[3] or ":"), values, negated=bool(begun[1])), end
    plain = _PLAIN.match(text, place)
    assert plain is not None
    return Plain(plain[0]), plain.end()


def _values(text: str, place: int) -> tuple[tuple[str, ...], int]:
    values: list[str] = []
    while True:
        value, place = _value(text, place)
        values.append(value)
        if not text.startswith(",", place):
            return tuple(dict.fromkeys(value for value in values if value)), place
        place += 1


def _value(text: str, place: int) -> tuple[str, int]:
    if place < len(text) and text[place] in _QUOTES:
        inner, end = _quoted(text, place)
        if inner is not None:
            return " ".join(inner.split()), end
        place += 1
    bare = _BARE_VALUE.match(text, place)
    return (bare[0], bare.end()) if bare is not None else ("", place)


def _quoted(text: str, place: int) -> tuple[str | None, int]:
    """What stands between the quote here and the next one, and the place behind; None without a next one."""
    for end in range(place + 1, len(text)):
        if text[end] in _QUOTES:
            return text[place + 1 : end], end + 1
    return None, place


def _written(piece: Piece) -> str:
    match piece:
        case Asked():
            values = ",".join(
                value if _NEEDS_NO_QUOTES.fullmatch(value) else f'"{value}"' for value in piece.values
            )
            return f"{'-' if piece.negated else ''}{piece.key}{piece.sign}{values}"
        case Phrase():
            return f'"{piece.text}"'
    return piece.text
