"""What administrators set about notices, agents about what they are mailed, what failed
is dismissed, and what agents were told is read."""

from .change_notice import change_notice
from .change_own_notices import change_own_notices
from .dismiss import Failure, bring_back, dismiss, kind_of
from .read import bring_back_notices, read_notices

__all__ = [
    "Failure",
    "bring_back",
    "bring_back_notices",
    "change_notice",
    "change_own_notices",
    "dismiss",
    "kind_of",
    "read_notices",
]
