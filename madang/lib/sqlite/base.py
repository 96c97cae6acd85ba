"""Django looks for the engine's classes in this module."""

import re
from collections.abc import Iterable
from sqlite3 import Connection
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.sqlite3 import base as sqlite3

from .schema import SchemaEditor
from .turns import PATIENCE, WriteTurn

if TYPE_CHECKING:

    class Engine(sqlite3.DatabaseWrapper):
        """Django's engine with the methods that engines override, which django-stubs leave out."""

        def _start_transaction_under_autocommit(self) -> None: ...
        def _commit(self) -> None: ...
        def _rollback(self) -> None: ...
        def _close(self) -> None: ...

else:
    Engine = sqlite3.DatabaseWrapper

SYNCHRONOUS = frozenset({"FULL", "NORMAL"})

PRAGMAS = (
    # 2 MiB of pages a connection: two dozen connections stay small beside the 256 MB of all processes.
    # No mmap: its pages count as memory of the process, and the kernel's cache holds the file anyway.
    "PRAGMA cache_size = -2048",
    "PRAGMA mmap_size = 0",
    # The log is cut back to this after a burst (an import, a migration) instead of staying large for ever.
    "PRAGMA journal_size_limit = 67108864",
)


class DatabaseWrapper(Engine):
    """A connection that waits its turn before it writes and gives it back when the transaction ends."""

    SchemaEditorClass = SchemaEditor
    write_turn: WriteTurn | None = None
    connection: Connection | None

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        params.setdefault("timeout", PATIENCE)
        if "transaction_mode" not in self.settings_dict["OPTIONS"]:
            self.transaction_mode = "IMMEDIATE"
        self.synchronous = str(params.pop("synchronous", "FULL")).upper()
        if self.synchronous not in SYNCHRONOUS:
            raise ImproperlyConfigured(f"OPTIONS['synchronous'] is one of {', '.join(sorted(SYNCHRONOUS))}.")
        lock = params.pop("write_lock", None)
        if self.write_turn is None and lock and not self.is_in_memory_db():
            self.write_turn = WriteTurn(str(lock))
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection:
        connection: Connection = super().get_new_connection(conn_params)
        for pragma in PRAGMAS:
            connection.execute(pragma)
        connection.execute(f"PRAGMA synchronous = {self.synchronous}")
        if not self.is_in_memory_db() and connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            self._keep_a_log(connection)
        return connection

    def _keep_a_log(self, connection: Connection) -> None:
        # The change of mode doesn't wait for other connections as statements do, so it waits here.
        if self.write_turn is not None:
            self.write_turn.take()
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        finally:
            self._after_statement()

    def create_cursor(self, name: str | None = None) -> "Cursor":
        assert self.connection is not None
        cursor = self.connection.cursor(factory=Cursor)
        cursor.write_turn = self.write_turn
        return cursor

    def _start_transaction_under_autocommit(self) -> None:
        if self.write_turn is not None:
            self.write_turn.take()
        try:
            super()._start_transaction_under_autocommit()
        finally:
            self._after_statement()

    def _commit(self) -> None:
        try:
            super()._commit()
        finally:
            # A COMMIT that failed leaves the transaction open; Django rolls it back next.
            self._after_statement()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self._after_statement()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            if self.write_turn is not None:
                self.write_turn.close()

    def _after_statement(self) -> None:
        in_transaction = self.connection is not None and self.connection.in_transaction
        if self.write_turn is not None and not in_transaction:
            self.write_turn.release()


_READS = re.compile(
    r"\s*(?:SELECT|VALUES|EXPLAIN|PRAGMA|COMMIT|END|ROLLBACK|RELEASE|ATTACH|DETACH)\b", re.IGNORECASE
)
_WITH = re.compile(r"\s*WITH\b", re.IGNORECASE)
_CHANGES = re.compile(r"\b(?:INSERT|REPLACE)\s+(?:OR|INTO)\b|\bUPDATE\s|\bDELETE\s+FROM\b", re.IGNORECASE)


def writes(statement: str) -> bool:
    """Whether `statement`, outside a transaction, needs the turn. In doubt it does."""
    if _READS.match(statement):
        return False
    return not _WITH.match(statement) or _CHANGES.search(statement) is not None


class Cursor(sqlite3.SQLiteCursorWrapper):
    """Takes the turn for a statement that writes outside of a transaction.

    A statement with RETURNING ends its transaction only when its rows are read; the turn is kept till then.
    """

    write_turn: WriteTurn | None = None
    _rows_pending = False

    def execute(self, query: str, params: Any = None) -> "Cursor":
        self._before(query)
        try:
            super().execute(query, params)
            self._rows_pending = self.description is not None
        finally:
            self._after()
        return self

    def executemany(self, query: str, param_list: Iterable[Any]) -> "Cursor":
        self._before(query)
        try:
            super().executemany(query, param_list)
        finally:
            self._after()
        return self

    def executescript(self, sql_script: str) -> "Cursor":
        self._before("BEGIN")
        try:
            super().executescript(sql_script)
        finally:
            self._after()
        return self

    def fetchone(self) -> Any:
        row = super().fetchone()
        if row is None:
            self._rows_read()
        return row

    def fetchall(self) -> list[Any]:
        rows = super().fetchall()
        self._rows_read()
        return rows

    def close(self) -> None:
        super().close()
        self._rows_read()

    def _before(self, query: str) -> None:
        self._rows_pending = False
        if self.write_turn is not None and not self.connection.in_transaction and writes(query):
            self.write_turn.take()

    def _rows_read(self) -> None:
        self._rows_pending = False
        self._after()

    def _after(self) -> None:
        turn = self.write_turn
        if turn is not None and turn.held and not self._rows_pending and not self.connection.in_transaction:
            turn.release()
