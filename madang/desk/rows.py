"""One page of a list. A page goes on from the last row of the one before, however long the list is."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from django.db.models import Q, QuerySet

from madang.accounts.models import User, shown_name
from madang.lib.prepared import PreparedAmong
from madang.tickets.filters import Asker, Place, WrongCursor, among, matching, steps_of
from madang.tickets.filters import page_of as page_of_view
from madang.tickets.models import Away, Priority, Status, Ticket, TicketType
from madang.tickets.words import in_language

from .asking import waits_aside_of, waits_of
from .field_columns import Shown, shown_in
from .lists import TicketList

PAGE = 40
MOST_TAGS = 2
_READ = (
    *("pk", "number", "subject", "preview", "status", "priority", "waiting_since", "inbox_id", "team_id"),
    *("away", "away_until", "woken_at", "last_message_at", "waits_aside_since"),
    *("own_status__names", "requester__name", "requester__email", "team__name"),
    *("assignee__name", "assignee__email"),
    *("type", "brand__name", "inbox__address", "created_at", "updated_at", "solved_at"),
    "requester__organization__name",
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Row:
    """All that is shown of a ticket in a list, so that equal rows look equal.

    `moment` is what the list is ordered by, or the last message's time; `rank` is a text that sorts as a
    view does, where more may count, and `group` is the heading it stands under there. `by_mail` tells
    tickets that came in from those that were opened here. `snoozed` and `comes_back` (None: when the
    customer writes) are of a ticket that was put aside, `is_back` of one that came back and where nothing
    was said since. `assignee` is None when nobody has it, else the name that is shown. `waits_on` is the
    team that was asked for help, since `waits_since`; `waits_aside` with whom a side conversation is
    where the last word was ours, since `waits_aside_since`.
    """

    pk: int
    number: int
    moment: datetime
    subject: str
    preview: str
    status: str
    own_status: str
    priority: int
    waiting: bool
    by_mail: bool
    requester: str
    team_id: int | None
    team: str
    assignee: str | None
    tags: tuple[str, ...]
    type: str
    brand: str
    inbox: str
    created_at: datetime
    updated_at: datetime
    solved_at: datetime | None
    organization: str
    snoozed: bool = False
    comes_back: datetime | None = None
    is_back: bool = False
    waits_on: str = ""
    waits_since: datetime | None = None
    waits_aside: str = ""
    waits_aside_since: datetime | None = None
    rank: str = ""
    group: str = ""
    fields: tuple[Shown, ...] = ()

    def get_type_display(self) -> str:
        """The type in words, empty for none."""
        return str(TicketType(self.type).label) if self.type else ""

    def get_status_display(self) -> str:
        """The status in words."""
        return self.own_status or str(Status(self.status).label)

    def get_priority_display(self) -> str:
        """The priority in words."""
        return str(Priority(self.priority).label)


@dataclass(frozen=True, slots=True)
class Rows:
    """Tickets of one page, and the cursor of the next, empty on the last."""

    tickets: Sequence[Row]
    next: str = ""


def page_of(one: TicketList, *, after: str = "", size: int = PAGE) -> Rows:
    """The first page, or the one behind the cursor `after`. Three queries, five when some wait aside.

    Raises WrongCursor.
    """
    assert one.view is None
    order = one.order
    tickets = one.tickets
    if after:
        moment, key = _read(after)
        # The first condition alone can use the index; the second leaves out what was shown.
        tickets = tickets.filter(**{f"{order}__lte": moment}).filter(
            Q(**{f"{order}__lt": moment}) | Q(pk__lt=key)
        )
    found = _rows(tickets, order, size + 1)
    if len(found) <= size:
        return Rows(found)
    shown = found[:size]
    return Rows(shown, next=_write(shown[-1].moment, shown[-1].pk))


def page_of_list(one: TicketList, by: User, *, after: str = "") -> Rows:
    """A page of any list, as `by` sees it. Raises WrongCursor."""
    if one.view is None:
        return page_of(one, after=after)
    view = one.view
    if view.tree is None:
        return Rows([])
    asker = Asker.of(by)
    page = page_of_view(view.tree, by=asker, order=view.order, grouping=view.grouping, after=after, size=PAGE)
    return Rows(rows_at(page.places, view.facts), page.next)


def only_of_list(one: TicketList, by: User, numbers: Sequence[int]) -> Sequence[Row]:
    """Those of the numbered tickets that belong to the list now, in its order; to keep a page right."""
    if one.view is None:
        return only(one, numbers)
    if one.view.tree is None:
        return []
    known = matching(one.view.tree, by=Asker.of(by)).filter(number__in=numbers)
    return rows_at(among(known, steps_of(one.view.order, one.view.grouping)), one.view.facts)


def rows_at(places: Sequence[Place], facts: Sequence[str] = ()) -> list[Row]:
    """The rows of these places, in their order. Three queries, five when some wait aside.

    Up to four more where `facts` are fields of the desk's own.
    """
    tickets = Ticket.objects.filter(pk__in=[place.pk for place in places])
    rows = {row.pk: row for row in _read_rows(tickets.order_by(), "last_message_at", len(places))}
    fields = shown_in(facts, list(rows))
    return [
        replace(
            rows[place.pk],
            moment=place.moment or rows[place.pk].moment,
            rank=place.rank,
            group=place.step.group,
            fields=fields.get(place.pk, ()),
        )
        for place in places
        if place.pk in rows
    ]


def only(one: TicketList, numbers: Sequence[int]) -> Sequence[Row]:
    """Those of the numbered tickets that belong to the list now, in its order; to keep a page right."""
    return _rows(one.tickets.filter(number__in=numbers), one.order, len(numbers))


def _rows(tickets: QuerySet[Ticket], order: str, most: int) -> list[Row]:
    return _read_rows(tickets.order_by(f"-{order}", "-pk"), order, most)


def _read_rows(tickets: QuerySet[Ticket], moment: str, most: int) -> list[Row]:
    found = list(tickets.values_list(moment, *_READ)[:most])
    keys = [values[1] for values in found]
    tags, waits = _TAGS.by("ticket_id", keys), waits_of(keys)
    rows = [
        _row(
            *values,
            tags=tuple(one.tag.name for one in tags.get(values[1], ())[:MOST_TAGS]),
            waits=waits.get(values[1]),
        )
        for values in found
    ]
    asides = waits_aside_of([row.pk for row in rows if row.waits_aside_since is not None])
    return [replace(row, waits_aside=asides[row.pk]) if row.pk in asides else row for row in rows]


_TAGS = PreparedAmong(
    lambda tickets: (
        Ticket.tags.through.objects.filter(ticket__in=tickets).select_related("tag").order_by("tag__name")
    )
)


def _row(
    moment: datetime,
    pk: int,
    number: int,
    subject: str,
    preview: str,
    status: str,
    priority: int,
    waiting_since: datetime | None,
    inbox_id: int | None,
    team_id: int | None,
    away: str,
    away_until: datetime | None,
    woken_at: datetime | None,
    last_message_at: datetime,
    waits_aside_since: datetime | None,
    own_status: dict[str, str] | None,
    requester_name: str,
    requester_email: str | None,
    team: str | None,
    assignee_name: str | None,
    assignee_email: str | None,
    type: str,
    brand: str,
    inbox: str | None,
    created_at: datetime,
    updated_at: datetime,
    solved_at: datetime | None,
    organization: str | None,
    *,
    tags: tuple[str, ...],
    waits: tuple[str, datetime] | None,
) -> Row:
    return Row(
        pk=pk,
        number=number,
        moment=moment,
        subject=subject,
        preview=preview,
        status=status,
        own_status=in_language(own_status or {}),
        priority=priority,
        waiting=waiting_since is not None,
        by_mail=inbox_id is not None,
        requester=shown_name(requester_name, requester_email),
        team_id=team_id,
        team=team or "",
        assignee=None if assignee_name is None else shown_name(assignee_name, assignee_email),
        tags=tags,
        snoozed=away == Away.SNOOZED,
        comes_back=away_until if away == Away.SNOOZED else None,
        is_back=woken_at is not None and woken_at == last_message_at,
        type=type,
        brand=brand,
        inbox=inbox or "",
        created_at=created_at,
        updated_at=updated_at,
        solved_at=solved_at,
        organization=organization or "",
        waits_on=waits[0] if waits is not None else "",
        waits_since=waits[1] if waits is not None else None,
        waits_aside_since=waits_aside_since,
    )


def _write(moment: datetime, key: int) -> str:
    plain = f"{(moment - _EPOCH) // _MICROSECOND}.{key}"
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[datetime, int]:
    try:
        plain = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        micros, key = plain.split(".")
        return _EPOCH + _MICROSECOND * int(micros), int(key)
    except (binascii.Error, UnicodeDecodeError, ValueError, OverflowError):
        raise WrongCursor(cursor) from None
