"""The index on PostgreSQL: one tsvector a document, without positions, under GIN.

The vector is made from ready tokens (`array_to_tsvector`), so no text search configuration takes part. The
newest documents are read first, which is enough for most words that people use, and read on where some of
them have the words; a rare word is found through GIN, one between by reading on from the newest.
"""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection

from madang.lib.text.queries import Clause, Condition

from .base import BEYOND_ALL, Storage
from .rows import Candidate, MessageEntry, PersonEntry

COMMON = 3_000
"""Documents with the same words from which on they are common: so many are still sorted in a moment."""

NEWEST = 4_000
"""Documents that are read before GIN is asked: reading so many takes a few milliseconds."""

READ_ON = 200_000
"""Documents that are read on from the newest, where they are likely to have enough of the words."""

_PUT_MESSAGE = """
INSERT INTO search_message (message_id, ticket_id, internal, words)
VALUES (%s, %s, %s, array_to_tsvector(%s::text[]))
ON CONFLICT (message_id) DO UPDATE
SET ticket_id = excluded.ticket_id, internal = excluded.internal, words = excluded.words
"""
_PUT_PERSON = """
INSERT INTO search_person (person_id, words) VALUES (%s, array_to_tsvector(%s::text[]))
ON CONFLICT (person_id) DO UPDATE SET words = excluded.words WHERE search_person.words <> excluded.words
"""
# The inner limit keeps the planner from asking GIN; the outer one stops reading when enough are found.
_FIND_NEWEST_MESSAGES = """
SELECT message_id, ticket_id FROM (
    SELECT message_id, ticket_id, words FROM search_message
    WHERE message_id < %s AND (%s OR NOT internal) ORDER BY message_id DESC LIMIT %s
) newest WHERE words @@ %s::tsquery ORDER BY message_id DESC LIMIT %s
"""
# Every document with these words, through GIN, as long as they are not too many to be sorted. The planner
# takes a word it has no statistics about for a common one and would read all documents from the newest on;
# here it can't, since the order comes after the limit.
_FIND_RARE_MESSAGES = """
SELECT message_id, ticket_id, count(*) OVER () FROM (
    SELECT message_id, ticket_id FROM search_message
    WHERE words @@ %s::tsquery AND message_id < %s AND (%s OR NOT internal) LIMIT %s
) few ORDER BY message_id DESC LIMIT %s
"""
_FIND_COMMON_MESSAGES = """
SELECT message_id, ticket_id FROM search_message
WHERE words @@ %s::tsquery AND message_id < %s AND (%s OR NOT internal)
ORDER BY message_id DESC LIMIT %s
"""
# Materialised, since reading few documents is always quicker than asking GIN for all that have the words.
_FIND_AMONG_MESSAGES = """
WITH few AS MATERIALIZED (
    SELECT message_id, ticket_id, words FROM search_message WHERE message_id = ANY(%s) AND (%s OR NOT
internal) )
SELECT message_id, ticket_id FROM few WHERE words @@ %s::tsquery ORDER BY message_id DESC
"""
_FIND_NEWEST_PEOPLE = """
SELECT person_id FROM (
    SELECT person_id, words FROM search_person WHERE person_id < %s ORDER BY person_id DESC LIMIT %s
) newest WHERE words @@ %s::tsquery ORDER BY person_id DESC LIMIT %s
"""
_FIND_RARE_PEOPLE = """
SELECT person_id, count(*) OVER () FROM (
    SELECT person_id FROM search_person WHERE words @@ %s::tsquery AND person_id < %s LIMIT %s
) few ORDER BY person_id DESC LIMIT %s
"""
_FIND_COMMON_PEOPLE = """
SELECT person_id FROM search_person
WHERE words @@ %s::tsquery AND person_id < %s ORDER BY person_id DESC LIMIT %s
"""
_FIND_AMONG_PEOPLE = """
WITH few AS MATERIALIZED (SELECT person_id, words FROM search_person WHERE person_id = ANY(%s))
SELECT person_id FROM few WHERE words @@ %s::tsquery ORDER BY person_id DESC LIMIT %s
"""


