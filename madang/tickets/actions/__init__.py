"""The verbs of a ticket: the only functions that write tickets and messages.

Each guards, changes and records one event, in one transaction. `by` is who acts; None is the desk itself.
"""

from .assign import assign
from .change import change_priority, change_status, change_subject, change_type
from .draft import add_to_draft, drop_draft, drop_from_draft, keep_draft
from .merge import merge, unmerge
from .move import move
from .note import note
from .open import open_ticket
from .pass_on import pass_on
from .receive import Written, receive
from .reply import reply
from .tag import tag

__all__ = [
    "Written",
    "add_to_draft",
    "assign",
    "change_priority",
    "change_status",
    "change_subject",
    "change_type",
    "drop_draft",
    "drop_from_draft",
    "keep_draft",
    "merge",
    "move",
    "note",
    "open_ticket",
    "pass_on",
    "receive",
    "reply",
    "tag",
    "unmerge",
]
