"""What a block of code wrote to the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

WRITING = ("INSERT", "UPDATE", "DELETE")


@contextmanager
def writes() -> Iterator[list[str]]:
    """Collects the statements that write; filled when the block ends."""
    written: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield written
    written.extend(query["sql"] for query in captured if query["sql"].startswith(WRITING))
