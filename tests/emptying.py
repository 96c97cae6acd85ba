"""Remove what a test committed, quickly.

Django's flush truncates every table and writes its content types and permissions anew, which takes longer than
most tests do. Here only tables with rows are emptied; nothing asks for those two tables' rows.
"""

from functools import cache

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import TransactionTestCase

from madang.search.storage import storage

OF_THE_INDEX = {"search_message", "search_message_copy", "search_person", "search_person_copy"}


def empty_tables(_: TransactionTestCase) -> None:
    """Delete all rows of all tables, Procrastinate's and the search index's included, in place of `flush`."""
    found = _with_rows()
    full = [table for table in found if table not in OF_THE_INDEX]
    if len(full) < len(found):
        storage().clear()
    if full and connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")  # no foreign key says an order
            for table in full:
                cursor.execute(f'DELETE FROM "{table}"')
    elif full:
        with connection.constraint_checks_disabled(), transaction.atomic(), connection.cursor() as cursor:
            for table in full:
                cursor.execute(f'DELETE FROM "{table}"')
    ContentType.objects.clear_cache()


def _with_rows() -> list[str]:
    parts = (f"SELECT '{table}' AS name WHERE EXISTS (SELECT 1 FROM \"{table}\")" for table in _tables())
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return [name for (name,) in cursor.fetchall()]


@cache
def _tables() -> list[str]:
    known = connection.introspection.django_table_names(only_existing=True, include_views=False)
    others = connection.introspection.table_names()
    own = [name for name in others if name.startswith("procrastinate_") or name in OF_THE_INDEX]
    return [*known, *own]
