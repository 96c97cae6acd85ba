"""The nouns of a ticket."""

from .attachment import Attachment
from .draft import Draft
from .message import Message, Visibility
from .tag import Tag
from .ticket import OPEN_STATUSES, Priority, Status, Ticket, TicketNumber, TicketType

__all__ = [
    "OPEN_STATUSES",
    "Attachment",
    "Draft",
    "Message",
    "Priority",
    "Status",
    "Tag",
    "Ticket",
    "TicketNumber",
    "TicketType",
    "Visibility",
]
