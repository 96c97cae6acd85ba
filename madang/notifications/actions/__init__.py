"""What administrators set about notices, agents about what they are mailed, and what failed is dismissed."""

from .change_notice import change_notice
from .change_own_notices import change_own_notices
from .dismiss import Failure, bring_back, dismiss, kind_of

__all__ = ["Failure", "bring_back", "change_notice", "change_own_notices", "dismiss", "kind_of"]
