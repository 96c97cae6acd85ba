"""The verbs of a ticket: the only functions that write tickets and messages.

Each guards, changes and records one event, in one transaction. `by` is who acts; None is the desk itself.
"""

from .assign import assign
from .change import USUAL, Own, change_priority, change_status, change_subject, change_type
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
from .snooze import snooze, wake
from .statuses import bring_back_status, make_status, order_statuses, remove_status, reword_status
from .tag import tag

__all__ = [
    "USUAL",
    "Answer",
    "Own",
    "Written",
    "add_to_draft",
    "address_draft",
    "approve",
    "ask_review",
    "assign",
    "bring_back_status",
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
    "make_status",
    "merge",
    "move",
    "note",
    "open_ticket",
    "order_statuses",
    "pass_on",
    "receive",
    "remove_status",
    "reply",
    "reschedule",
    "return_reply",
    "reword_status",
    "schedule",
    "send_now",
    "snooze",
    "tag",
    "unmerge",
    "wake",
]
