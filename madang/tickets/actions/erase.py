"""A ticket goes for good, with everything that anybody wrote in it, wherever it lies."""

from datetime import datetime

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.history.kinds import Nothing
from madang.history.recording import action, record

from ..errors import NotAllowed, NotDeleted
from ..events import TICKET_ERASED
from ..holders import erase_everywhere
from ..merging import whole_conversation
from ..models import Away, Ticket
from ..queries import deleted_within_reach


@action
def erase_ticket(ticket: Ticket, *, by: User | None, due: datetime | None = None) -> bool:
    """Erase a deleted ticket and what was merged into it; tells whether it was there to be erased.

    All that keep words of it let go of them (`tickets.holders`). Of the originals a digest stays, so that the
    same mail delivered again is still known; of the history, ids and codes. With `due` only what is due then.
    Raises NotAllowed, and NotDeleted for a ticket that is not among the deleted ones.
    """
    found = Ticket.objects.select_for_update(of=("self",)).filter(pk=ticket.pk, merged_into=None).first()
    if found is None or found.away != Away.DELETED:
        if by is None:
            return False
        raise NotDeleted
    if due is not None and (found.away_until is None or found.away_until > due):
        return False
    if by is not None and not (
        by.may(Permission.DELETE) and deleted_within_reach(by).filter(pk=found.pk).exists()
    ):
        raise NotAllowed
    record(found, TICKET_ERASED, by=by, data=Nothing())
    erase_everywhere(whole_conversation(found))
    return True
