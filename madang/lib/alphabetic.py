"""Texts in one order: the same in SQLite, in PostgreSQL whatever its language, and in Python."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func
from django.db.models.sql.compiler import SQLCompiler


class Alphabetic(Func):
    """A text to order by: by its letters' numbers, small Latin letters like capitals."""

    function = "UPPER"
    arity = 1

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, Any]:
        """In the collation of plain bytes, as SQLite has it."""
        return self.as_sql(compiler, connection, template='UPPER(%(expressions)s COLLATE "C")', **extra)
