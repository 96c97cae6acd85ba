"""Goes through the rows of an import in the background: with progress, and stopped when asked to."""

import logging
import time
import zoneinfo
from collections.abc import Sequence

from django.utils import timezone, translation

from madang.brands.models import Desk
from madang.lib.jobs import job
from madang.lib.spreadsheets import rows_in

from .actions import import_row, note_import
from .actions.import_people import MOST_ROWS
from .models import ImportState, PeopleImport, User

log = logging.getLogger(__name__)

AT_ONCE = 50
SLICE = 5.0
"""Seconds that one job works before it lets other jobs have the thread."""


@job(queue="bulk", lock="people:{kept}")
def go_on_importing(kept: int) -> None:
    """Do a slice of an import, and have the next one done. Rows done twice change nothing more."""
    found = PeopleImport.objects.filter(pk=kept, state=ImportState.RUNNING).first()
    if found is None:
        return
    desk, person = Desk.objects.first() or Desk(), User.objects.get(pk=found.person_id)
    with (
        translation.override(person.language or desk.language),
        timezone.override(zoneinfo.ZoneInfo(person.time_zone or desk.time_zone)),
    ):
        try:
            with found.file.open("rb") as file:
                rows = rows_in(file.read(), most=MOST_ROWS + 1)
        except (OSError, ValueError):
            log.exception("an import could not be read", extra={"import": kept})
            note_import(found, rows=0, became=(), state=ImportState.FAILED)
            return
        if _gone_through(found, rows):
            go_on_importing.enqueue(kept=kept)


def _gone_through(found: PeopleImport, rows: Sequence[Sequence[str]]) -> bool:
    """Do rows for a while; tells whether any are left."""
    end, at = time.monotonic() + SLICE, found.done
    while True:
        person = User.objects.get(pk=found.person_id)  # rights may be taken away meanwhile
        some = rows[1 + at : 1 + at + AT_ONCE]
        became = [import_row(found, at + nth + 2, cells, by=person) for nth, cells in enumerate(some)]
        at += len(some)
        is_last = at >= len(rows) - 1
        state = ImportState.DONE if is_last else ImportState.RUNNING
        if not note_import(found, rows=len(some), became=became, state=state) or is_last:
            return False
        if time.monotonic() >= end:
            return True
