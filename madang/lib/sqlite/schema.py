"""Columns that are added without writing the whole table anew."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.sqlite3.schema import DatabaseSchemaEditor
from django.db.models import Field, ForeignObject, GeneratedField, Model


class SchemaEditor(DatabaseSchemaEditor):
    """Adds a column that has a plain default in place, which SQLite does at once however many rows there are.

    Django copies the table instead, because SQLite can't take the default off the column afterwards; on a
    table of messages with millions of rows that takes minutes. Here the default stays on the column. Nothing
    relies on it: every insert names every column.
    """

    def add_field(self, model: type[Model], field: "Field[object, object]") -> None:
        if self._goes_in_place(field):
            BaseDatabaseSchemaEditor.add_field(self, model, field)
        else:
            super().add_field(model, field)

    def skip_default_on_alter(self, field: "Field[object, object]") -> bool:
        """SQLite has no way to drop a default; a table that is written anew loses it."""
        return True

    def _goes_in_place(self, field: "Field[object, object]") -> bool:
        special = field.primary_key or field.unique or field.null or not field.concrete
        if special or field.has_db_default() or isinstance(field, ForeignObject | GeneratedField):
            return False
        return isinstance(self.effective_default(field), str | int | float)
