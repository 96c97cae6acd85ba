"""What servers that passed a mail on found out before they changed it (ARC, RFC 8617).

A mailing list or a forwarding breaks SPF, and often DKIM. A server that takes part in ARC keeps its own
Authentication-Results in the mail and seals them. A seal proves who says so, not that it is true: only
servers that somebody trusts are believed.
"""

import re
from dataclasses import dataclass

from . import dkim
from .names import Names
from .result import Result

MOST_SETS = 10
"""Servers one after another; the standard allows 50, each of which costs a question and a computation."""

LARGEST_HEAD = 1024 * 1024

_RESULTS, _SIGNATURE, _SEAL = b"arc-authentication-results", b"arc-message-signature", b"arc-seal"
_INSTANCE = re.compile(rb"\s*i\s*=\s*([1-9]\d?)\s*;")


@dataclass(frozen=True, slots=True)
class Sealed:
    """What the last server of a whole chain says: the domain that sealed it, and its results.

    `results` are as in an Authentication-Results field.
    """

    domain: str
    results: str


def is_sealed(raw: bytes) -> bool:
    """Whether there is a chain to look at."""
    head, _ = dkim.split_head(raw[:LARGEST_HEAD])
    return any(dkim.name_of(field) == _SEAL for field in head)


def read_chain(raw: bytes, *, names: Names, now: float) -> Sealed | None:
    """What the last server sealed; None without a chain that holds from the first to the last (5.2)."""
    sets = _sets(raw)
    if not sets:
        return None
    last = sets[-1]
    if dkim.verify_arc_signature(last[_SIGNATURE], raw, names=names, now=now).result != Result.PASSED:
        return None
    before: list[bytes] = []
    sealer = ""
    for number, one in enumerate(sets, start=1):
        says = dkim.tags_of(one[_SEAL].partition(b":")[2]).get("cv", "").lower()
        before += [one[_RESULTS], one[_SIGNATURE]]
        seal = dkim.verify_seal(one[_SEAL], before, names=names)
        if says != ("none" if number == 1 else "pass") or seal.result != Result.PASSED:
            return None
        before.append(one[_SEAL])
        sealer = seal.domain
    results = last[_RESULTS].partition(b":")[2].partition(b";")[2]
    return Sealed(sealer, b" ".join(results.split()).decode("utf-8", "replace"))


def _sets(raw: bytes) -> list[dict[bytes, bytes]]:
    """The three fields of each server, the first server first; none where one is missing or there twice."""
    head, _ = dkim.split_head(raw)
    found: dict[int, dict[bytes, bytes]] = {}
    for field in head:
        name = dkim.name_of(field)
        if name not in {_RESULTS, _SIGNATURE, _SEAL}:
            continue
        number = _number(name, field.partition(b":")[2])
        if number is None or name in found.setdefault(number, {}):
            return []
        found[number][name] = field
    whole = all(len(one) == 3 for one in found.values())
    if not whole or len(found) > MOST_SETS or sorted(found) != list(range(1, len(found) + 1)):
        return []
    return [found[number] for number in sorted(found)]


def _number(name: bytes, value: bytes) -> int | None:
    """The server's place in the chain."""
    if name == _RESULTS:
        first = _INSTANCE.match(value)
        return int(first[1]) if first is not None else None
    given = dkim.tags_of(value).get("i", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 3 else None
