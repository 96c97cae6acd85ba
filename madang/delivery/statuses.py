"""What a server's answer says about an address. Pure: no Django, no database.

Codes are those of RFC 3463 (5.1.1: bad destination mailbox). Many servers give none, or 5.0.0, with the truth
in their words.
"""

import re
from enum import Enum, auto

_CODE = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_NO_SUCH = frozenset({"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4", "5.5.0"})
_PASSES = re.compile(r"5\.(?:2\.[2-4]|3\.\d+|4\.[02356-9]|6\.\d+|7\.\d+|1\.[789])")
_WORDS = re.compile(
    r"(?:user|mailbox|recipient|address|account|domain|host)\S{0,80}\s+(?:\S+\s+){0,4}?"
    r"(?:unknown|not found|does ?n[o']t exist|doesn.t exist|do not exist|no longer (?:exists|available)|"
    r"is disabled|has been disabled|inactive|invalid|unavailable or not exist)"
    r"|(?:no such|unknown|invalid|non-?existent) (?:\S+ )?(?:user|mailbox|recipient|address|account|domain)"
    r"|no mailbox (?:here )?by that name|user doesn.t have|not a valid mailbox|unrouteable address"
    r"|존재하지\s?않는|없는\s?(?:사용자|계정|메일|주소)|휴면\s?(?:계정|상태)|탈퇴한",
    re.IGNORECASE,
)


class Verdict(Enum):
    """NO_SUCH_ADDRESS: writing to it again is pointless. PASSES: it was about this mail, or this moment."""

    NO_SUCH_ADDRESS = auto()
    PASSES = auto()


def status_in(words: str) -> str:
    """The first status code in what a server said, or empty."""
    found = _CODE.search(words)
    return found.group(1) if found else ""


def verdict_on(status: str, words: str) -> Verdict:
    """What a permanent failure says about the address itself.

    A full mailbox, a mail that is too big or that looks like spam, a sender that is not trusted: none of
    these says that the address doesn't exist. Without a code that tells, the words decide, and when they say
    nothing the address is given the benefit of the doubt.
    """
    if status.startswith("4") or _PASSES.fullmatch(status):
        return Verdict.PASSES
    if status in _NO_SUCH and (status != "5.5.0" or _WORDS.search(words)):
        return Verdict.NO_SUCH_ADDRESS
    return Verdict.NO_SUCH_ADDRESS if _WORDS.search(words) else Verdict.PASSES
