"""Writes the tickets of a view, customers or organizations into a file, in the background: with progress, and
stopped when asked to."""

import logging
import tempfile
import zoneinfo
from collections.abc import Callable, Iterator, Mapping
from typing import IO

from django.core.files import File
from django.utils import timezone, translation

from madang.accounts.models import User
from madang.brands.models import Desk
from madang.lib.jobs import job
from madang.lib.spreadsheets import BOM, lines

from . import csv as rows_of
from . import people_csv as people_of
from .customers import customers_visible_to, organizations_visible_to
from .filters import Asker, page_of, read
from .models import ExportKind, ExportState, TicketExport
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
    number = 0
    place.write(BOM.encode())
    for rows in _SOURCES[ExportKind(export.kind)](export):
        place.write(lines(rows))
        number += len(rows)
        unfinished = TicketExport.objects.filter(pk=export.pk, state__in=UNFINISHED)
        if not unfinished.update(state=ExportState.RUNNING, written=max(0, number - 1)):
            return False
    return True


def _tickets(export: TicketExport) -> Iterator[list[list[str]]]:
    yield [rows_of.head()]
    tree, after = read(export.conditions), ""
    begun = Asker.of(export.person)
    while True:
        asker = Asker(_person(export), begun.now, begun.zone)
        page = page_of(tree, by=asker, order=export.order, after=after, size=AT_ONCE)
        yield rows_of.rows([one.pk for one in page.places])
        after = page.next
        if not after:
            return


def _customers(export: TicketExport) -> Iterator[list[list[str]]]:
    yield [people_of.customers_head()]
    after = 0
    while True:
        seen = customers_visible_to(_person(export)).filter(pk__gt=after).order_by("pk")
        some = list(seen.values_list("pk", flat=True)[:AT_ONCE])
        yield people_of.customers_rows(some, seen_by=_person(export))
        if len(some) < AT_ONCE:
            return
        after = some[-1]


def _organizations(export: TicketExport) -> Iterator[list[list[str]]]:
    yield [people_of.organizations_head()]
    after = 0
    while True:
        seen = organizations_visible_to(_person(export)).filter(pk__gt=after).order_by("pk")
        some = list(seen.values_list("pk", flat=True)[:AT_ONCE])
        yield people_of.organizations_rows(some)
        if len(some) < AT_ONCE:
            return
        after = some[-1]


def _person(export: TicketExport) -> User:
    """As they are now: rights may be taken away meanwhile."""
    return User.objects.get(pk=export.person_id)


_SOURCES: Mapping[ExportKind, Callable[[TicketExport], Iterator[list[list[str]]]]] = {
    ExportKind.TICKETS: _tickets,
    ExportKind.CUSTOMERS: _customers,
    ExportKind.ORGANIZATIONS: _organizations,
}
"""What is in a file of each kind: its head, then its rows, some at once."""
