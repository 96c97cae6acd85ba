"""What a message passes before it is taken: each screen may hold it back, with a reason people can read.

A screen is a function `(Candidate) -> str`: empty lets it through, words hold it. What somebody let through
by hand passes none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from .blocked import from_a_blocked_sender
from .candidate import Candidate
from .flood import too_many_from_one_sender, too_many_in_one_ticket, written_lately
from .own import written_by_this_desk
from .report import report_of_an_unknown_mail, told_of_a_mail
from .unwanted import said_to_be_spam

Screen = Callable[[Candidate], str]


class HeldAs(StrEnum):
    """The kinds of reasons, by which the held mail is sorted."""

    LOOP = "loop"
    BLOCKED = "blocked"
    SPAM = "spam"
    REPORT = "report"
    FLOOD = "flood"


SCREENS: tuple[tuple[HeldAs, Screen], ...] = (
    (HeldAs.LOOP, written_by_this_desk),
    (HeldAs.BLOCKED, from_a_blocked_sender),
    (HeldAs.SPAM, said_to_be_spam),
    (HeldAs.REPORT, report_of_an_unknown_mail),
    (HeldAs.FLOOD, too_many_from_one_sender),
    (HeldAs.FLOOD, too_many_in_one_ticket),
)


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a message is held back: `reason` is in English and shown translated, filled with `facts`."""

    kind: HeldAs
    reason: str
    facts: Mapping[str, str | float]

    def stored(self) -> dict[str, str | float]:
        """As the row keeps it beside the reason."""
        return {"kind": self.kind.value, **self.facts}


def held_because(candidate: Candidate) -> Hold | None:
    """Why the message is held back, None when it is not."""
    for kind, screen in SCREENS:
        if reason := screen(candidate):
            return Hold(kind, reason, _facts(candidate) if kind == HeldAs.SPAM else {})
    return None


def _facts(candidate: Candidate) -> dict[str, str | float]:
    spam = candidate.spam
    if spam is None:
        return {}
    facts: dict[str, str | float] = {"by": spam.by}
    if spam.points is not None:
        facts |= {"points": spam.points, "limit": candidate.spam_from}
    return facts


__all__ = ["SCREENS", "Candidate", "HeldAs", "Hold", "held_because", "told_of_a_mail", "written_lately"]
