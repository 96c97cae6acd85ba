"""What people do about mail that came in. `by` is who acts; every action leaves one event in the history.

All raise NotAllowed when the person may not.
"""

from .block import block, unblock
from .discard import discard
from .let_through import let_through
from .read_again import read_again
from .remove_originals import remove_originals
from .set_policy import set_policy
from .try_again import try_again

__all__ = [
    "block",
    "discard",
    "let_through",
    "read_again",
    "remove_originals",
    "set_policy",
    "try_again",
    "unblock",
]
