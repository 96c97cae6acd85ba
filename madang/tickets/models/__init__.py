"""The nouns of a ticket."""

from .attachment import Attachment
from .draft import Draft
from .message import Message, Visibility
from .planned import UNDER_WAY, WAITING, PlannedReply, PlannedState, StoppedBy
from .tag import Tag
from .ticket import OPEN_STATUSES, Priority, Status, Ticket, TicketNumber, TicketType

__all__ = [
    "OPEN_STATUSES",
    "UNDER_WAY",
    "WAITING",
    "Attachment",
    "Draft",
    "Message",
    "PlannedReply",
    "PlannedState",
    "Priority",
    "Status",
    "StoppedBy",
    "Tag",
    "Ticket",
    "TicketNumber",
    "TicketType",
    "Visibility",
]
