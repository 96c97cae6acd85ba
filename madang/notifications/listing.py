"""What one agent was told, as far as they may still see it."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from madang.accounts.models import User
from madang.accounts.roles import Permission, Reach
from madang.lib.prepared import Given, Prepared
from madang.tickets.models import Visibility
from madang.tickets.queries import seen_with

from .models import Notice

PAGE = 40
MOST_COUNTED = 100
"""Unread ones are counted no further; more is shown as 99+."""


def notices_of(person: User) -> QuerySet[Notice]:
    """The person's notices about tickets and messages that they may see."""
    if not person.is_agent:
        return Notice.objects.none()
    return _told(Reach(person.reach), person.pk, notes=person.may(Permission.NOTE))


def _told(reach: Reach, agent: int | Given, *, notes: bool) -> QuerySet[Notice]:
    seen = seen_with(reach, agent).filter(pk=OuterRef("ticket_id"))
    told = Notice.objects.filter(Exists(seen), person=agent)
    return told if notes else told.filter(Q(message=None) | Q(message__visibility=Visibility.PUBLIC))


def how_many_unread(person: User) -> int:
    """How many the person has not read, at most MOST_COUNTED. One query."""
    return len(unread_ids(person))


def unread_ids(person: User) -> Sequence[int]:
    """The ids of those that the person has not read, the newest first, at most MOST_COUNTED. One query."""
    if not person.is_agent:
        return []
    unread = _UNREAD[Reach(person.reach), person.may(Permission.NOTE)]
    return [one.pk for one in unread.all(person=person.pk)]


def _unread(reach: Reach, notes: bool) -> Prepared[Notice]:
    return Prepared(
        lambda: (
            _told(reach, Given("person"), notes=notes)
            .filter(read_at=None)
            .order_by("-pk")
            .only("pk")[:MOST_COUNTED]
        )
    )


_UNREAD = {(reach, notes): _unread(reach, notes) for reach in Reach for notes in (True, False)}


def unread_of(person: User) -> Sequence[Notice]:
    """The newest that were not read, at most MOST_COUNTED. One query."""
    return list(_whole(notices_of(person).filter(read_at=None))[:MOST_COUNTED])


def read_by(person: User, *, below: int | None = None) -> Sequence[Notice]:
    """The newest that were read, one more than a page, to know whether others follow. One query."""
    found = notices_of(person).filter(read_at__isnull=False)
    if below is not None:
        found = found.filter(pk__lt=below)
    return list(_whole(found)[: PAGE + 1])


def newest_of(person: User, *, after: int) -> Sequence[Notice]:
    """Those that were not read and came after the notice `after`, the oldest first. One query."""
    found = _whole(notices_of(person).filter(read_at=None, pk__gt=after))
    return list(found[:PAGE])[::-1]


def _whole(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    related = ("ticket__requester", "ticket__own_status", "by", "message")
    return notices.select_related(*related).order_by("-pk")
