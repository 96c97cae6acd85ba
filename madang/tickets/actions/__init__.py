"""The verbs of a ticket: the only functions that write tickets and messages.

Each guards, changes and records one event, in one transaction. `by` is who acts; None is the desk itself.
"""

from .assign import assign
from .change import change_priority, change_status, change_subject, change_type
from .draft import add_to_draft, address_draft, drop_draft, drop_from_draft, keep_draft
from .merge import merge, unmerge
from .move import move
from .note import note
from .open import open_ticket
from .pass_on import pass_on
from .planned import cancel, change_reply, hold, let_go, send_now
from .receive import Written, receive
from .reply import reply
from .review import approve, ask_review, hand_to_reviewer, return_reply
from .schedule import Answer, reschedule, schedule
from .tag import tag

__all__ = [
    "Answer",
    "Written",
    "add_to_draft",
    "address_draft",
    "approve",
    "ask_review",
    "assign",
    "cancel",
    "change_priority",
    "change_reply",
    "change_status",
    "change_subject",
    "change_type",
    "drop_draft",
    "drop_from_draft",
    "hand_to_reviewer",
    "hold",
    "keep_draft",
    "let_go",
    "merge",
    "move",
    "note",
    "open_ticket",
    "pass_on",
    "receive",
    "reply",
    "reschedule",
    "return_reply",
    "schedule",
    "send_now",
    "tag",
    "unmerge",
]
