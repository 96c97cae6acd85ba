"""One ticket opened: its messages as they are shown, and the person behind it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from madang.accounts.models import Identity, User
from madang.accounts.roles import Permission, Reach
from madang.delivery.models import Delivery
from madang.lib.prepared import Given, Prepared, PreparedAmong
from madang.tickets.copies import hidden_among, named_in_no_mail
from madang.tickets.fields import Filled, fields_of
from madang.tickets.form_items import form_of, forms_for
from madang.tickets.merging import whole_conversation
from madang.tickets.models import Attachment, Form, Message, Priority, Tag, Ticket, TicketType
from madang.tickets.people_fields import fields_beside_tickets
from madang.tickets.queries import messages_seen_with, messages_visible_to, seen_with, sees_bcc
from madang.tickets.statuses import Category, choices_for

from .asking import Asked, asked_of
from .compose.composer import Composer, composer_of
from .customers.alike import Alike, alike_to
from .following import Following, ShownTo, following_of, shown_to
from .held import Held, held_of
from .linked import Linked, linked_of
from .links import Links, links_of
from .message_body import Body, body_of
from .naming import named_by
from .originals import Origin, origin_of, with_origins
from .planned import Waiting, waiting_on
from .receipts import Receipt, receipts_of, stopped_among
from .sentences import Sentence, sentences_of
from .sides import SideRow, sides_of
from .split_off import split_off

PAGE = 40
"""Messages that are loaded at once; the ones before them come when they are asked for."""

EARLIER_TICKETS = 8

LARGEST_NUMBER = 2**63 - 1

MOST_LISTED = 200
"""Recipients that a message names on its envelope; of more, the last are left out."""


class NoSuchTicket(Exception):
    """There is no such ticket, or the person may not see it: nobody can tell which."""


@dataclass(frozen=True)
class Shown:
    """One message as the conversation shows it; `merged_from` is the number of the merged ticket it is of.

    `bcc` is empty for whoever may not know of it.
    """

    message: Message
    author: User
    body: Body
    files: Sequence[Attachment]
    receipts: Sequence[Receipt]
    merged_from: int | None = None
    origin: Origin | None = None
    bcc: Sequence[str] = ()

    @property
    def moment(self) -> datetime:
        """When it stands in the conversation."""
        return self.message.created_at

    @cached_property
    def from_line(self) -> str:
        """Addresses as on an envelope: from → to, cc. Empty for notes."""
        message = self.message
        if not message.is_public or not message.from_email:
            return ""
        to = _listed(message.to)
        line = f"{message.from_email} → {to}" if to else message.from_email
        if message.cc:
            line = _("%(line)s, cc %(people)s") % {"line": line, "people": _listed(message.cc)}
        if self.bcc:
            line = _("%(line)s, bcc %(people)s") % {"line": line, "people": _listed(self.bcc)}
        return line


def _listed(addresses: Sequence[str]) -> str:
    return ", ".join(addresses[:MOST_LISTED]) + (" …" if len(addresses) > MOST_LISTED else "")


@dataclass(frozen=True, slots=True)
class Talk:
    """The messages of a ticket in order, with events between them when they were asked for.

    `before` is the id before which earlier messages are to be had, None when all are here. `newest` is the id
    of the newest message shown, 0 when there is none. `waiting` are the answers that wait to leave, when the
    newest messages were asked for.
    """

    items: Sequence[Shown | Sentence]
    before: int | None
    newest: int
    waiting: Waiting = field(default_factory=Waiting)


@dataclass(frozen=True, slots=True)
class Customer:
    """The person behind a ticket: addresses, and their other tickets that the agent may see."""

    person: User
    addresses: Sequence[Identity]
    open: Sequence[Ticket]
    past: Sequence[Ticket]
    more: bool
    alike: Sequence[Alike] = ()
    fields: Sequence[Filled] = ()
    organization_fields: Sequence[Filled] = ()


@dataclass(frozen=True, slots=True)
class Choices:
    """What the properties can be set to: pairs of value and word."""

    statuses: Sequence[Category] = ()
    priorities: Sequence[tuple[int, object]] = field(default_factory=lambda: Priority.choices)
    types: Sequence[tuple[str, object]] = field(default_factory=lambda: TicketType.choices)


@dataclass(frozen=True, slots=True)
class Opened:
    """Everything the pane of one ticket shows."""

    ticket: Ticket
    talk: Talk
    customer: Customer
    composer: Composer
    links: Links = field(default_factory=Links)
    choices: Choices = field(default_factory=Choices)
    tags: Sequence[str] = field(default_factory=tuple)
    fields: Sequence[Filled] = ()
    forms: Sequence[Form] = ()
    form: Form | None = None
    held: Held | None = None
    linked: Linked = field(default_factory=Linked)
    following: Following = field(default_factory=Following)
    asked: Sequence[Asked] = ()
    shown_to: Sequence[ShownTo] = ()
    sides: Sequence[SideRow] = ()

    @property
    def waiting_aside(self) -> Sequence[SideRow]:
        """The side conversations that the ticket waits for, the first that it has waited for first."""
        waiting = [(row.side.waiting_since, row) for row in self.sides if row.side.waiting_since]
        return [row for _since, row in sorted(waiting, key=lambda one: one[0])]


def ticket_for(person: User, number: int) -> Ticket:
    """The ticket with that number. One query. Raises NoSuchTicket."""
    if not person.is_agent or not 0 < number <= LARGEST_NUMBER:
        raise NoSuchTicket(number)
    found = _NUMBERED[Reach(person.reach)].first(agent=person.pk, number=number)
    if found is None:
        raise NoSuchTicket(number)
    return found


def _numbered(reach: Reach) -> Prepared[Ticket]:
    related = ("requester", "brand", "inbox", "team", "assignee", "own_status", "form")
    return Prepared(
        lambda: seen_with(reach, Given("agent")).filter(number=Given("number")).select_related(*related)[:1]
    )


_NUMBERED = {reach: _numbered(reach) for reach in Reach}


def opened(person: User, number: int, *, activity: bool = False) -> Opened:
    """The ticket with all that its pane shows. Raises NoSuchTicket."""
    ticket = ticket_for(person, number)
    customer = customer_of(person, ticket)
    forms = forms_for(ticket.brand_id)
    return Opened(
        ticket=ticket,
        talk=talk_of(person, ticket, activity=activity),
        customer=customer,
        links=links_of(person, ticket, customer.open),
        composer=composer_of(person, ticket),
        choices=Choices(statuses=choices_for(ticket.status, ticket.own_status_id)),
        tags=[tag.name for tag in _TAGS.all(ticket=ticket.pk)],
        fields=fields_of(ticket, forms),
        forms=forms,
        form=form_of(ticket, forms),
        held=held_of(person, ticket),
        linked=linked_of(person, ticket),
        following=following_of(person, ticket),
        asked=asked_of(person, ticket),
        shown_to=shown_to(person, ticket),
        sides=sides_of(person, ticket),
    )


_TAGS = Prepared(lambda: Tag.objects.filter(tickets=Given("ticket")).order_by("name"))


def talk_of(
    person: User,
    ticket: Ticket,
    *,
    before: int | None = None,
    activity: bool = False,
) -> Talk:
    """The newest messages, or those before the message `before`.

    What was merged into the ticket is a part of its conversation.
    """
    whole = whole_conversation(ticket)
    numbers = dict(Ticket.objects.filter(pk__in=whole).values_list("pk", "number")) if len(whole) > 1 else {}
    newest_first = _newest_first(person, whole, before=before)
    page = newest_first[:PAGE]
    keys = [message.pk for message in page]
    files, ledger = _FILES.by("message_id", keys), _LEDGER.by("message_id", keys)
    called = named_by(page, person)
    stopped = stopped_among(delivery for rows in ledger.values() for delivery in rows)
    shown = [
        _shown(
            message,
            files.get(message.pk, ()),
            receipts_of(_told(message, ledger.get(message.pk, ()), person), stopped=stopped),
            called,
            merged_from=numbers.get(message.ticket_id) if message.ticket_id != ticket.pk else None,
            with_bcc=sees_bcc(person),
        )
        for message in reversed(page)
    ]
    earlier = newest_first[PAGE - 1].pk if len(newest_first) > PAGE else None
    since = shown[0].moment if earlier and shown else None
    until = Message.objects.filter(pk=before).values_list("created_at", flat=True).first() if before else None
    items: list[Shown | Sentence] = list(shown)
    if activity:
        hidden = frozenset() if sees_bcc(person) else hidden_among(ticket.messages.all())
        items = _in_order(shown, sentences_of(ticket, since=since, until=until, but_of=hidden))
    if gone := split_off(person, whole, since=since, until=until):
        items = _in_order(items, gone)
    return Talk(
        items=items,
        before=earlier,
        newest=newest_first[0].pk if newest_first else 0,
        waiting=waiting_on(person, ticket, whole) if before is None else Waiting(),
    )


_FILES = PreparedAmong(lambda messages: Attachment.objects.filter(message__in=messages).order_by("pk"))

# A kept mail lies in its ledger row as a whole; only its state is shown here.
_LEDGER = PreparedAmong(
    lambda messages: Delivery.objects.filter(message__in=messages).defer("raw").order_by("pk")
)


def _newest_first(person: User, whole: Sequence[int], *, before: int | None) -> Sequence[Message]:
    """One message more than a page has, so that it is known whether there are others."""
    if before is None and len(whole) == 1:
        prepared = _NEWEST[Reach(person.reach), person.may(Permission.NOTE)]
        return prepared.all(agent=person.pk, ticket=whole[0])
    messages = messages_visible_to(person).filter(ticket__in=whole)
    if before is not None:
        messages = messages.filter(pk__lt=before)
    return list(with_origins(messages.select_related("author")).order_by("-pk")[: PAGE + 1])


def _newest(reach: Reach, notes: bool) -> Prepared[Message]:
    return Prepared(
        lambda: with_origins(
            messages_seen_with(reach, Given("agent"), notes=notes)
            .filter(ticket=Given("ticket"))
            .select_related("author")
        ).order_by("-pk")[: PAGE + 1]
    )


_NEWEST = {(reach, notes): _newest(reach, notes) for reach in Reach for notes in (True, False)}


def customer_of(person: User, ticket: Ticket) -> Customer:
    """The requester with other tickets of theirs. Four queries, one more when somebody may be the same.

    More where fields of customers or organizations are shown with tickets.
    """
    fields, organization_fields = fields_beside_tickets(ticket.requester)
    others = _OTHERS[Reach(person.reach)].all(agent=person.pk, requester=ticket.requester_id, but=ticket.pk)
    known = others[:EARLIER_TICKETS]
    return Customer(
        person=ticket.requester,
        addresses=_ADDRESSES.all(person=ticket.requester_id),
        open=[one for one in known if one.is_open],
        past=[one for one in known if not one.is_open],
        more=len(others) > EARLIER_TICKETS,
        alike=alike_to(ticket.requester_id, seen_by=person),
        fields=fields,
        organization_fields=organization_fields,
    )


_ADDRESSES = Prepared(lambda: Identity.objects.filter(user=Given("person")).order_by("pk")[:10])


def _others(reach: Reach) -> Prepared[Ticket]:
    return Prepared(
        lambda: (
            seen_with(reach, Given("agent"))
            .filter(requester=Given("requester"))
            .exclude(pk=Given("but"))
            .select_related("assignee", "own_status")
            .order_by("-pk")[: EARLIER_TICKETS + 1]
        )
    )


_OTHERS = {reach: _others(reach) for reach in Reach}


def _shown(
    message: Message,
    files: Sequence[Attachment],
    receipts: Sequence[Receipt],
    called: Mapping[str, SafeString],
    *,
    merged_from: int | None,
    with_bcc: bool,
) -> Shown:
    return Shown(
        message=message,
        author=message.author,
        body=body_of(message, called),
        files=[file for file in files if not _is_in_the_text(file, message)],
        receipts=receipts,
        merged_from=merged_from,
        origin=origin_of(message),
        bcc=(message.bcc or ()) if with_bcc else (),
    )


def _told(message: Message, ledger: Sequence[Delivery], person: User) -> Sequence[Delivery]:
    """The mails of a message that the person may know of."""
    hidden = frozenset() if sees_bcc(person) else named_in_no_mail(message)
    return [one for one in ledger if one.recipient not in hidden]


def _is_in_the_text(file: Attachment, message: Message) -> bool:
    return bool(file.inline and file.content_id and f"cid:{file.content_id}" in message.body_html)


def _in_order(items: Iterable[Shown | Sentence], more: Iterable[Sentence]) -> list[Shown | Sentence]:
    return sorted([*items, *more], key=lambda item: item.moment)
