"""The part of a text that a search found, and where the words are in it."""

import re
import unicodedata
from dataclasses import dataclass

from .folding import fold
from .queries import Query, Word
from .tokens import in_pairs

_BEFORE = 30
_SEARCHED = 8_000


@dataclass(frozen=True, slots=True)
class Snippet:
    """One line of a text; `marks` are the begin and end (exclusive) of each found word in it, in order."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()

    def parts(self) -> list[tuple[str, bool]]:
        """The text in pieces, each with whether it is a found word."""
        parts: list[tuple[str, bool]] = []
        shown = 0
        for begin, end in self.marks:
            if begin > shown:
                parts.append((self.text[shown:begin], False))
            parts.append((self.text[begin:end], True))
            shown = end
        if shown < len(self.text):
            parts.append((self.text[shown:], False))
        return parts


def snippet(text: str, query: Query, *, limit: int = 160) -> Snippet:
    """The line of at most `limit` characters around the first place where a word of the query stands."""
    line = " ".join(unicodedata.normalize("NFC", text[:_SEARCHED]).split())
    found = find_words(line, query)
    begin = 0
    if found and found[0][1] > limit - 1:
        begin = max(0, found[0][0] - _BEFORE)
        gap = line.find(" ", begin, found[0][0])
        begin = gap + 1 if gap >= 0 else begin
    shown, lead = line[begin:], "…" if begin else ""
    room = limit - len(lead)
    if len(shown) > room:
        shown = shown[: room - 1] + "…"
    visible_end = begin + len(shown)
    offset = len(lead) - begin
    marks = tuple(
        (first + offset, end + offset) for first, end in found if first >= begin and end <= visible_end
    )
    return Snippet(lead + shown, marks)


def find_words(text: str, query: Query) -> list[tuple[int, int]]:
    """Where words of the query begin and end in `text`, in order and without overlap."""
    if not query.words:
        return []
    wanted = sorted(query.words, key=lambda word: len(word.text), reverse=True)
    folded, places = _folded_with_places(text)
    found: list[tuple[int, int]] = []
    for match in re.finditer("|".join(map(_pattern, wanted)), folded):
        begin, end = match.span() if places is None else (places[match.start()], places[match.end() - 1] + 1)
        if not found or begin >= found[-1][1]:  # ¼ is folded into two words
            found.append((begin, end))
    return found


def _pattern(word: Word) -> str:
    text = word.text
    if text.isdigit():
        return "[,-]?".join(text)
    if not in_pairs(text):
        return rf"(?<![^\W\d_]){'-?'.join(map(re.escape, text))}"
    last = {token[-1] for token in word.clauses[-1].any_of}
    ending = f"[{''.join(sorted({text[-1], *last}))}]"
    if len(text) == 1:
        return rf"(?<![^\W\d_]){ending}"
    negated = text[0] in "안못"
    return f"{text[0]}{' ?' if negated else ''}{re.escape(text[1:-1])}{ending}"


def _folded_with_places(text: str) -> tuple[str, list[int] | None]:
    """The folded text, and for each of its positions the one in `text`; None when they are the same."""
    folded = fold(text)
    if len(folded) == len(text):
        return folded, None
    parts: list[str] = []
    places: list[int] = []
    for run in re.finditer(r"\s+|\S+", text):
        part = fold(run[0])
        if len(part) == len(run[0]):
            parts.append(part)
            places.extend(range(*run.span()))
            continue
        for place, letter in enumerate(run[0], run.start()):
            part = fold(letter)
            parts.append(part)
            places.extend([place] * len(part))
    return "".join(parts), places
