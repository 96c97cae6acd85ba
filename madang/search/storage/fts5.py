"""FTS5 tables that keep nothing but which document has which token.

FTS5 gets tokens that are ready; its own tokeniser only splits them at spaces. Without positions, columns,
sizes and content such a table is small and quick to write, but it can't forget a document by its id: it has
to be told the same tokens again. So a packed copy of them stands beside it.
"""

import json
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection

from madang.lib.text.queries import Clause, Condition

MOST_WORDS_OF_A_BEGINNING = 120
"""How many words a beginning of four letters or more stands for, in the order of the alphabet; what comes
behind them waits for the next letter. 120 take about 8 ms among 3 million messages."""

_LEAST_LETTER = "\x01"

_FIND = "SELECT rowid FROM NAME_words WHERE NAME_words MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s"
_COPIES = "SELECT id, tokens FROM NAME_copy WHERE id IN (SELECT value FROM json_each(%s))"
_PUT = "INSERT INTO NAME_words (rowid, tokens) VALUES (%s, %s)"
_PUT_COPY = "INSERT INTO NAME_copy (id, tokens) VALUES (%s, %s)"
_DROP = "INSERT INTO NAME_words (NAME_words, rowid, tokens) VALUES ('delete', %s, %s)"
_DROP_COPY = "DELETE FROM NAME_copy WHERE id = %s"
_CLEAR = "INSERT INTO NAME_words (NAME_words) VALUES ('delete-all')"
_CLEAR_COPY = "DELETE FROM NAME_copy"
_NEXT_WORD = "SELECT term FROM NAME_vocabulary WHERE term >= %s LIMIT 1"


class TokenTable:
    """The tables `NAME_words` (FTS5), `NAME_copy` and `NAME_vocabulary` (a view of FTS5's own lists)."""

    def __init__(self, name: str) -> None:
        self.name = name

    def put(self, documents: Mapping[int, str]) -> None:
        """Add documents, each its tokens with spaces between; none of these ids may be there."""
        packed = [(one, zlib.compress(tokens.encode(), 1)) for one, tokens in documents.items()]
        self._run_many(_PUT_COPY, packed)
        self._run_many(_PUT, list(documents.items()))

    def drop(self, documents: Mapping[int, str]) -> None:
        """Take documents out, by exactly the tokens that `copies` gives."""
        self._run_many(_DROP, list(documents.items()))
        self._run_many(_DROP_COPY, [(one,) for one in documents])

    def clear(self) -> None:
        """Take out everything."""
        self._run(_CLEAR, [])
        self._run(_CLEAR_COPY, [])

    def copies(self, ids: Collection[int]) -> dict[int, str]:
        """The documents of these ids that are there."""
        found = self._run(_COPIES, [json.dumps(list(ids))])
        return {one: unpacked(tokens) for one, tokens in found}

    def find(self, condition: Condition, *, limit: int, below: int) -> list[int]:
        """The greatest `limit` ids below one of documents that meet the condition."""
        return [one for (one,) in self._run(_FIND, [self.expression(condition), below, limit])]

    def expression(self, condition: Condition) -> str:
        """The condition in FTS5's language."""
        rows = ([self._terms(clause) for clause in row] for row in condition)
        met = (" AND ".join(f"({' OR '.join(terms)})" for terms in row) for row in rows if all(row))
        return " OR ".join(f"({row})" for row in met) or '""'

    def _terms(self, clause: Clause) -> list[str]:
        if not clause.prefix:
            return [_quoted(token) for token in clause.any_of]
        return [
            _quoted(word) for beginning in clause.any_of for word in self._words_beginning_with(beginning)
        ]

    def _words_beginning_with(self, beginning: str) -> Iterator[str]:
        """Leap from word to word. FTS5's own `refu*` reads and merges every list first: 160 ms at each
        stroke."""
        at_least = beginning
        for _ in range(MOST_WORDS_OF_A_BEGINNING):
            found = self._run(_NEXT_WORD, [at_least])
            if not found or not found[0][0].startswith(beginning):
                return
            yield found[0][0]
            at_least = found[0][0] + _LEAST_LETTER

    def _run(self, statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement.replace("NAME", self.name), parameters)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    def _run_many(self, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
        if rows:
            with connection.cursor() as cursor:
                cursor.executemany(statement.replace("NAME", self.name), rows)


def unpacked(packed: bytes) -> str:
    """The tokens of a copy, with spaces between."""
    return zlib.decompress(packed).decode()


def _quoted(token: str) -> str:
    return f'"{token}"'
