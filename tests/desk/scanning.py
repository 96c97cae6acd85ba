"""Looks for words in everything that the desk keeps: all tables, whatever their columns are, and all files."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from django.db import connection

LEFT_TO_THE_DATABASE = ("_words", "_data", "_idx", "_docsize", "_config")
"""Ends of the names of tables that can't be read, or in which SQLite's full-text index keeps itself: what is in it
is read by `search_message_vocabulary`."""


def where(words: str) -> set[str]:
    """The tables (`tickets_message`) and the folders of files (`files`) in which any of it stands."""
    found = {table for table in _tables() if any(_has(value, words) for value in _values(table))}
    data = Path(settings.MADANG.data)
    for path in data.rglob("*"):
        if path.is_file() and ".sqlite" not in path.name and _has(path.read_bytes(), words):
            found.add(path.relative_to(data).parts[0])
    return found


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        if connection.vendor == "postgresql":
            return names
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return [name for (name,) in cursor.fetchall() if not name.endswith(LEFT_TO_THE_DATABASE)]


def _values(table: str) -> Iterator[object]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        for row in cursor:
            yield from row


def _has(value: object, words: str) -> bool:
    if isinstance(value, bytes | memoryview):
        content = bytes(value)
        return any(words in text for text in (content.decode("utf-8", "replace"), *_as_a_mail(content)))
    return words in str(value)


def _as_a_mail(content: bytes) -> Iterator[str]:
    """What a mail says, however its letters are written."""
    mail = message_from_bytes(content, policy=policy.default)
    yield from (str(value) for value in mail.values())
    for part in mail.walk():
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            yield payload.decode("utf-8", "replace")
