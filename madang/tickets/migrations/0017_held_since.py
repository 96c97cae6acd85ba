from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def begin_with_what_is_known(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """What is on hold has been so since its last change, as far as anybody knows."""
    tickets, holds = apps.get_model("tickets", "Ticket"), apps.get_model("tickets", "Hold")
    held = tickets.objects.filter(status="on_hold")
    held.update(held_since=models.F("updated_at"))
    rows = held.values_list("pk", "updated_at").iterator(chunk_size=2000)
    batch = [holds(ticket_id=pk, began_at=began) for pk, began in rows]
    holds.objects.bulk_create(batch, batch_size=2000)


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0016_verbs"),
    ]

    operations = [
        migrations.RunPython(begin_with_what_is_known, migrations.RunPython.noop),
    ]
