"""The verbs of an inbox: the only functions that write inboxes.

Each guards, changes and records one event, in one transaction. `by` is who acts; None is the desk itself.
"""

from .change_inbox import change_inbox
from .make_inbox import make_inbox

__all__ = ["change_inbox", "make_inbox"]
