"""The verbs of a ticket: the only functions that write tickets and messages.

Each guards, changes and records one event, in one transaction. `by` is who acts; None is the desk itself.
"""

from .answer_incidents import answer_incidents
from .assign import assign
from .bulk import do_items, start_bulk, start_undo, stop_bulk
from .change import USUAL, Own, change_priority, change_status, change_subject, change_type
from .draft import add_to_draft, address_draft, drop_draft, drop_from_draft, keep_draft
from .erase import erase_ticket
from .export import remove_old_exports, start_export, start_people_export, stop_export
from .fields import (
    add_option,
    bring_back_field,
    bring_back_option,
    change_field,
    make_field,
    order_fields,
    order_options,
    remove_field,
    remove_option,
    rename_option,
    retire_field,
)
from .follow import change_habits, follow, unfollow
from .forms import (
    bring_back_form,
    change_form,
    change_items,
    choose_form,
    make_form,
    order_forms,
    remove_form,
)
from .invite_team import finish_help, invite_team
from .link import link, open_task, unlink
from .macros import Written as WrittenMacro
from .macros import bring_back_macro, change_macro, make_macro, remove_macro
from .merge import merge, unmerge
from .merging_customers import merge_customers, part_customers
from .move import move
from .note import note
from .on_hold import explain_hold
from .open import open_ticket
from .pass_on import pass_on
from .planned import cancel, change_reply, hold, let_go, send_now
from .put_away import delete, mark_spam, restore, unmark_spam
from .receive import Written, receive
from .redact import redact, redact_file
from .reply import reply
from .review import approve, ask_review, hand_to_reviewer, return_reply
from .schedule import Answer, reschedule, schedule
from .segments import change_segment, make_segment, remove_segment
from .set_field import set_field
from .set_people_field import set_customer_field, set_organization_field
from .side import close_side, open_side, receive_side, reopen_side, see_side, write_side
from .side_draft import AsidePlace, add_to_side_draft, drop_from_side_draft, keep_side_draft
from .sight import hide_from, show_again
from .snooze import snooze, wake
from .split import split, take_back
from .statuses import bring_back_status, make_status, order_statuses, remove_status, reword_status
from .tag import tag
from .tags import merge_tags, rename_tag
from .use_macro import Taken, do_parts, drop_part, take_macro, use_macro
from .view import View, arrange_views, change_view, make_view, remove_view, restore_view

__all__ = [
    "USUAL",
    "Answer",
    "AsidePlace",
    "Own",
    "Taken",
    "View",
    "Written",
    "WrittenMacro",
    "add_option",
    "add_to_draft",
    "add_to_side_draft",
    "address_draft",
    "answer_incidents",
    "approve",
    "arrange_views",
    "ask_review",
    "assign",
    "bring_back_field",
    "bring_back_form",
    "bring_back_macro",
    "bring_back_option",
    "bring_back_status",
    "cancel",
    "change_field",
    "change_form",
    "change_habits",
    "change_items",
    "change_macro",
    "change_priority",
    "change_reply",
    "change_segment",
    "change_status",
    "change_subject",
    "change_type",
    "change_view",
    "choose_form",
    "close_side",
    "delete",
    "do_items",
    "do_parts",
    "drop_draft",
    "drop_from_draft",
    "drop_from_side_draft",
    "drop_part",
    "erase_ticket",
    "explain_hold",
    "finish_help",
    "follow",
    "hand_to_reviewer",
    "hide_from",
    "hold",
    "invite_team",
    "keep_draft",
    "keep_side_draft",
    "let_go",
    "link",
    "make_field",
    "make_form",
    "make_macro",
    "make_segment",
    "make_status",
    "make_view",
    "mark_spam",
    "merge",
    "merge_customers",
    "merge_tags",
    "move",
    "note",
    "open_side",
    "open_task",
    "open_ticket",
    "order_fields",
    "order_forms",
    "order_options",
    "order_statuses",
    "part_customers",
    "pass_on",
    "receive",
    "receive_side",
    "redact",
    "redact_file",
    "remove_field",
    "remove_form",
    "remove_macro",
    "remove_old_exports",
    "remove_option",
    "remove_segment",
    "remove_status",
    "remove_view",
    "rename_option",
    "rename_tag",
    "reopen_side",
    "reply",
    "reschedule",
    "restore",
    "restore_view",
    "retire_field",
    "return_reply",
    "reword_status",
    "schedule",
    "see_side",
    "send_now",
    "set_customer_field",
    "set_field",
    "set_organization_field",
    "show_again",
    "snooze",
    "split",
    "start_bulk",
    "start_export",
    "start_people_export",
    "start_undo",
    "stop_bulk",
    "stop_export",
    "tag",
    "take_back",
    "take_macro",
    "unfollow",
    "unlink",
    "unmark_spam",
    "unmerge",
    "use_macro",
    "wake",
    "write_side",
]
