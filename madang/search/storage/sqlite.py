"""The index on SQLite: FTS5 (`fts5.py`), and a narrow table that says to which ticket a message belongs.

For people who see few tickets the copies of their messages' tokens are read instead: asking FTS5 about one
message after another takes 0.1 to 0.5 ms each, reading a copy 0.01.
"""

import json
from collections.abc import Collection, Sequence

from django.db import connection

from madang.lib.text.queries import Condition, holds

from .base import BEYOND_ALL, Storage
from .fts5 import TokenTable, unpacked
from .rows import Candidate, MessageEntry, PersonEntry

_PUT = "INSERT INTO search_message (message_id, ticket_id, internal) VALUES (%s, %s, %s)"
_DROP = "DELETE FROM search_message WHERE message_id = %s"
# CROSS JOIN keeps their order: FTS5 gives one id after another from the newest on, and stops at the limit.
_FIND = """
SELECT m.message_id, m.ticket_id
FROM search_message_words CROSS JOIN search_message m ON m.message_id = search_message_words.rowid
WHERE search_message_words MATCH %s AND search_message_words.rowid < %s AND (%s OR NOT m.internal)
ORDER BY search_message_words.rowid DESC LIMIT %s
"""
_COPIES = """
SELECT m.message_id, m.ticket_id, c.tokens
FROM search_message m JOIN search_message_copy c ON c.id = m.message_id
WHERE m.message_id IN (SELECT value FROM json_each(%s)) AND (%s OR NOT m.internal)
ORDER BY m.message_id DESC
"""


class SqliteStorage(Storage):
    """The index in the desk's file."""

    messages = TokenTable("search_message")
    people = TokenTable("search_person")

    def put_messages(self, entries: Sequence[MessageEntry]) -> None:
        self.drop_messages([entry.message_id for entry in entries])
        rows = [(entry.message_id, entry.ticket_id, entry.internal) for entry in entries]
        with connection.cursor() as cursor:
            cursor.executemany(_PUT, rows)
        self.messages.put({entry.message_id: " ".join(entry.tokens) for entry in entries})

    def drop_messages(self, ids: Collection[int]) -> None:
        known = self.messages.copies(ids)
        if not known:
            return
        self.messages.drop(known)
        with connection.cursor() as cursor:
            cursor.executemany(_DROP, [(one,) for one in known])

    def put_people(self, entries: Sequence[PersonEntry]) -> None:
        known = self.people.copies([entry.person_id for entry in entries])
        given = {entry.person_id: " ".join(entry.tokens) for entry in entries}
        changed = {one: tokens for one, tokens in given.items() if known.get(one) != tokens}
        self.people.drop({one: tokens for one, tokens in known.items() if one in changed})
        self.people.put(changed)

    def drop_people(self, ids: Collection[int]) -> None:
        self.people.drop(self.people.copies(ids))

    def clear(self) -> None:
        self.messages.clear()
        self.people.clear()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_message")

    def find_messages(
        self, condition: Condition, *, below: int, limit: int, internal: bool
    ) -> list[Candidate]:
        with connection.cursor() as cursor:
            cursor.execute(_FIND, [self.messages.expression(condition), below, internal, limit])
            return [Candidate(*row) for row in cursor.fetchall()]

    def find_among_messages(
        self, condition: Condition, ids: Sequence[int], *, internal: bool
    ) -> list[Candidate]:
        with connection.cursor() as cursor:
            cursor.execute(_COPIES, [json.dumps(list(ids)), internal])
            rows = cursor.fetchall()
        return [
            Candidate(message_id, ticket_id)
            for message_id, ticket_id, tokens in rows
            if holds(condition, frozenset(unpacked(tokens).split(" ")))
        ]

    def find_people(self, condition: Condition, *, limit: int, below: int = BEYOND_ALL) -> list[int]:
        return self.people.find(condition, limit=limit, below=below)

    def find_among_people(self, condition: Condition, ids: Sequence[int], *, limit: int) -> list[int]:
        copies = self.people.copies(ids)
        found = [one for one, tokens in copies.items() if holds(condition, frozenset(tokens.split(" ")))]
        return sorted(found, reverse=True)[:limit]
