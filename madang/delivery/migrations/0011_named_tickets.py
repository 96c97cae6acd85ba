import re
from email import message_from_bytes, policy

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

AT_ONCE = 200
_LINK = re.compile(r"/desk/open/(\d{1,18})/")
_NUMBER = re.compile(r"#(\d{1,18})\b")


def find_named(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Read which tickets the mails to agents tell of, that were queued before this was kept."""
    delivery, named_ticket = apps.get_model("delivery", "Delivery"), apps.get_model("delivery", "NamedTicket")
    ticket = apps.get_model("tickets", "Ticket")
    last = 0
    while True:
        notices = delivery.objects.filter(purpose="notice", ticket=None, pk__gt=last).order_by("pk")
        found = list(notices.values_list("pk", "subject", "raw")[:AT_ONCE])
        if not found:
            return
        last = found[-1][0]
        numbers = {pk: _numbers(subject, raw) for pk, subject, raw in found}
        wanted = {number for some in numbers.values() for number in some}
        ids = dict(ticket.objects.filter(number__in=wanted).values_list("number", "pk"))
        named_ticket.objects.bulk_create(
            [
                named_ticket(delivery_id=pk, ticket_id=ids[number])
                for pk, some in numbers.items()
                for number in sorted(some)
                if number in ids
            ]
        )


def _numbers(subject: str, raw: bytes | memoryview | None) -> set[int]:
    texts = [] if raw is None else _texts(bytes(raw))
    found = {int(one) for text in texts for one in _LINK.findall(text)}
    return found | {int(one) for one in _NUMBER.findall(subject)}


def _texts(raw: bytes) -> list[str]:
    mail = message_from_bytes(raw, policy=policy.SMTP)
    parts = [part for part in mail.walk() if part.get_content_maintype() == "text"]
    return [bytes(part.get_payload(decode=True) or b"").decode("utf-8", "replace") for part in parts]


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0010_side_mails"),
        ("tickets", "0026_side_conversations"),
    ]

    operations = [
        migrations.CreateModel(
            name="NamedTicket",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "delivery",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names_tickets",
                        to="delivery.delivery",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tickets.ticket"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("delivery", "ticket"), name="named_ticket_once")
                ],
            },
        ),
        migrations.RunPython(find_named, migrations.RunPython.noop, elidable=True),
    ]
