from collections.abc import Iterable

from django.utils import timezone

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.history.recording import action, record

from ..events import TICKET_TAGGED, Tagged
from ..models import Tag, Ticket
from .guard import guard, guard_not_closed

LONGEST_TAG = 60


@action
def tag(ticket: Ticket, *, add: Iterable[str] = (), remove: Iterable[str] = (), by: User | None) -> None:
    """Put tags on and take tags off; names are trimmed and in lower case, unknown ones are made.

    Raises NotAllowed and TicketClosed.
    """
    ticket = ticket.locked()
    guard(ticket, by=by, permission=Permission.CHANGE)
    guard_not_closed(ticket)
    present = {one.name: one for one in ticket.tags.all()}
    added = [_tag(name) for name in dict.fromkeys(_names(add)) if name not in present]
    removed = [present[name] for name in dict.fromkeys(_names(remove)) if name in present]
    if not added and not removed:
        return

    ticket.tags.add(*added)
    ticket.tags.remove(*removed)
    ticket.updated_at = timezone.now()
    ticket.save(update_fields=["updated_at"])
    data = Tagged(added=tuple(one.pk for one in added), removed=tuple(one.pk for one in removed))
    record(ticket, TICKET_TAGGED, by=by, data=data)


def _names(given: Iterable[str]) -> Iterable[str]:
    trimmed = ("-".join(name.split()).lower()[:LONGEST_TAG] for name in given)
    return (name for name in trimmed if name)


def _tag(name: str) -> Tag:
    return Tag.objects.get_or_create(name=name)[0]
