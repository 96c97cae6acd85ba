"""Where the tokens are kept: in the desk's own database, written in the transaction of what they come from.

Both databases hold the same tokens and answer alike; they differ in how.
"""

from django.db import connection

from .base import BEYOND_ALL, Storage
from .postgres import PostgresStorage
from .rows import Candidate, MessageEntry, PersonEntry
from .sqlite import SqliteStorage

__all__ = ["BEYOND_ALL", "Candidate", "MessageEntry", "PersonEntry", "Storage", "storage"]


def storage() -> Storage:
    """The index in the database of this desk."""
    return PostgresStorage() if connection.vendor == "postgresql" else SqliteStorage()
