"""Which lines of an answer are new, and which repeat what was said before or sign it."""

from collections.abc import Sequence
from dataclasses import dataclass

from madang.lib.mime.quotes.introductions import LONGEST, has_date, introduces, is_opened, may_end
from madang.lib.mime.quotes.separators import (
    RULES,
    header_block,
    is_forwarded,
    is_original,
    is_rule,
    is_titled_rule,
)
from madang.lib.mime.quotes.signatures import without_signature

MAX_LINES = 20_000
"""Lines that are looked at; what stands below them stays where it is."""

MAX_LOOKS = 1000
"""Lines that may end an introduction or begin a block of fields and are looked at closely."""

_MARKS = "*_ \t>\xa0\u200b\u200e\u200f\ufeff"
_MAX_INTRODUCTION = 5
_NEAR = 3


@dataclass(frozen=True, slots=True)
class Region:
    """Lines that the markup of a mail program names.

    `kind`: "history" is a box with the earlier message in it, "introduction" the words above one, "edge" a
    place below which it stands, "signature" what signs. `name` is the mark by which it was known.
    """

    kind: str
    start: int
    end: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Fold:
    """Lines from `start` up to `end` that say nothing new, and the rule that says so."""

    start: int
    end: int
    reason: str
    history: bool = False


@dataclass(frozen=True, slots=True)
class Split:
    """A text taken apart: its new words, what is folded away, and the rules that did it.

    `history`: an earlier message is among what is folded.
    """

    new: str
    folded: str
    reason: str = ""
    history: bool = False


def split(text: str, *, forwarded: bool = False) -> Split:
    r"""The new words of `text` (lines end in `\n`), and the history and signature that were cut off.

    Answers written between quoted lines, and forwarded mail, are new: folding them would hide what the sender
    wants to show. A text that would be cut away as a whole stays. `forwarded`: the subject says that the mail
    passes another one on, so blocks of header fields introduce what is new.
    """
    text = text.strip()
    if "\n" not in text:
        return Split(new=text, folded="")
    lines = text.split("\n", MAX_LINES)
    folds = find_folds(lines, forwarded=forwarded)
    return assemble(lines, folds) if folds else Split(new=text, folded="")


def split_reply(text: str) -> tuple[str, str]:
    r"""The new words of `text` and what it quotes or signs with; see `split`."""
    found = split(text)
    return found.new, found.folded


def assemble(lines: Sequence[str], folds: Sequence[Fold]) -> Split:
    """The words that `folds` leave of `lines`, and the words of the folds, each joined by an empty line."""
    new, at = list[str](), 0
    for fold in folds:
        new.append("\n".join(lines[at : fold.start]).strip())
        at = fold.end
    new.append("\n".join(lines[at:]).strip())
    folded = ("\n".join(lines[fold.start : fold.end]).strip() for fold in folds)
    reasons = dict.fromkeys(fold.reason for fold in folds)
    return Split(
        new="\n\n".join(filter(None, new)),
        folded="\n\n".join(filter(None, folded)),
        reason=" ".join(reasons),
        history=any(fold.history for fold in folds),
    )


def find_folds(
    lines: Sequence[str], regions: Sequence[Region] = (), *, forwarded: bool = False
) -> list[Fold]:
    """What of `lines` is folded away, in order and apart; nothing when no word would be left."""
    history = _history(lines, regions, forwarded=forwarded)
    if history is None:
        # Signatures below the place where a message is passed on are its own.
        folds = _signatures(lines, 0, _forward_start(lines), regions)
    else:
        folds = _signatures(lines, 0, history.start, regions)
        folds.append(history)
        folds += _signatures(lines, history.end, len(lines), regions)
    return folds if folds and _says_something(lines, folds) else []


def _says_something(lines: Sequence[str], folds: Sequence[Fold]) -> bool:
    at = 0
    for start, end in [*((fold.start, fold.end) for fold in folds), (len(lines), len(lines))]:
        if any(line.strip(_MARKS) for line in lines[at:start]):
            return True
        at = end
    return False


