import hashlib

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from madang.lib.html import from_text

AT_A_TIME = 2000
_STATES = {"waiting": "waiting", "answered": "done", "skipped": "failed"}


def move_answers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make each answer to incidents a change of many tickets; one that was under way goes on as such."""
    answers, parts = apps.get_model("tickets", "MassAnswer"), apps.get_model("tickets", "MassAnswerPart")
    runs, items = apps.get_model("tickets", "BulkRun"), apps.get_model("tickets", "BulkItem")
    for answer in answers.objects.order_by("pk").iterator():
        found = parts.objects.filter(mass=answer.pk).order_by("pk")
        ended = answer.stopped_at or answer.finished_at
        run = runs.objects.create(
            person_id=answer.author_id,
            problem_id=answer.ticket_id,
            body_html=answer.body_html or from_text(answer.body_text),
            state="stopped" if answer.stopped_at else "done" if ended else "running",
            total=found.count(),
            key=_key(answer.ticket_id, answer.key or f"before:{answer.pk}"),
            created_at=answer.created_at,
            finished_at=ended,
        )
        rows = found.values_list("ticket", "state", "reason").iterator(chunk_size=AT_A_TIME)
        items.objects.bulk_create(
            (
                items(run_id=run.pk, ticket_id=ticket, state=_STATES[state], why=reason)
                for ticket, state, reason in rows
            ),
            batch_size=AT_A_TIME,
        )


def _key(problem: int, key: str) -> str:
    whole = f"incidents:{problem}:{key}"
    return whole if len(whole) <= 80 else hashlib.sha256(whole.encode()).hexdigest()


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0029_fields_of_people"),
    ]

    operations = [
        migrations.AddField(
            model_name="bulkrun",
            name="problem",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="mass_answers",
                to="tickets.ticket",
            ),
        ),
        migrations.AddIndex(
            model_name="bulkrun",
            index=models.Index(
                condition=models.Q(("problem__isnull", False)),
                fields=["problem", "-id"],
                name="bulk_of_problem",
            ),
        ),
        migrations.RunPython(move_answers, migrations.RunPython.noop),
        migrations.DeleteModel(name="MassAnswerPart"),
        migrations.DeleteModel(name="MassAnswer"),
    ]
