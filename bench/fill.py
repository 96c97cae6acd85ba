"""Fill a desk with synthetic tickets of three messages each, written straight into the tables.

The words are those of the sample conversations; each message has a number of its own, so that there are rare
words too. Writing past the actions is for this loader alone: it makes what they would have made.
"""

import itertools
import json
import random
import sys
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from madang.accounts.models import Team, User
from madang.channels.models import Inbox
from madang.history.models import Event
from madang.lib.text.tokens import document_tokens
from madang.search.storage import storage
from madang.search.storage.rows import MessageEntry, PersonEntry
from madang.tickets.models import Message, Ticket

BATCH = 2_000
PER_CUSTOMER = 5
MESSAGES = 3
SOLVED = ("open", "pending", "solved", "solved", "solved", "closed", "closed", "closed", "closed", "closed")


def fill(total: int) -> None:
    """Add tickets until there are `total`; shows how far it is."""
    there = Ticket.objects.count()
    words = _words()
    chance = random.Random(7)  # the same desk each time, nothing secret
    while there < total:
        number = min(BATCH, total - there)
        with transaction.atomic():
            _add(number, words, chance)
        there += number
        print(f"\r{there:>9,} of {total:,} tickets", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _words() -> list[tuple[str, list[str]]]:
    """The texts of the sample, each with its tokens."""
    texts = Message.objects.order_by("pk").values_list("body_text", flat=True)[:1500]
    return [(text, document_tokens(text)) for text in texts if text.strip()]


def _add(number: int, words: Sequence[tuple[str, list[str]]], chance: random.Random) -> None:
    agents = list(User.objects.filter(role="agent").order_by("pk")[:8])
    teams = list(Team.objects.order_by("pk"))
    inbox = Inbox.objects.select_related("brand").order_by("pk").first()
    assert inbox is not None
    customers = _customers(max(1, number // PER_CUSTOMER))
    next_ticket = (Ticket.objects.aggregate(top=Max("pk"))["top"] or 0) + 1
    next_message = (Message.objects.aggregate(top=Max("pk"))["top"] or 0) + 1
    next_event = (Event.objects.aggregate(top=Max("pk"))["top"] or 0) + 1
    top_number = (Ticket.objects.aggregate(top=Max("number"))["top"] or 1000) + 1
    now = timezone.now()

    tickets: list[Ticket] = []
    messages: list[Message] = []
    entries: list[MessageEntry] = []
    events: list[Event] = []
    message_ids, event_ids = itertools.count(next_message), itertools.count(next_event)
    for place in range(number):
        pk = next_ticket + place
        text, _ = chance.choice(words)
        at = now - timedelta(seconds=(number - place) * 3)
        status = chance.choice(SOLVED)
        is_open = status in {"open", "pending"}
        customer = chance.choice(customers)
        tickets.append(
            Ticket(
                pk=pk,
                number=top_number + place,
                subject=" ".join(text.split())[:60],
                requester=customer,
                brand=inbox.brand,
                inbox=inbox,
                team=chance.choice(teams),
                assignee=chance.choice(agents) if chance.random() < 0.8 else None,
                status=status,
                is_open=is_open,
                preview=" ".join(text.split())[:200],
                last_message_at=at,
                waiting_since=at if status == "open" else None,
                created_at=at - timedelta(hours=2),
                updated_at=at,
                solved_at=None if is_open else at,
            )
        )
        for turn in range(MESSAGES):
            one = next(message_ids)
            body, tokens = chance.choice(words)
            from_customer = turn != 1
            messages.append(
                Message(
                    pk=one,
                    ticket_id=pk,
                    author=customer if from_customer else chance.choice(agents),
                    incoming=from_customer,
                    body_text=f"{body}\n\nAB-{one}",
                    from_email=(customer.email or "") if from_customer else inbox.address,
                    message_id=f"bench.{one}@example.com",
                    created_at=at - timedelta(minutes=(MESSAGES - turn) * 30),
                )
            )
            own = tokens + document_tokens(f"AB-{one}")
            entries.append(MessageEntry(message_id=one, ticket_id=pk, internal=False, tokens=own))
            events.append(
                Event(
                    pk=next(event_ids),
                    kind="ticket.opened"
                    if turn == 0
                    else "message.sent"
                    if turn == 1
                    else "message.received",
                    subject_type="ticket",
                    subject_id=pk,
                    actor_id=customer.pk,
                    data={"message": one},
                    stroke=one,
                    created_at=at,
                )
            )
    for model, rows in ((Ticket, tickets), (Message, messages), (Event, events)):
        _insert(model, rows)
    storage().put_messages(entries)
    _set_sequences()


def _customers(number: int) -> list[User]:
    start = (User.objects.aggregate(top=Max("pk"))["top"] or 0) + 1
    made = [
        User(
            pk=start + n, email=f"customer{start + n}@example.com", name=f"고객 {start + n}", role="requester"
        )
        for n in range(number)
    ]
    _insert(User, made)
    storage().put_people(
        [PersonEntry(person_id=one.pk, tokens=document_tokens(f"{one.name} {one.email}")) for one in made]
    )
    return made


def _insert(model: type[Any], rows: Sequence[Any]) -> None:
    """Insert rows whose keys are set, many at a time."""
    if connection.vendor == "postgresql":
        model.objects.bulk_create(rows, batch_size=500)
        return
    fields = list(model._meta.concrete_fields)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(
            f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks})',  # our own names
            _values(fields, rows),
        )


def _values(fields: Sequence[Any], rows: Iterable[Any]) -> list[list[Any]]:
    return [[_value(field, row) for field in fields] for row in rows]


def _value(field: Any, row: Any) -> Any:
    value = getattr(row, field.attname)
    if field.get_internal_type() == "JSONField":
        return json.dumps(value)
    return field.get_db_prep_save(value, connection)


def _set_sequences() -> None:
    """PostgreSQL's sequences don't see keys that were given."""
    if connection.vendor != "postgresql":
        from madang.tickets.models import TicketNumber

        top = Ticket.objects.aggregate(top=Max("number"))["top"]
        TicketNumber.objects.update_or_create(pk=1, defaults={"last": top})
        return
    with connection.cursor() as cursor:
        for model in (Ticket, Message, Event, User):
            table = model._meta.db_table
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
            )
        cursor.execute("SELECT setval('tickets_number', (SELECT max(number) FROM tickets_ticket))")
