"""The side conversations of a ticket, as its panel lists them and as one is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from madang.accounts.agents import agents
from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.delivery.models import Delivery
from madang.lib.prepared import PreparedAmong
from madang.tickets.actions.side import permission_for
from madang.tickets.merging import goes_on_in, whole_conversation
from madang.tickets.models import Attachment, SideConversation, SideMessage, SideSeen, Status, Ticket
from madang.tickets.queries import sides_visible_to
from madang.tickets.threads import without_tag

from .message_body import Body, body_of
from .naming import named_by
from .originals import Origin, origin_of, with_origins_aside
from .receipts import Receipt, receipts_of, stopped_among

MOST_LISTED = 50
MOST_SHOWN = 200
"""Messages of one side conversation that are shown; of more, the newest."""


class NoSuchSide(Exception):
    """There is no such side conversation, or the person may not see it."""


@dataclass(frozen=True, slots=True)
class SideRow:
    """One side conversation in the panel; `unread` is how many messages of others one has not read."""

    side: SideConversation
    unread: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """One message of a side conversation."""

    message: SideMessage
    body: Body
    files: Sequence[Attachment]
    receipts: Sequence[Receipt]
    origin: Origin | None = None

    @property
    def moment(self) -> datetime:
        """When it was written."""
        return self.message.created_at

    @property
    def name(self) -> str:
        """Who wrote it."""
        author = self.message.author
        return author.shown_name if author is not None else self.message.from_name or self.message.from_email

    @property
    def envelope(self) -> str:
        """Addresses as on an envelope, without the one that answers go to; empty for what a team reads."""
        inbox = self.message.side.inbox
        named = [*self.message.to, *self.message.cc]
        to = ", ".join(one for one in named if inbox is None or without_tag(one) != inbox.address)
        return (
            f"{self.message.from_email} → {to}" if self.message.from_email and to else self.message.from_email
        )


@dataclass(frozen=True, slots=True)
class OpenedSide:
    """Everything that one side conversation shows.

    `may_write`: the person may, in this one. `closed`: nobody may, because its ticket takes nothing any more.
    """

    side: SideConversation
    ticket: Ticket
    messages: Sequence[Shown]
    newest: int
    may_write: bool
    closed: bool

    @property
    def is_inside(self) -> bool:
        """Whether it is with a team, in the desk."""
        return self.side.inbox_id is None

    @property
    def people(self) -> str:
        """Who takes part by mail, as they stand in the field of recipients."""
        return ", ".join(self.side.people)


def sides_of(person: User, ticket: Ticket) -> Sequence[SideRow]:
    """The side conversations of the ticket and of what was merged into it: the open ones first, each kind in
    the order of their beginning. Two queries, four when there are any."""
    if not person.may(Permission.NOTE):
        return []
    found = _SIDES.all(whole_conversation(ticket))
    sides = sorted(found, key=lambda one: (one.closed_at is not None, one.pk))
    if not sides:
        return []
    unread = _unread(person, sides)
    return [SideRow(side, unread.get(side.pk, 0)) for side in sides]


_SIDES = PreparedAmong(
    lambda whole: (
        SideConversation.objects.filter(ticket__in=whole).select_related("team").order_by("-pk")[:MOST_LISTED]
    )
)


def opened_side(person: User, key: int) -> OpenedSide:
    """One side conversation with its messages. Raises NoSuchSide."""
    side = side_for(person, key)
    ticket = goes_on_in(side.ticket)
    ledger = Prefetch("deliveries", queryset=Delivery.objects.defer("raw").order_by("pk"))
    newest_first = (
        with_origins_aside(side.messages.all())
        .select_related("author")
        .prefetch_related("attachments", ledger)
    )
    messages: list[SideMessage] = list(newest_first.order_by("-pk")[:MOST_SHOWN])[::-1]
    called = named_by(messages, person)
    colleagues = _colleagues_among([one.from_email for one in messages if one.author is None])
    stopped = stopped_among(one for message in messages for one in message.deliveries.all())
    return OpenedSide(
        side=side,
        ticket=ticket,
        messages=[
            Shown(
                message=one,
                body=body_of(one, called),
                files=[file for file in one.attachments.all() if not _is_in_the_text(file, one)],
                receipts=receipts_of(one.deliveries.all(), stopped=stopped),
                origin=origin_of(one, colleagues=colleagues),
            )
            for one in messages
        ],
        newest=messages[-1].pk if messages else 0,
        may_write=person.may(permission_for(side)),
        closed=ticket.status == Status.CLOSED,
    )


def side_for(person: User, key: int) -> SideConversation:
    """The side conversation with that id, its ticket beside it. Raises NoSuchSide."""
    found = sides_visible_to(person).select_related("ticket", "team", "inbox").filter(pk=key).first()
    if found is None:
        raise NoSuchSide(key)
    return found


def _colleagues_among(addresses: Sequence[str]) -> frozenset[str]:
    """Those of the addresses that are agents'. No query without addresses, else one."""
    if not addresses:
        return frozenset()
    found = agents().filter(email__in=addresses).values_list("email", flat=True)
    return frozenset(one for one in found if one)


def _unread(person: User, sides: Sequence[SideConversation]) -> Mapping[int, int]:
    keys = [side.pk for side in sides]
    seen = dict(SideSeen.objects.filter(person=person, side__in=keys).values_list("side", "newest"))
    unread: dict[int, int] = {}
    rows = SideMessage.objects.filter(side__in=keys).values_list("side", "pk", "author")
    for side, pk, author in rows:
        if author != person.pk and pk > seen.get(side, 0):
            unread[side] = unread.get(side, 0) + 1
    return unread


def _is_in_the_text(file: Attachment, message: SideMessage) -> bool:
    return bool(file.inline and file.content_id and f"cid:{file.content_id}" in message.body_html)
