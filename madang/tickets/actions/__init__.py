"""The verbs of a ticket: the only functions that write tickets and messages.

Each guards, changes and records one event, in one transaction. `by` is who acts; None is the desk itself.
"""

from .assign import assign
from .change import change_priority, change_status, change_subject, change_type
from .draft import add_to_draft, drop_draft, drop_from_draft, keep_draft
from .move import move
from .note import note
from .open import open_ticket
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
    "move",
    "note",
    "open_ticket",
    "receive",
    "reply",
    "tag",
]
