"""Address lists (RFC 5322, 3.4) as really sent: commas in names, no brackets, groups, encoded words."""

import re
from dataclasses import dataclass, field

from madang.lib.mime.characters import line
from madang.lib.mime.headers import decode_words

MAX_ADDRESSES = 1000
"""Addresses of one list that are kept."""

MAX_CHARACTERS = 100_000
"""Of one list that are looked at."""

MAX_NAME = 200
MAX_EMAIL = 254
"""RFC 5321, 4.5.3.1.3: a longer one can't be written to."""

_TOKEN = re.compile(
    r"""
    "(?P<quoted>(?:[^"\\]|\\.){0,500}+)"
    | \((?P<comment>(?:[^()\\]|\\.|\([^()]{0,200}\)){0,500}+)\)
    | (?P<word>=\?[^?\s]{0,60}\?[bBqQ]\?[^?]*\?=)
    | <(?P<angle>[^<>]*)>?
    | (?P<end>[,;])
    | (?P<colon>:)
    | (?P<run>[^"(<,;:=]+|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_BARE = re.compile(r"(?<![^\s<>()\[\]\"',;:])[^\s<>()\[\]\"',;:@]{1,64}@[^\s<>()\"',;:@]{1,255}")
_EMAIL = re.compile(r"(?:\"[^\"\r\n]{1,64}\"|[^\s\"<>@,;]{1,64})@[^\s\"<>@,;()]{1,255}")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One entry of a list; `email` is empty when only a name was written."""

    email: str
    name: str = ""


@dataclass(slots=True)
class _Entry:
    start: int = 0
    phrase: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    angle: str | None = None


def read_addresses(value: str, *, limit: int = MAX_ADDRESSES) -> list[Mailbox]:
    """The mailboxes of an unfolded address header, in order; entries that say nothing are left out."""
    boxes: list[Mailbox] = []
    entry, orphan = _Entry(), ""
    value = value[:MAX_CHARACTERS]
    for token in _TOKEN.finditer(value):
        kind = token.lastgroup
        if kind == "end":
            orphan = _close(entry, orphan, boxes, written=value[entry.start : token.start()])
            entry = _Entry(token.end())
            if len(boxes) >= limit:
                return boxes[:limit]
        elif kind == "quoted":
            entry.phrase.append(re.sub(r"\\(.)", r"\1", token["quoted"]))
        elif kind == "comment":
            entry.comments.append(token["comment"])
            entry.phrase.append(f"({token['comment']})")
        elif kind == "angle":
            entry.angle = token["angle"] if entry.angle is None or not _email(entry.angle) else entry.angle
        elif kind == "colon" and entry.angle is None and "@" not in "".join(entry.phrase):
            entry = _Entry(token.end())  # what stood before names a group
        else:
            entry.phrase.append(token[0])
    orphan = _close(entry, orphan, boxes, written=value[entry.start :])
    if orphan:
        boxes.append(_name_alone(orphan))
    return [box for box in boxes if box.email or box.name][:limit]


def _close(entry: _Entry, orphan: str, boxes: list[Mailbox], *, written: str) -> str:
    """Add what `entry` means to `boxes`; returns words that seem to belong to the name of the next entry."""
    phrase = "".join(entry.phrase).strip()
    if entry.angle is not None:
        name = _name(f"{orphan}, {phrase}" if orphan and phrase else orphan or phrase)
        email = _email(entry.angle)
        if not email:
            found = _BARE.search(name)
            email, name = (_email(found[0]), "") if found else ("", name)
        boxes.append(Mailbox(email, name))
        return ""
    if not phrase:
        return orphan
    if "@" not in phrase and "=?" in phrase:
        # The whole entry, address and all, was put into encoded words.
        decoded = decode_words(phrase)
        if "@" in decoded and "=?" not in decoded:
            boxes += read_addresses(decoded[:2000], limit=5)
            return ""
    if _EMAIL.fullmatch(written.strip()) and _email(written):
        boxes.append(Mailbox(_email(written)))
        return ""
    found = _BARE.search(phrase)
    if found is None:
        return f"{orphan}, {phrase}" if orphan else phrase
    if orphan:
        boxes.append(_name_alone(orphan))
    rest = (phrase[: found.start()] + phrase[found.end() :]).strip()
    comment = entry.comments[-1] if entry.comments else rest.strip("'\" ")
    boxes.append(Mailbox(_email(found[0]), _name(comment)))
    return ""


def _name_alone(text: str) -> Mailbox:
    return Mailbox("", _name(text))


def _name(text: str) -> str:
    name = line(decode_words(text[: MAX_NAME * 20]), limit=MAX_NAME)
    if len(name) > 1 and name[0] == name[-1] and name[0] in "'\"":
        name = name[1:-1].strip()
    return name


def _email(text: str) -> str:
    """`text` as an address, or nothing when it can't be one."""
    text = decode_words(text) if "=?" in text else text
    text = line(text, limit=1000).removeprefix("mailto:")
    if text.startswith("@") and ":" in text:  # a route, obsolete since 1989 (RFC 5322, 4.4)
        text = text.rpartition(":")[2]
    text = text.strip(" '")
    if '"' not in text:
        text = text.replace(" ", "").rstrip(".")
    if len(text) > MAX_EMAIL or not _EMAIL.fullmatch(text):
        return ""
    return text
