"""Fill a desk with synthetic tickets of five messages each, written straight into the tables.

The words are those of the sample conversations; each message has a number of its own, so that there are rare
words too. Writing past the actions is for this loader alone: it makes what they would have made.
"""

import itertools
import random
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Model
from django.utils import timezone

from madang.accounts.models import Team, User
from madang.channels.models import Inbox
from madang.history.models import Event
from madang.lib.text.tokens import document_tokens
from madang.search.storage import storage
from madang.search.storage.rows import MessageEntry, PersonEntry
from madang.tickets.models import Message, Ticket, TicketNumber

from .browser import OWNER
from .views import views_of

BATCH = 2_000
PER_CUSTOMER = 5
MESSAGES = 5
KINDS = ("ticket.opened", *("message.sent", "message.received") * 2)
SOLVED = ("open", "pending", "solved", "solved", "solved", "closed", "closed", "closed", "closed", "closed")


def fill(total: int) -> None:
    """Add tickets until there are `total`; shows how far it is."""
    there = Ticket.objects.count()
    words = _words()
    chance = random.Random(7)  # the same desk each time, nothing secret
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -2000000")  # 2 GB: the indexes of a million tickets
    with _words_indexed_at_the_end(there < total):
        while there < total:
            number = min(BATCH, total - there)
            with transaction.atomic():
                _add(number, words, chance)
            there += number
            print(f"\r{there:>9,} of {total:,} tickets", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    views_of(User.objects.get(email=OWNER))
    if connection.vendor == "postgresql":
        # Its server does so by itself now and then; a desk on SQLite never has statistics.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


@contextmanager
def _words_indexed_at_the_end(many: bool) -> Iterator[None]:
    """GIN is built in one go on PostgreSQL, which takes a fraction of adding document after document."""
    if connection.vendor != "postgresql" or not many:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX search_message_words")
        yield
        cursor.execute("CREATE INDEX search_message_words ON search_message USING gin (words)")


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

    tickets: list[tuple[Any, ...]] = []
    messages: list[tuple[Any, ...]] = []
    entries: list[MessageEntry] = []
    events: list[tuple[Any, ...]] = []
    message_ids, event_ids = itertools.count(next_message), itertools.count(next_event)
    for place in range(number):
        pk = next_ticket + place
        text, _ = chance.choice(words)
        opened, at = (_moment(now - timedelta(seconds=(number - place) * 3, hours=hours)) for hours in (2, 0))
        status = chance.choice(SOLVED)
        is_open = status in {"open", "pending"}
        customer, customer_address = chance.choice(customers)
        assignee = chance.choice(agents).pk if chance.random() < 0.8 else None
        words_of_it = " ".join(text[:240].split())
        team = chance.choice(teams).pk
        named = (pk, top_number + place, words_of_it[:60], customer, inbox.brand_id, inbox.pk, team, assignee)
        states = (status, is_open, 2, "", words_of_it[:200], at, at if status == "open" else None)
        tickets.append((*named, *states, opened, at, None if is_open else at))
        for turn in range(MESSAGES):
            one = next(message_ids)
            body, tokens = chance.choice(words)
            from_customer = turn % 2 == 0
            author = customer if from_customer else chance.choice(agents).pk
            address = customer_address if from_customer else inbox.address
            said = (
                one,
                pk,
                author,
                "public",
                from_customer,
                f"{body}\n\nAB-{one}",
                "",
                "",
                address,
                "[]",
                "[]",
            )
            messages.append((*said, f"bench.{one}@example.com", "", "", None, at))
            entries.append(
                MessageEntry(
                    message_id=one, ticket_id=pk, internal=False, tokens=[*tokens, f"ab-{one}", str(one)]
                )
            )
            data = f'{{"message": {one}}}'
            events.append((next(event_ids), KINDS[turn], "ticket", pk, author, data, 1, None, one, at))
    for model, columns, rows in (
        (Ticket, TICKET, tickets),
        (Message, MESSAGE, messages),
        (Event, EVENT, events),
    ):
        _insert(model, columns, rows)
    storage().put_messages(entries)
    _set_sequences()


TICKET = (
    "id number subject requester_id brand_id inbox_id team_id assignee_id status is_open priority type "
    "preview last_message_at waiting_since created_at updated_at solved_at"
)
MESSAGE = (
    "id ticket_id author_id visibility incoming body_text body_html from_name from_email to cc message_id "
    "in_reply_to auto_reply key created_at"
)
EVENT = "id kind subject_type subject_id actor_id data version cause_id stroke created_at"


def _moment(at: datetime) -> datetime | str:
    """A time as the database takes it without Django between."""
    return at if connection.vendor == "postgresql" else at.strftime("%Y-%m-%d %H:%M:%S.%f")


def _customers(number: int) -> list[tuple[int, str]]:
    """New customers: their ids and addresses."""
    start = (User.objects.aggregate(top=Max("pk"))["top"] or 0) + 1
    made = [
        User(pk=pk, email=f"customer{pk}@example.com", name=f"고객 {pk}", role="requester")
        for pk in range(start, start + number)
    ]
    User.objects.bulk_create(made, batch_size=80)
    storage().put_people(
        [PersonEntry(person_id=one.pk, tokens=document_tokens(f"{one.name} {one.email}")) for one in made]
    )
    return [(one.pk, one.email or "") for one in made]


def _insert(model: type[Model], columns: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert plain rows, far quicker than through models; columns that are not named get their defaults."""
    given = columns.split()
    others = [field for field in model._meta.concrete_fields if field.column not in given and not field.null]
    defaults = tuple(field.get_db_prep_save(field.get_default(), connection) for field in others)
    quote = connection.ops.quote_name
    names = [quote(name) for name in (*given, *(field.column or "" for field in others))]
    marks = ", ".join(["%s"] * len(names))
    if connection.vendor == "postgresql":
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY {model._meta.db_table} ({', '.join(names)}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row((*row, *defaults))
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(names)}) VALUES ({marks})",
            [(*row, *defaults) for row in rows],
        )


def _set_sequences() -> None:
    """PostgreSQL's sequences don't see keys that were given."""
    if connection.vendor != "postgresql":
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
