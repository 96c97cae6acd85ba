"""Which of the two stores keeps the jobs: that of the database which is configured."""

from functools import cache

from django.db import connection

from .store import Store


def store() -> Store:
    """The store of the database that is configured."""
    return _of(connection.vendor)


@cache
def _of(vendor: str) -> Store:
    if vendor == "postgresql":
        from .procrastinate_store import ProcrastinateStore

        return ProcrastinateStore()
    from .table_store import TableStore

    return TableStore()
