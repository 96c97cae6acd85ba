from collections.abc import Iterable
from dataclasses import replace

from django.db.models import F
from django.utils import timezone

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.history.recording import action, record
from madang.lib.rows import update

from ..events import TICKET_TAGGED, Tagged
from ..models import Tag, Ticket
from ..parts import Part, PartKind
from ..tags import as_kept
from .guard import guard, guard_not_closed


@action
def tag(ticket: Ticket, *, add: Iterable[str] = (), remove: Iterable[str] = (), by: User | None) -> None:
    """Put tags on and take tags off; names are trimmed and in lower case, unknown ones are made.
    One that was merged into another is that other.

    Raises NotAllowed and TicketClosed.
    """
    ticket = ticket.locked()
    guard(ticket, by=by, permission=Permission.CHANGE)
    guard_not_closed(ticket)
    present = {one.name: one for one in ticket.tags.all()}
    wanted = {one.pk: one for one in (_tag(name) for name in _names(add) if name not in present)}
    added = [one for one in wanted.values() if one.name not in present]
    removed = [present[name] for name in dict.fromkeys(_names(remove)) if name in present]
    if not added and not removed:
        return

    ticket.tags.add(*added)
    ticket.tags.remove(*removed)
    Tag.objects.filter(pk__in=[one.pk for one in added]).update(uses=F("uses") + 1)
    Tag.objects.filter(pk__in=[one.pk for one in removed], uses__gt=0).update(uses=F("uses") - 1)
    ticket.updated_at = timezone.now()
    update(ticket, ["updated_at"])
    data = Tagged(added=tuple(one.pk for one in added), removed=tuple(one.pk for one in removed))
    record(ticket, TICKET_TAGGED, by=by, data=data)


def with_tags_made(parts: Iterable[Part]) -> list[Part]:
    """The parts, with tags that are to be put on and that nobody made yet; to be called as they are kept."""
    return [
        replace(part, value=str(_tag(part.name).pk)) if part.kind == PartKind.TAG and not part.value else part
        for part in parts
    ]


def _names(given: Iterable[str]) -> Iterable[str]:
    return (kept for name in given if (kept := as_kept(name)))


def _tag(name: str) -> Tag:
    tag = Tag.objects.select_related("merged_into").get_or_create(name=name)[0]
    return tag.merged_into or tag