def _forward_start(lines: Sequence[str]) -> int:
    for index, line in enumerate(lines[:MAX_LINES]):
        if line and len(line) < LONGEST:
            bare = line.strip(_MARKS)
            if bare and _may_announce(bare) and is_forwarded(bare):
                return index
    return len(lines)


def _may_announce(bare: str) -> bool:
    """Whether a line begins as one that is drawn, or ends in a colon: a cheap look before the others."""
    return bare[0] in RULES or bare[-1] in ":："


def _signatures(lines: Sequence[str], start: int, end: int, regions: Sequence[Region]) -> list[Fold]:
    """What signs the words in `lines[start:end]`: marked ones, then what the words below them say."""
    found: list[Fold] = []
    last = end
    for region in regions:
        if region.kind == "signature" and start <= region.start < region.end <= end:
            found.append(Fold(region.start, region.end, region.name))
            if not any(line.strip() for line in lines[region.end : last]):
                last = region.start
    words, reason = without_signature(lines, start, last)
    if reason:
        found = [fold for fold in found if fold.start < words]
        found.append(Fold(words, end, reason))
    return found


def _history(lines: Sequence[str], regions: Sequence[Region], *, forwarded: bool) -> Fold | None:
    """The earlier message in `lines`, with what introduces it."""
    marked: dict[int, Region] = {}
    for one in regions:  # of two that begin together the box says more
        if one.kind != "signature" and (one.kind == "history" or one.start not in marked):
            marked[one.start] = one
    count = min(len(lines), MAX_LINES)
    paragraph = 0  # first line of the paragraph that is looked at
    looks = MAX_LOOKS
    passed = 0  # the end of a marked passage that is part of the words
    for index in range(count):
        line = lines[index]
        region = marked.get(index)
        if region is not None and region.end > index:
            fold, done = _marked_history(lines, region, forwarded=forwarded)
            if done:
                return fold
        if index < passed:
            continue
        if _is_marked(line):
            if passed:
                return None  # a second passage: answered point by point
            fold = _quotation(lines, index, index, reason="quotation")
            if fold is not None:
                return fold
            passed = _end_of_marked(lines, index)
            continue
        bare = line.strip(_MARKS)
        if not bare:
            paragraph = index + 1
            continue
        if len(bare) > LONGEST:
            continue
        if _may_announce(bare):
            if is_forwarded(bare):
                return None
            if is_original(bare):
                return None if forwarded else Fold(index, len(lines), "separator", history=True)
        if looks <= 0:
            continue
        if ":" in bare[:24] or "：" in bare[:24] or _breaks_after_name(lines, index, bare):
            looks -= 1
            block = header_block(lines, index)
            if block and not _led_in(lines, index):
                start = _above_rules(lines, index)
                return None if forwarded else Fold(start, len(lines), "header-block", history=True)
        if may_end(bare):
            looks -= 1
            start = _introduction(lines, max(paragraph, index - _MAX_INTRODUCTION + 1), index)
            if start >= 0:
                return _quotation(lines, start, index + 1, reason="introduction")
    return None


def _is_marked(line: str) -> bool:
    """Whether a quotation mark stands before the line; ">=" compares."""
    return line[:1] == ">" and line[1:2] != "="


def _breaks_after_name(lines: Sequence[str], index: int, bare: str) -> bool:
    return len(bare) < 16 and index + 1 < len(lines) and lines[index + 1].lstrip("* \t")[:1] in (":", "：")


def _marked_history(lines: Sequence[str], region: Region, *, forwarded: bool) -> tuple[Fold | None, bool]:
    """What a marked region holds, and whether that settles the matter."""
    first = next((i for i in range(region.start, len(lines)) if lines[i].strip(_MARKS)), len(lines))
    if any(is_forwarded(lines[i].strip(_MARKS)) for i in range(first, min(first + _NEAR, len(lines)))):
        return None, True
    if region.kind == "edge":
        if forwarded:
            return None, True
        if region.name == "border" and not header_block(lines, first, announced=True):
            return None, False
        return Fold(_above_rules(lines, region.start), len(lines), region.name, history=True), True
    after = region.end
    if region.kind == "history":
        after = next((i for i in range(first, region.end) if _is_marked(lines[i])), -1)
        above = [lines[i].strip(_MARKS) for i in range(first, after) if lines[i].strip(_MARKS)]
        if after < 0 or len(above) > _MAX_INTRODUCTION or (above and not _may_introduce(above)):
            return Fold(region.start, region.end, region.name, history=True), True
    return _quotation(lines, region.start, after, reason=region.name, introduced=True), True


