"""Leadership by a lock of PostgreSQL that ends with its connection."""

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import DatabaseError

TIMERS = 0x6D64_7469
"""The lock's number. Locks belong to a database, so desks in one server don't meet."""


class AdvisoryLeadership:
    """Held on a connection of its own, because Django closes its others when they get old."""

    def __init__(self) -> None:
        self._connection: BaseDatabaseWrapper | None = None

    def hold(self) -> bool:
        if self._connection is not None:
            try:
                self._ask("SELECT 1")
            except DatabaseError:
                self.release()
            else:
                return True
        self._connection = connections.create_connection("default")
        if not self._ask(f"SELECT pg_try_advisory_lock({TIMERS})"):
            self.release()
            return False
        return True

    def release(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            connection.close()

    def _ask(self, statement: str) -> bool:
        assert self._connection is not None
        with self._connection.cursor() as cursor:
            cursor.execute(statement)
            return bool(cursor.fetchone()[0])
