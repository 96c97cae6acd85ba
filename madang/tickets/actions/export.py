from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.history.kinds import Nothing
from madang.history.recording import action, record

from ..errors import NotAllowed, WrongView
from ..exporting import write_export
from ..filters import order_or_usual
from ..models import ExportKind, ExportState, SavedView, TicketExport
from ..models.export import UNFINISHED
from ..settings_events import EXPORT_REMOVED, EXPORT_STARTED, EXPORT_STOPPED
from ..views import views_for

MOST_AT_ONCE = 3
KEPT = timedelta(days=1)


@action
def start_export(view: SavedView, *, by: User) -> TicketExport:
    """Have the tickets of a view written as CSV, in the background. Raises NotAllowed and WrongView."""
    if not by.may(Permission.EXPORT) or not views_for(by).filter(pk=view.pk).exists():
        raise NotAllowed
    _guard_not_too_many(by)
    export = TicketExport.objects.create(
        person=by,
        name=view.name,
        conditions=view.conditions,
        order=order_or_usual(view.order).name,
        created_at=timezone.now(),
    )
    record(export, EXPORT_STARTED, by=by, data=Nothing())
    write_export.enqueue(export.pk)
    return export


@action
def start_people_export(kind: ExportKind, *, by: User) -> TicketExport:
    """Have all customers or organizations that `by` sees written as CSV. Raises NotAllowed and WrongView."""
    if not by.may(Permission.EXPORT):
        raise NotAllowed
    _guard_not_too_many(by)
    export = TicketExport.objects.create(
        person=by, kind=kind, name=str(kind.label), conditions={}, order="", created_at=timezone.now()
    )
    record(export, EXPORT_STARTED, by=by, data=Nothing())
    write_export.enqueue(export.pk)
    return export


@action
def stop_export(export: TicketExport, *, by: User) -> None:
    """Stop an export that is not finished; a finished one stays as it is. Raises NotAllowed."""
    if export.person_id != by.pk:
        raise NotAllowed
    stopped = TicketExport.objects.filter(pk=export.pk, state__in=UNFINISHED)
    if stopped.update(state=ExportState.STOPPED):
        record(export, EXPORT_STOPPED, by=by, data=Nothing())


@action
def remove_old_exports() -> None:
    """Remove the files that were kept as long as is said."""
    for export in TicketExport.objects.filter(created_at__lt=timezone.now() - KEPT).order_by("pk")[:100]:
        record(export, EXPORT_REMOVED, by=None, data=Nothing())
        if export.file:
            export.file.delete(save=False)
        export.delete()


def _guard_not_too_many(by: User) -> None:
    if TicketExport.objects.filter(person=by, state__in=UNFINISHED).count() >= MOST_AT_ONCE:
        raise WrongView(_("Other files of yours are still being written. Wait for one, or stop it."))
