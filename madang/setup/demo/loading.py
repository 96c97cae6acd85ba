"""Write the sample conversations with their whole past.

The actions write what happens now; what happened over two months is written here directly, in bulk: the named
exception. Nothing follows from it: no mail leaves, nobody is told.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from madang.accounts.models import Identity, User
from madang.accounts.requesters import normal_email, normal_name
from madang.brands.models import Desk
from madang.lib.pubsub import publish
from madang.search.index import index_messages, index_people
from madang.tickets.models import Message, Priority, Tag, Ticket
from madang.tickets.numbers import next_number

from . import past
from .linking import link_incidents
from .people import Company, company
from .reading import Conversation, conversations, how_many
from .timeline import Timeline, in_batches, timeline
from .tools import make_tools

BATCH = 38
"""Conversations in one transaction: the progress is seen, and nobody waits long for the one write lock."""

KEYS = "sample:"
HINTS = "events"


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the sample conversations are there."""

    done: int
    total: int

    @property
    def is_complete(self) -> bool:
        return self.done >= self.total


def progress() -> Progress:
    """How far the loading has come."""
    done = Message.objects.filter(key__gte=KEYS, key__lt=f"{KEYS}\x7f", key__endswith=":0").count()
    return Progress(done=min(done, how_many()), total=how_many())


def load(told: Callable[[Progress], None] = lambda _: None) -> int:
    """Load what is missing and tell how far it is after each part; returns how many conversations were new.

    Stopped in the middle, it goes on where it was the next time. Raises NotSetUp.
    """
    there = company()
    every = conversations()
    new = done = 0
    for batch in in_batches(every, BATCH):
        new += _load(batch, there)
        done += len(batch)
        told(Progress(done=done, total=len(every)))
    if new:
        link_incidents(every, there)
        make_tools(there)
    return new


@transaction.atomic
def _load(batch: Sequence[Conversation], there: Company) -> int:
    # Whoever else loads at the same time waits here, and then finds the conversations there.
    Desk.objects.select_for_update().get()
    keys = [past.message_key(one, 0) for one in batch]
    known = set(Message.objects.filter(key__in=keys).values_list("key", flat=True))
    missing = [one for one in batch if past.message_key(one, 0) not in known]
    if not missing:
        return 0

    now = timezone.now()
    lines = [timeline(one, now=now, leads=there.leads) for one in missing]
    customers = _customers(missing, lines)
    tickets = _tickets(missing, lines, customers, there)
    tags = _tags(missing, tickets)
    tales = [
        past.Tale(
            conversation=one,
            line=line,
            ticket=ticket,
            customer=customers[normal_email(one.email)],
            agents=there.agents,
            tags=[tags[name] for name in one.tags],
        )
        for one, line, ticket in zip(missing, lines, tickets, strict=True)
    ]
    messages = past.write_messages(tales)
    past.write_events(tales, deliveries=past.write_deliveries(tales))
    index_messages([message.pk for message in messages])
    index_people([person.pk for person in customers.values()])
    transaction.on_commit(lambda: publish(HINTS, {}))
    return len(missing)


def _customers(batch: Sequence[Conversation], lines: Sequence[Timeline]) -> Mapping[str, User]:
    """Everybody who wrote, by address; those not known yet are made."""
    wanted = {normal_email(one.email): (one, line) for one, line in zip(batch, lines, strict=True)}
    found = Identity.objects.select_related("user").filter(kind="email", value__in=wanted)
    known = {identity.value: identity.user for identity in found}
    new = [
        User(email=email, name=normal_name(one.name), created_at=line.opened_at)
        for email, (one, line) in wanted.items()
        if email not in known
    ]
    User.objects.bulk_create(new)
    Identity.objects.bulk_create(Identity(user=person, value=person.email or "") for person in new)
    return {**known, **{person.email or "": person for person in new}}


def _tickets(
    batch: Sequence[Conversation], lines: Sequence[Timeline], customers: Mapping[str, User], there: Company
) -> list[Ticket]:
    made = []
    for one, line in zip(batch, lines, strict=True):
        inbox = there.inboxes[one.brand]
        made.append(
            Ticket(
                number=next_number(),
                subject=one.subject,
                requester=customers[normal_email(one.email)],
                brand=inbox.brand,
                inbox=inbox,
                team=there.teams[one.team] if one.team else None,
                assignee=there.agents[one.assignee] if one.assignee else None,
                status=line.status,
                is_open=line.is_open,
                priority=Priority[one.priority.upper()],
                type=one.type,
                preview=past.preview(one.said[line.last_shown]),
                last_message_at=line.said_at[line.last_shown],
                waiting_since=line.waiting_since,
                created_at=line.opened_at,
                updated_at=line.touched_at,
                solved_at=line.solved_at,
            )
        )
    return Ticket.objects.bulk_create(made)


def _tags(batch: Sequence[Conversation], tickets: Sequence[Ticket]) -> Mapping[str, Tag]:
    """Put the tags on the tickets; returns each tag by the name that the sample gives it."""
    names = {name: "-".join(name.split()).lower() for one in batch for name in one.tags}
    Tag.objects.bulk_create([Tag(name=name) for name in set(names.values())], ignore_conflicts=True)
    tags = {tag.name: tag for tag in Tag.objects.filter(name__in=names.values())}
    by_name = {given: tags[name] for given, name in names.items()}
    put_on = Ticket.tags.through
    put_on.objects.bulk_create(
        put_on(ticket=ticket, tag=tag)
        for one, ticket in zip(batch, tickets, strict=True)
        for tag in {by_name[name] for name in one.tags}
    )
    for tag in tags.values():
        Tag.objects.filter(pk=tag.pk).update(uses=put_on.objects.filter(tag=tag).count())
    return by_name
