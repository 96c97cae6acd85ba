"""What administrators set about notices, and agents about what they are mailed."""

from .change_notice import change_notice
from .change_own_notices import change_own_notices

__all__ = ["change_notice", "change_own_notices"]
