"""The index, in the shape of each database; Django's models know nothing of it."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = (
    "CREATE TABLE search_message (message_id INTEGER PRIMARY KEY, ticket_id INTEGER NOT NULL, internal INTEGER NOT NULL)",
    "CREATE TABLE search_message_copy (id INTEGER PRIMARY KEY, tokens BLOB NOT NULL)",
    "CREATE VIRTUAL TABLE search_message_words USING fts5(tokens, content='', detail=none, columnsize=0, tokenize=ascii)",
    "CREATE VIRTUAL TABLE search_message_vocabulary USING fts5vocab(search_message_words, instance)",
    "CREATE TABLE search_person_copy (id INTEGER PRIMARY KEY, tokens BLOB NOT NULL)",
    "CREATE VIRTUAL TABLE search_person_words USING fts5(tokens, content='', detail=none, columnsize=0, tokenize=ascii)",
    "CREATE VIRTUAL TABLE search_person_vocabulary USING fts5vocab(search_person_words, instance)",
)
POSTGRES = (
    "CREATE TABLE search_message (message_id bigint PRIMARY KEY, ticket_id bigint NOT NULL, internal boolean NOT NULL, words tsvector NOT NULL)",
    "CREATE INDEX search_message_words ON search_message USING gin (words)",
    "CREATE TABLE search_person (person_id bigint PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX search_person_words ON search_person USING gin (words)",
)
SQLITE_TABLES = (
    "search_message_vocabulary",
    "search_message_words",
    "search_message_copy",
    "search_message",
    "search_person_vocabulary",
    "search_person_words",
    "search_person_copy",
)
POSTGRES_TABLES = ("search_message", "search_person")


def make_index(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in POSTGRES if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement)


def drop_index(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for table in POSTGRES_TABLES if editor.connection.vendor == "postgresql" else SQLITE_TABLES:
        editor.execute(f"DROP TABLE {table}")


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Rebuild",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("messages_below", models.BigIntegerField()),
                ("people_below", models.BigIntegerField()),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RunPython(make_index, drop_index),
    ]
