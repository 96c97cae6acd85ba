"""Write rows with statements that are made once.

Django builds each INSERT and UPDATE anew, which takes it several times as long as the database needs to run
it. What is written for every mail and every action goes through here; the models stay plain Django models.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import Field, Model


def insert(row: Model, *, unless_there: bool = False) -> bool:
    """Write `row` as a new one and give it its id, as `row.save(force_insert=True)` does, without signals.

    With `unless_there` a row that breaks a unique constraint is not written, and False is returned; without
    it that raises IntegrityError. Fails for models that inherit from another with a table of its own.
    """
    model = type(row)
    statement, fields = _statement(model, connection.vendor, row.pk is not None, unless_there)
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        given = cursor.fetchall()
    if not given:
        return False
    row.pk = given[0][0]
    row._state.adding = False
    row._state.db = connection.alias
    return True


def update(row: Model, names: Sequence[str]) -> None:
    """Write these fields of a row that is there, as `row.save(update_fields=names)` does, without signals.

    Raises DatabaseError when the row is gone.
    """
    statement, fields = _updating(type(row), tuple(names))
    values = [field.get_db_prep_save(field.pre_save(row, False), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, row.pk])
        if not cursor.rowcount:
            raise DatabaseError(f"{type(row).__name__} {row.pk} is gone")


@cache
def _updating(model: type[Model], names: tuple[str, ...]) -> tuple[str, tuple[Field[Any, Any], ...]]:
    """The statement that sets these fields of one row of `model`, and the fields."""
    of_table = {field.name: field for field in model._meta.local_concrete_fields}
    if model._meta.parents or not of_table.keys() >= set(names):
        raise TypeError(f"{', '.join(names)} of {model.__name__} aren't columns of one table")
    fields = tuple(of_table[name] for name in names)
    quote = connection.ops.quote_name
    columns = ", ".join(f"{quote(field.column or '')} = %s" for field in fields)
    key = quote(model._meta.pk.column or "")
    return f"UPDATE {quote(model._meta.db_table)} SET {columns} WHERE {key} = %s", fields  # noqa: S608  # names of our models


@cache
def _statement(
    model: type[Model], vendor: str, has_key: bool, unless_there: bool
) -> tuple[str, tuple[Field[Any, Any], ...]]:
    """The statement for rows of `model` with or without an id of their own, and the fields it asks for."""
    if model._meta.parents:
        raise TypeError(f"{model.__name__} has a row in more than one table")
    key = model._meta.pk
    fields = tuple(field for field in model._meta.local_concrete_fields if has_key or field is not key)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column or "") for field in fields)
    places = ", ".join(["%s"] * len(fields))
    conflict = " ON CONFLICT DO NOTHING" if unless_there else ""
    table = quote(model._meta.db_table)
    return (
        f"INSERT INTO {table} ({columns}) VALUES ({places}){conflict} RETURNING {quote(key.column or '')}",  # noqa: S608  # names of our models
        fields,
    )