class PostgresStorage(Storage):
    """The tables `search_message` and `search_person`."""

    def put_messages(self, entries: Sequence[MessageEntry]) -> None:
        rows = [(entry.message_id, entry.ticket_id, entry.internal, entry.tokens) for entry in entries]
        with connection.cursor() as cursor:
            cursor.executemany(_PUT_MESSAGE, rows)

    def drop_messages(self, ids: Collection[int]) -> None:
        _run("DELETE FROM search_message WHERE message_id = ANY(%s)", [list(ids)])

    def put_people(self, entries: Sequence[PersonEntry]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(_PUT_PERSON, [(entry.person_id, entry.tokens) for entry in entries])

    def drop_people(self, ids: Collection[int]) -> None:
        _run("DELETE FROM search_person WHERE person_id = ANY(%s)", [list(ids)])

    def clear(self) -> None:
        _run("TRUNCATE search_message, search_person", [])

    def find_messages(
        self, condition: Condition, *, below: int, limit: int, internal: bool
    ) -> list[Candidate]:
        wanted = _tsquery(condition)
        newest = _rows(_FIND_NEWEST_MESSAGES, [below, internal, NEWEST, wanted, limit])
        reads_on = len(newest) < limit and _are_near(len(newest), limit)
        if reads_on:
            newest = _rows(_FIND_NEWEST_MESSAGES, [below, internal, READ_ON, wanted, limit])
        if len(newest) == limit:
            return [Candidate(*row) for row in newest]
        rare = _rows(_FIND_RARE_MESSAGES, [wanted, below, internal, COMMON, limit])
        if not rare or rare[0][2] < COMMON:
            return [Candidate(message_id, ticket_id) for message_id, ticket_id, _ in rare]
        if not reads_on:
            newest = _rows(_FIND_NEWEST_MESSAGES, [below, internal, READ_ON, wanted, limit])
            if len(newest) == limit:
                return [Candidate(*row) for row in newest]
        return [Candidate(*row) for row in _rows(_FIND_COMMON_MESSAGES, [wanted, below, internal, limit])]

    def find_among_messages(
        self, condition: Condition, ids: Sequence[int], *, internal: bool
    ) -> list[Candidate]:
        found = _rows(_FIND_AMONG_MESSAGES, [list(ids), internal, _tsquery(condition)])
        return [Candidate(*row) for row in found]

    def find_people(self, condition: Condition, *, limit: int, below: int = BEYOND_ALL) -> list[int]:
        wanted = _tsquery(condition)
        newest = _rows(_FIND_NEWEST_PEOPLE, [below, NEWEST, wanted, limit])
        if len(newest) == limit:
            return [one for (one,) in newest]
        rare = _rows(_FIND_RARE_PEOPLE, [wanted, below, COMMON, limit])
        if not rare or rare[0][1] < COMMON:
            return [one for one, _ in rare]
        return [one for (one,) in _rows(_FIND_COMMON_PEOPLE, [wanted, below, limit])]

    def find_among_people(self, condition: Condition, ids: Sequence[int], *, limit: int) -> list[int]:
        return [one for (one,) in _rows(_FIND_AMONG_PEOPLE, [list(ids), _tsquery(condition), limit])]


def _are_near(found: int, limit: int) -> bool:
    """Whether reading on finds enough, if it goes on as among the newest; with room for less luck."""
    return found * READ_ON >= 4 * limit * NEWEST


def _run(statement: str, parameters: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def _rows(statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _tsquery(condition: Condition) -> str:
    rows = (" & ".join(map(_lexemes, row)) for row in condition)
    return " | ".join(f"({row})" for row in rows)


def _lexemes(clause: Clause) -> str:
    ending = ":*" if clause.prefix else ""
    return f"({' | '.join(_quoted(token) + ending for token in clause.any_of)})"


def _quoted(token: str) -> str:
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"
