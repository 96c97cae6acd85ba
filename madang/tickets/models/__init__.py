"""The nouns of a ticket."""

from .attachment import Attachment
from .bulk import BulkItem, BulkRun, BulkState, ItemState
from .draft import Draft
from .export import ExportKind, ExportState, TicketExport
from .field import (
    CHOSEN_KINDS,
    CustomerFieldValue,
    Field,
    FieldKind,
    FieldOption,
    FieldSubject,
    FieldValue,
    ForCustomer,
    OrganizationFieldValue,
    TypedValue,
)
from .follower import Follower, FollowHabit
from .form import Form
from .hold import Hold
from .invitation import TeamInvitation
from .link import LinkKind, TicketLink
from .macro import Audience, Macro
from .mention import Mention
from .message import Message, Visibility
from .planned import UNDER_WAY, WAITING, PlannedReply, PlannedState, StoppedBy
from .segment import Segment
from .side import SideConversation, SideDraft, SideMessage, SideSeen
from .sight import Sight
from .status import OPEN_STATUSES, OwnStatus, Status
from .tag import Tag
from .ticket import Away, Priority, Ticket, TicketNumber, TicketType
from .view import SavedView, Sharing

__all__ = [
    "CHOSEN_KINDS",
    "OPEN_STATUSES",
    "UNDER_WAY",
    "WAITING",
    "Attachment",
    "Audience",
    "Away",
    "BulkItem",
    "BulkRun",
    "BulkState",
    "CustomerFieldValue",
    "Draft",
    "ExportKind",
    "ExportState",
    "Field",
    "FieldKind",
    "FieldOption",
    "FieldSubject",
    "FieldValue",
    "FollowHabit",
    "Follower",
    "ForCustomer",
    "Form",
    "Hold",
    "ItemState",
    "LinkKind",
    "Macro",
    "Mention",
    "Message",
    "OrganizationFieldValue",
    "OwnStatus",
    "PlannedReply",
    "PlannedState",
    "Priority",
    "SavedView",
    "Segment",
    "Sharing",
    "SideConversation",
    "SideDraft",
    "SideMessage",
    "SideSeen",
    "Sight",
    "Status",
    "StoppedBy",
    "Tag",
    "TeamInvitation",
    "Ticket",
    "TicketExport",
    "TicketLink",
    "TicketNumber",
    "TicketType",
    "TypedValue",
    "Visibility",
]
