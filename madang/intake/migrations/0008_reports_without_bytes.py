from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Q
from django.utils import timezone


def forget_reports(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Remove the bytes of reports about mails of ours: they quote those mails, and hang on no ticket."""
    raw_message = apps.get_model("intake", "RawMessage")
    reports = raw_message.objects.filter(state="taken", message=None, side_message=None)
    with_bytes = reports.filter(~Q(content=None) | ~Q(path=""))
    paths = set(with_bytes.exclude(path="").values_list("path", flat=True))
    with_bytes.update(content=None, path="", removed_at=timezone.now())
    for path in paths:
        if not raw_message.objects.filter(path=path).exists():
            (settings.MADANG.data / path).unlink(missing_ok=True)


class Migration(migrations.Migration):
    dependencies = [("intake", "0007_side_messages")]

    operations = [migrations.RunPython(forget_reports, migrations.RunPython.noop, elidable=True)]
