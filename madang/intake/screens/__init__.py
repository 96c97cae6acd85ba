"""What a message passes before it is taken: each screen may hold it back, with a reason people can read.

A screen is a function `(Candidate) -> str`: empty lets it through, words hold it.
"""

from collections.abc import Callable

from .candidate import Candidate
from .flood import too_many_from_one_sender, written_lately
from .own import written_by_this_desk
from .report import report_of_an_unknown_mail, told_of_a_mail

Screen = Callable[[Candidate], str]

SCREENS: tuple[Screen, ...] = (written_by_this_desk, report_of_an_unknown_mail, too_many_from_one_sender)


def held_because(candidate: Candidate) -> str:
    """Why the message is held back, in English (shown translated), or empty."""
    return next((reason for screen in SCREENS if (reason := screen(candidate))), "")


__all__ = ["SCREENS", "Candidate", "held_because", "told_of_a_mail", "written_lately"]
