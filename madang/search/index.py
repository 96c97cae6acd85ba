"""Keep the index true: called in the transaction that changes what is indexed.

Indexing something again is always right, and something that is gone is taken out. A message is found by its
own words (not by those it quotes), its sender's name and address, and, the first of a ticket, by the subject.
"""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Exists, Min, OuterRef
from django.db.models.functions import Left

from madang.accounts.models import User
from madang.lib.mime.quotes import split_reply
from madang.lib.text.tokens import EDGES_OF_NAMES, INDEXED_CHARACTERS, document_tokens
from madang.tickets.models import Message, Visibility

from .storage import MessageEntry, PersonEntry, storage


def index_messages(ids: Collection[int]) -> None:
    """Index these messages as they are now."""
    if not ids:
        return
    earlier = Message.objects.filter(ticket=OuterRef("ticket"), pk__lt=OuterRef("pk"))
    rows = Message.objects.filter(pk__in=ids).values_list(
        "pk",
        "ticket_id",
        "visibility",
        Left("body_text", INDEXED_CHARACTERS),
        "from_name",
        "from_email",
        "ticket__subject",
        Exists(earlier),
    )
    entries = [
        MessageEntry(
            message_id=pk,
            ticket_id=ticket_id,
            internal=visibility == Visibility.INTERNAL,
            tokens=document_tokens(
                "\n".join(
                    (from_name, from_email, _own_words(body))
                    if answers
                    else (subject, from_name, from_email, body)
                )
            ),
        )
        for pk, ticket_id, visibility, body, from_name, from_email, subject, answers in rows
    ]
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
    known_as: dict[int, set[str]] = {}
    for pk, name, email, address in User.objects.filter(pk__in=ids).values_list(
        "pk", "name", "email", "identities__value"
    ):
        known_as.setdefault(pk, set()).update({name, email or "", address or ""})
    entries = [
        PersonEntry(person_id=pk, tokens=document_tokens("\n".join(sorted(texts)), edges=EDGES_OF_NAMES))
        for pk, texts in known_as.items()
    ]
    with transaction.atomic(savepoint=False):
        storage().put_people(entries)
        gone = set(ids) - known_as.keys()
        if gone:
            storage().drop_people(gone)


def forget(*, messages: Iterable[int] = (), tickets: Iterable[int] = (), people: Iterable[int] = ()) -> None:
    """Take these out of the index with every word of them; tickets before their messages are deleted."""
    of_tickets = Message.objects.filter(ticket__in=list(tickets)).values_list("pk", flat=True)
    with transaction.atomic(savepoint=False):
        storage().drop_messages({*messages, *of_tickets})
        storage().drop_people(set(people))


def _own_words(body: str) -> str:
    """What an answer adds; all of it when it adds nothing but what it quotes."""
    return split_reply(body)[0] or body