def _may_introduce(bare: Sequence[str]) -> bool:
    joined = " ".join(bare)
    return len(joined) <= LONGEST and (may_end(joined) or has_date(joined))


def _above_rules(lines: Sequence[str], index: int) -> int:
    start = index
    while start > 0 and (not lines[start - 1].strip() or is_rule(lines[start - 1])):
        start -= 1
    return start - 1 if start > 0 and is_titled_rule(lines[start - 1]) else start


def _led_in(lines: Sequence[str], index: int) -> bool:
    """Whether the writer leads in to the lines below in own words: shown, not quoted by a program."""
    above = next((lines[i].strip() for i in range(index - 1, -1, -1) if lines[i].strip()), "")
    return above.endswith((":", "：")) and not is_rule(above) and not is_original(above)


def _introduction(lines: Sequence[str], first: int, last: int) -> int:
    """The line from which on an introduction goes that ends at `last`; -1 for none.

    The shortest that names a date; but one that begins as introductions do is taken whole.
    """
    following = next((lines[i] for i in range(last + 1, min(last + 5, len(lines))) if lines[i].strip()), "")
    before_marked = _is_marked(following)
    joined, shortest, undated = "", -1, -1
    for start in range(last, first - 1, -1):
        bare = lines[start].strip(_MARKS)
        joined = f"{bare} {joined}".strip()
        if len(joined) > LONGEST:
            break
        if introduces(joined, before_marked=before_marked):
            if is_opened(joined):
                return start
            if has_date(joined):
                shortest = start if shortest < 0 else shortest
            elif start == last:
                undated = start
    return shortest if shortest >= 0 else undated


def _quotation(
    lines: Sequence[str], start: int, after: int, *, reason: str, introduced: bool = False
) -> Fold | None:
    """The quotation whose introduction is `lines[start:after]`, none when something new stands in it.

    Lines marked ">" end where no mark follows; others go on to the end of the mail.
    """
    introduced = introduced or after > start
    first = next((i for i in range(after, len(lines)) if lines[i].strip()), len(lines))
    if first == len(lines) or not _is_marked(lines[first]):
        return Fold(start, len(lines), reason, history=True)
    end = _end_of_marked(lines, first)
    words, _ = without_signature(lines, end, len(lines))
    below = lines[end:words]
    if any(_is_marked(line) for line in lines[end:]):
        return None  # answered point by point
    if not any(line.strip() for line in below):
        if not introduced and _led_in(lines, start):
            return None
        return Fold(start, len(lines), reason, history=True)
    above = any(line.strip() for line in lines[:start])
    if introduced or (not above and _is_deep(lines, first, end)):
        return Fold(start, end, reason, history=True)
    return None  # a passage that the writer quotes to speak about it


def _end_of_marked(lines: Sequence[str], first: int) -> int:
    end = first
    for index in range(first, len(lines)):
        if _is_marked(lines[index]):
            end = index + 1
        elif lines[index].strip():
            break
    return end


def _is_deep(lines: Sequence[str], first: int, end: int) -> bool:
    """Whether marked lines are history rather than a passage: long, introduced, or quoting themselves."""
    inner = [line.replace(" ", "") for line in lines[first:end]]
    if len(inner) >= 5 or any(line.startswith(">>") for line in inner):
        return True
    bare = [line.strip(_MARKS) for line in lines[first : first + _NEAR]]
    return any(introduces(" ".join(bare[:count]), before_marked=True) for count in range(1, len(bare) + 1))
