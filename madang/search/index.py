"""Keep the index true: called in the transaction that changes what is indexed.

Indexing something again is always right, and something that is gone is taken out.
"""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Min

from madang.tickets.models import Message

from .reading import read_messages, read_people, read_senders
from .storage import storage


def index_messages(ids: Collection[int]) -> None:
    """Index these messages as they are now."""
    if not ids:
        return
    entries = read_messages(ids)
    with transaction.atomic(savepoint=False):
        storage().put_messages(entries)
        gone = set(ids) - {entry.message_id for entry in entries}
        if gone:
            storage().drop_messages(gone)


def index_tickets(ids: Collection[int]) -> None:
    """Index what belongs to these tickets themselves: their subjects."""
    if not ids:
        return
    first = Message.objects.filter(ticket__in=ids).values("ticket").annotate(first=Min("pk"))
    index_messages(list(first.values_list("first", flat=True)))


def index_people(ids: Collection[int]) -> None:
    """Index the names and addresses of these people as they are now."""
    if not ids:
        return
    entries = read_people(ids)
    with transaction.atomic(savepoint=False):
        storage().put_people(entries)
        gone = set(ids) - {entry.person_id for entry in entries}
        if gone:
            storage().drop_people(gone)


def index_senders(message_ids: Collection[int]) -> None:
    """Index the people who wrote those of these messages that came from outside."""
    if not message_ids:
        return
    with transaction.atomic(savepoint=False):
        storage().put_people(read_senders(message_ids))


def forget(*, messages: Iterable[int] = (), tickets: Iterable[int] = (), people: Iterable[int] = ()) -> None:
    """Take these out of the index with every word of them; tickets before their messages are deleted."""
    of_tickets = Message.objects.filter(ticket__in=list(tickets)).values_list("pk", flat=True)
    with transaction.atomic(savepoint=False):
        storage().drop_messages({*messages, *of_tickets})
        storage().drop_people(set(people))
