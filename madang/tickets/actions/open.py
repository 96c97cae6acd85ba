from django.utils import timezone

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.brands.models import Brand
from madang.channels.models import Inbox
from madang.history.recording import action, record
from madang.lib.rows import insert

from ..errors import EmptyMessage, NotAllowed
from ..events import TICKET_OPENED, Opened
from ..models import Message, Status, Ticket
from ..numbers import next_number
from ..statuses import default_of
from .receive import Written, add_incoming, preview_of

LONGEST_SUBJECT = 500


@action
def open_ticket(
    *,
    subject: str,
    written: Written,
    brand: Brand,
    inbox: Inbox | None,
    by: User | None,
    follow_up_of: Ticket | None = None,
) -> tuple[Ticket, Message]:
    """Open a ticket with its first message, whose author is the requester.

    `by` is the agent who opens it for the requester, or None when it came in by itself. `follow_up_of` is the
    closed ticket that it goes on from.
    Raises NotAllowed, and EmptyMessage when an agent writes nothing; what comes in may be empty.
    """
    if by is not None and not by.may(Permission.OPEN_TICKET):
        raise NotAllowed
    if by is not None and not (written.body_text.strip() or written.files):
        raise EmptyMessage

    at = written.at or timezone.now()
    ticket = Ticket(
        number=next_number(),
        subject=" ".join(subject.split())[:LONGEST_SUBJECT],
        requester=written.author,
        brand=brand,
        inbox=inbox,
        follow_up_of=follow_up_of,
        own_status=default_of(Status.NEW),
        preview=preview_of(written.new_words or written.body_text),
        last_message_at=at,
        waiting_since=None if written.auto_reply else at,
        created_at=at,
        updated_at=at,
    )
    insert(ticket)
    message = add_incoming(ticket, written, at=at)
    record(
        ticket,
        TICKET_OPENED,
        by=by or written.author,
        data=Opened(message=message.pk, inbox=inbox.pk if inbox is not None else None),
    )
    return ticket, message
