"""What a server in front of this desk found out already (Authentication-Results, RFC 8601)."""

import re
from collections.abc import Iterable, Iterator, Mapping

from .result import Result

LONGEST = 64 * 1024
"""Characters of one field; what is longer was written by nobody who wants to be understood."""

_OUTSIDE = re.compile(
    r'"(?P<quoted>(?:[^"\\]|\\.)*)(?:"|\\?\Z)|(?P<mark>[;=(])|(?P<blank>\s+)|[^\s;=("]+', re.DOTALL
)
_IN_COMMENT = re.compile(r"[^()\\]+|\\.?|[()]", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_METHODS = {"spf", "dkim", "dmarc"}
_PROPERTIES = {"smtp.mailfrom", "smtp.helo", "header.d", "header.i", "header.from"}
_WORDS = {
    "pass": Result.PASSED, "fail": Result.FAILED, "hardfail": Result.FAILED, "softfail": Result.SOFTFAIL,
    "neutral": Result.NEUTRAL, "policy": Result.FAILED, "none": Result.NONE, "temperror": Result.TEMPERROR,
    "permerror": Result.PERMERROR, "bestguesspass": Result.NEUTRAL,
}  # fmt: skip

Findings = Mapping[str, list[tuple[Result, str]]]
"""Method → its results, each with the domain that it is about (empty when none is named)."""

_Words = list[str | None]
"""Words, with None where an equals sign stands between a name and its value."""


def read(values: Iterable[str], *, trusted: Iterable[str]) -> tuple[str, Findings] | None:
    """The newest findings of a trusted server, with its name; None when it left none.

    `values` are the Authentication-Results fields from the top. Only the topmost one of each trusted server
    counts: what stands below may have come with the mail.
    """
    known = {name.lower() for name in trusted}
    for value in values:
        parts = _parts(value[:LONGEST])
        name = (next(iter(next(parts)), None) or "").lower()
        if name in known:
            return (name, _findings(parts)) if len(value) <= LONGEST else None
    return None


def _findings(parts: Iterable[_Words]) -> Findings:
    found: dict[str, list[tuple[Result, str]]] = {}
    for part in parts:
        pairs = list(_pairs(part))
        if not pairs or part[1] is not None:
            continue
        method = pairs[0][0].lower().partition("/")[0]
        if method in _METHODS:
            about = next((value for name, value in pairs[1:] if name.lower() in _PROPERTIES), "")
            domain = about.rpartition("@")[2].rstrip(".").lower()
            result = _WORDS.get(pairs[0][1].lower(), Result.NEUTRAL)
            found.setdefault(method, []).append((result, domain))
    return found


def _pairs(part: _Words) -> Iterator[tuple[str, str]]:
    """The `name=value` among the words of a part."""
    at = 0
    while at + 2 < len(part):
        name, mark, value = part[at : at + 3]
        if name is not None and mark is None and value is not None:
            yield name, value
            at += 3
        else:
            at += 1


def _parts(value: str) -> Iterator[_Words]:
    """The words of each part between semicolons.

    What is quoted is never a mark: a sender can choose words that a server then quotes. Comments are nothing.
    """
    words: _Words = []
    word, at = "", 0
    while at < len(value):
        found = _OUTSIDE.match(value, at)
        assert found is not None  # every character begins one of its branches
        at = found.end()
        if found["quoted"] is not None:
            word += " ".join(_ESCAPED.sub(r"\1", found["quoted"]).split()) or '""'
            continue
        if found["mark"] is None and found["blank"] is None:
            word += found[0]
            continue
        if word:
            words.append(word)
            word = ""
        if found["mark"] == "=":
            words.append(None)
        elif found["mark"] == "(":
            at = _after_comment(value, at)
        elif found["mark"] == ";":
            yield words
            words = []
    yield [*words, word] if word else words


def _after_comment(value: str, at: int) -> int:
    """Where a comment that began before `at` ends, with those within it; without an end all is comment."""
    depth = 1
    while depth and at < len(value):
        found = _IN_COMMENT.match(value, at)
        assert found is not None  # as above
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        at = found.end()
    return at
