"""Writes the tickets of a view into a file, in the background: with progress, and stopped when asked to."""

import csv
import io
import logging
import tempfile
import zoneinfo
from typing import IO

from django.core.files import File
from django.utils import timezone, translation

from madang.accounts.models import User
from madang.brands.models import Desk
from madang.lib.jobs import job

from . import csv as rows_of
from .filters import Asker, page_of, read
from .models import ExportState, TicketExport
from .models.export import UNFINISHED

log = logging.getLogger(__name__)

AT_ONCE = 500


@job(retries=2, lock="export:{export_id}")
def write_export(export_id: int) -> None:
    """Write an export, anew when it was interrupted. What its person may see is asked as it is written."""
    export = TicketExport.objects.select_related("person").filter(pk=export_id).first()
    if export is None or not export.is_unfinished:
        return
    desk = Desk.objects.first()
    language = export.person.language or (desk.language if desk else "ko")
    zone = export.person.time_zone or (desk.time_zone if desk else "UTC")
    try:
        with (
            translation.override(language),
            timezone.override(zoneinfo.ZoneInfo(zone)),
            tempfile.TemporaryFile() as place,
        ):
            if _written(export, place):
                place.seek(0)
                export.file.save("", File(place), save=False)
                done = TicketExport.objects.filter(pk=export.pk, state=ExportState.RUNNING)
                if not done.update(state=ExportState.DONE, file=export.file.name):
                    export.file.delete(save=False)
    except Exception:
        log.exception("an export could not be written", extra={"export": export.pk})
        TicketExport.objects.filter(pk=export.pk, state__in=UNFINISHED).update(state=ExportState.FAILED)


def _written(export: TicketExport, place: IO[bytes]) -> bool:
    """Write all rows; False when somebody stopped it meanwhile."""
    tree, after, number = read(export.conditions), "", 0
    place.write(rows_of.BOM.encode())
    place.write(_lines([rows_of.head()]))
    begun = Asker.of(export.person)
    while True:
        person = User.objects.get(pk=export.person_id)  # rights may be taken away meanwhile
        asker = Asker(person, begun.now, begun.zone)
        page = page_of(tree, by=asker, order=export.order, after=after, size=AT_ONCE)
        place.write(_lines(rows_of.rows([one.pk for one in page.places])))
        number, after = number + len(page.places), page.next
        unfinished = TicketExport.objects.filter(pk=export.pk, state__in=UNFINISHED)
        if not unfinished.update(state=ExportState.RUNNING, written=number):
            return False
        if not after:
            return True


def _lines(rows: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()
