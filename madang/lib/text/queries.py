"""Read what somebody types into a search box.

A query is a row of words, each with the clauses that a text has to meet. How a database is asked is not known
here: a `Condition` is a disjunction (one of its rows holds) of conjunctions (each clause of a row holds).
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from .functionwords import FUNCTION_WORDS
from .hangul import is_syllable, may_become
from .stems import is_ending, last_forms, stem
from .tokens import (
    EDGE_MARK,
    EDGES,
    TOKEN_CHARACTERS,
    fold_for_tokens,
    in_pairs,
    join_hyphenated,
    pairs,
    pieces,
    word_parts,
)

QUERY_CHARACTERS = 200
MOST_WORDS = 10
MOST_PAIRS = 8

_LONGEST_EDGE = max(EDGES)

_PAIRS_OF_A_BEGINNING = 2
_SHORTEST_WITH_ENDING = 5
_BARE_JAMO_AT_END = re.compile("[\u1100-\u11ff]+$")
_NEGATED = re.compile("(?<![가-힣])([안못]) (?=[가-힣])")  # 안 돼요 and 안돼요 are searched alike
_NUMBER = re.compile(r"\s*#?\s*([0-9]{1,18})\s*")


@dataclass(frozen=True, slots=True)
class Clause:
    """One of the tokens `any_of` is in the text; with `prefix`, a token that begins like one."""

    any_of: tuple[str, ...]
    prefix: bool = False


Condition: TypeAlias = tuple[tuple[Clause, ...], ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a query: `text` is it, folded and without particles; all `clauses` have to hold."""

    text: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for; false when it holds no word. `number` is set when it is one number alone."""

    words: tuple[Word, ...]
    number: int | None = None

    def __bool__(self) -> bool:
        return bool(self.words)

    def strict(self) -> Condition:
        """Every word is there."""
        return (_clauses_of(self.words),)

    def loosened(self) -> tuple[Condition, ...]:
        """Conditions that ask for less and less: all but a slip in one word, then all words but one (of many:
        two neighbours), then the beginning of any word. Numbers always stay; words that say nothing alone
        (is, my, 좀) go at once. Empty when there is nothing to leave out.
        """
        numbers = _clauses_of(tuple(word for word in self.words if word.text.isdigit()))
        others = tuple(word for word in self.words if not word.text.isdigit())
        words = tuple(word for word in others if word.text not in FUNCTION_WORDS) or others
        steps = [_with_a_slip(words)]
        if len(words) == 3:
            steps.append(
                tuple(_clauses_of(words[:left_out] + words[left_out + 1 :]) for left_out in range(3))
            )
        if len(words) > 3:
            steps.append(tuple(_clauses_of(two) for two in pairwise(words)))
        steps.append(tuple(_beginning(word) for word in words))
        if numbers:
            steps = [*(tuple((*row, *numbers) for row in step) for step in steps[:-1]), (numbers,)]
        return tuple(step for step in steps if step and step != self.strict())


def holds(condition: Condition, tokens: Collection[str]) -> bool:
    """Whether a text of these tokens meets the condition: what every database has to answer alike."""
    return any(all(_is_met(clause, tokens) for clause in row) for row in condition)


def _is_met(clause: Clause, tokens: Collection[str]) -> bool:
    if clause.prefix:
        return any(token.startswith(clause.any_of) for token in tokens)
    return any(token in tokens for token in clause.any_of)


def query(text: str) -> Query:
    """Read a query. Its last word may be unfinished unless something follows it (search as you type)."""
    folded = fold_for_tokens(text[:QUERY_CHARACTERS])
    folded = join_hyphenated(_BARE_JAMO_AT_END.sub("", folded))
    folded = _NEGATED.sub(r"\1", folded)
    words: dict[str, Word] = {}
    end_of_last = -1
    for piece in pieces(folded):
        attached, end_of_last = piece.start() == end_of_last, piece.end()
        if attached and is_ending(piece[0]):
            continue
        for word in _words(piece[0], unfinished=piece.end() == len(folded)):
            words.setdefault(word.text, word)
    number = _NUMBER.fullmatch(text)
    return Query(words=tuple(words.values())[:MOST_WORDS], number=int(number[1]) if number else None)


def _words(piece: str, *, unfinished: bool) -> list[Word]:
    if in_pairs(piece):
        return [_word_in_pairs(piece, unfinished=unfinished)]
    parts = [piece[:TOKEN_CHARACTERS]] if piece.isalpha() else word_parts(piece)
    words = [Word(part, (Clause((part,)),)) for part in parts]
    if unfinished:
        words[-1] = Word(parts[-1], (_beginning_with(parts[-1]),))
    return words


def _beginning_with(letters: str) -> Clause:
    if len(letters) > _LONGEST_EDGE:
        return Clause((letters,), prefix=True)
    return Clause((letters, letters + EDGE_MARK))


def _word_in_pairs(piece: str, *, unfinished: bool) -> Word:
    if not is_syllable(piece[0]):
        if len(piece) == 1:
            return Word(piece, (Clause((piece,), prefix=True),))
        return Word(piece, _clauses_of_pairs(piece, [piece[-1]]))

    word = stem(piece)
    last = last_forms(piece, word)
    if unfinished and word == piece and len(last) == 1:
        last = may_become(word[-1])
    return Word(word, _clauses_of_pairs(word, last) if len(word) > 1 else (Clause(tuple(last)),))


def _clauses_of_pairs(word: str, last: list[str]) -> tuple[Clause, ...]:
    """All pairs of a word; the last syllable may be another one."""
    clauses = [Clause((pair,)) for pair in pairs(word)]
    clauses[-1] = Clause(tuple(word[-2] + syllable for syllable in last))
    return tuple(dict.fromkeys(clauses[:MOST_PAIRS]))


def _clauses_of(words: tuple[Word, ...]) -> tuple[Clause, ...]:
    return tuple(dict.fromkeys(clause for word in words for clause in word.clauses))


def _with_a_slip(words: tuple[Word, ...]) -> Condition:
    """One long word may be a little different: lack one pair, or end otherwise."""
    rows: list[tuple[Clause, ...]] = []
    for place, word in enumerate(words):
        before, after = _clauses_of(words[:place]), _clauses_of(words[place + 1 :])
        rows.extend((*before, *less, *after) for less in _slips(word))
    return tuple(rows)


def _slips(word: Word) -> list[tuple[Clause, ...]]:
    if len(word.clauses) > _PAIRS_OF_A_BEGINNING:
        return [word.clauses[:gap] + word.clauses[gap + 1 :] for gap in range(len(word.clauses))]
    beginning = _beginning(word)
    return [beginning] if beginning != word.clauses else []


def _beginning(word: Word) -> tuple[Clause, ...]:
    """What the forms of a word have in common, as far as one can tell without a dictionary."""
    if len(word.clauses) > 1:
        return word.clauses[:_PAIRS_OF_A_BEGINNING]
    if len(word.text) < _SHORTEST_WITH_ENDING or not word.text.isalpha():
        return word.clauses
    beginning = word.text[: max(_SHORTEST_WITH_ENDING - 1, len(word.text) * 2 // 3)]
    return (_beginning_with(beginning),)
