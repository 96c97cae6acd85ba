from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.brands.models import Brand
from madang.channels.models import Inbox
from madang.history.recording import action, record

from ..events import NOTE_WRITTEN, OfMessage
from ..models import Message, Ticket, Visibility
from .open import open_ticket
from .outgoing import write
from .receive import Written


@action
def pass_on(
    *, subject: str, written: Written, note: str, brand: Brand, inbox: Inbox, by: User
) -> tuple[Ticket, Message]:
    """Open a ticket for somebody whose message an agent passed on; what the agent added is an internal note.

    Raises NotAllowed when the agent may not open tickets.
    """
    ticket, message = open_ticket(subject=subject, written=written, brand=brand, inbox=inbox, by=by)
    if note.strip() and by.may(Permission.NOTE):
        added = write(
            ticket,
            author=by,
            visibility=Visibility.INTERNAL,
            body_text=note,
            body_html="",
            key=f"{written.key}:note",
        )
        record(ticket, NOTE_WRITTEN, by=by, data=OfMessage(message=added.pk))
    return ticket, message
