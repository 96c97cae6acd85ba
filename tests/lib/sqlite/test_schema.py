"""Columns are added without writing a table anew, so that a desk with millions of rows is upgraded at once."""

from typing import Any

import pytest
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test.utils import CaptureQueriesContext, isolate_apps

PLAIN: dict[str, tuple[models.Field[Any, Any], object]] = {
    "internal": (models.BooleanField(default=False), 0),
    "words": (models.CharField(max_length=9, blank=True, default="it's"), "it's"),
    "seconds": (models.PositiveBigIntegerField(default=7), 7),
    "choices": (models.JSONField(default=list), "[]"),
}


@pytest.fixture
def book(database: BaseDatabaseWrapper) -> type[models.Model]:
    """A table with one row."""
    with isolate_apps():

        class Book(models.Model):  # noqa: DJ008  # nobody prints it
            title = models.CharField(max_length=20)

            class Meta:
                app_label = "books"

    with database.schema_editor() as editor:
        editor.create_model(Book)
    with database.cursor() as cursor:
        cursor.execute("INSERT INTO books_book (title) VALUES ('하나')")
    return Book


def add(
    database: BaseDatabaseWrapper, book: type[models.Model], name: str, field: models.Field[Any, Any]
) -> bool:
    """Add a column; tells whether the table was written anew for it."""
    field.set_attributes_from_name(name)
    field.model = book
    with CaptureQueriesContext(database) as seen, database.schema_editor() as editor:
        editor.add_field(book, field)
    return any("new__" in query["sql"] for query in seen.captured_queries)


@pytest.mark.parametrize("name", PLAIN)
def test_a_column_with_a_plain_default_is_added_in_place(
    database: BaseDatabaseWrapper, book: type[models.Model], name: str
) -> None:
    field, value = PLAIN[name]
    assert not add(database, book, name, field.clone())
    with database.cursor() as cursor:
        assert cursor.execute(f"SELECT title, {name} FROM books_book").fetchall() == [("하나", value)]
        rows = cursor.execute("PRAGMA table_info(books_book)").fetchall()
    assert next(row for row in rows if row[1] == name)[3] == 1, "it takes no NULL"


def test_a_column_whose_values_are_unique_is_added_as_django_does(
    database: BaseDatabaseWrapper, book: type[models.Model]
) -> None:
    assert add(database, book, "isbn", models.CharField(max_length=20, default="", unique=True))
    with database.cursor() as cursor:
        assert cursor.execute("SELECT title, isbn FROM books_book").fetchall() == [("하나", "")]
