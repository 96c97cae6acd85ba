"""Read what is indexed of messages and people.

The statements are written by hand: these run for every mail, and building them with the ORM each time takes
longer than all the rest of the indexing.
"""

from collections.abc import Collection
from typing import Any

from django.db import connection

from madang.lib.text.tokens import EDGES_OF_NAMES, INDEXED_CHARACTERS, document_tokens
from madang.tickets.models import Visibility

from .storage import MessageEntry, PersonEntry

_MESSAGES = """
SELECT m.id, m.ticket_id, m.visibility,
    substr(CASE WHEN m.new_words = '' THEN m.body_text ELSE m.new_words END, 1, %s),
    m.from_name, m.from_email, t.subject,
    EXISTS (SELECT 1 FROM tickets_message e WHERE e.ticket_id = m.ticket_id AND e.id < m.id)
FROM tickets_message m JOIN tickets_ticket t ON t.id = m.ticket_id
WHERE m.id IN (IDS)
"""
_PEOPLE = """
SELECT u.id, u.name, u.email, i.value
FROM accounts_user u LEFT JOIN accounts_identity i ON i.user_id = u.id
WHERE u.merged_into_id IS NULL AND u.id IN (IDS)
"""
_SENDERS = """
SELECT u.id, u.name, u.email, i.value
FROM accounts_user u LEFT JOIN accounts_identity i ON i.user_id = u.id
WHERE u.merged_into_id IS NULL
    AND u.id IN (SELECT author_id FROM tickets_message WHERE incoming AND id IN (IDS))
"""


def read_messages(ids: Collection[int]) -> list[MessageEntry]:
    """What is indexed of those of these messages that exist.

    It is their new words (not those they quote), the sender's name and address and, for the first message of
    a ticket, the subject.
    """
    entries: list[MessageEntry] = []
    for row in _rows(_MESSAGES, ids, INDEXED_CHARACTERS):
        message_id, ticket_id, visibility, body, name, email, subject, answers = row
        words = (name, email, body) if answers else (subject, name, email, body)
        entries.append(
            MessageEntry(
                message_id=message_id,
                ticket_id=ticket_id,
                internal=visibility == Visibility.INTERNAL,
                tokens=document_tokens("\n".join(words)),
            )
        )
    return entries


def read_people(ids: Collection[int]) -> list[PersonEntry]:
    """What is indexed of those of these people who exist: their name and addresses."""
    return _people(_rows(_PEOPLE, ids))


def read_senders(message_ids: Collection[int]) -> list[PersonEntry]:
    """The same of the authors of those messages that came from outside."""
    return _people(_rows(_SENDERS, message_ids))


def _people(rows: list[tuple[Any, ...]]) -> list[PersonEntry]:
    known_as: dict[int, set[str]] = {}
    for person_id, name, email, address in rows:
        known_as.setdefault(person_id, set()).update((name, email or "", address or ""))
    return [
        PersonEntry(person_id=one, tokens=document_tokens("\n".join(sorted(texts)), edges=EDGES_OF_NAMES))
        for one, texts in known_as.items()
    ]


def _rows(statement: str, ids: Collection[int], *parameters: int) -> list[tuple[Any, ...]]:
    places = ",".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("IDS", places), [*parameters, *ids])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
