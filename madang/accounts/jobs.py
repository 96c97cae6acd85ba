"""What follows about people by the clock."""

from datetime import timedelta

from django.utils import timezone

from madang.lib.jobs import every

from .actions import remove_old_imports
from .actions.availability import last_heard, notice_absence
from .at_work import Availability, Said
from .availability import whereabouts_of


@every(seconds=30)
def notice_who_is_away() -> None:
    """Count as away who is online and gave no sign for as long as they said."""
    now = timezone.now()
    rows = Availability.objects.filter(away_after__isnull=False, person__is_active=True)
    quiet = {row.pk: row for row in rows if last_heard(row) <= now - timedelta(minutes=row.away_after or 0)}
    for person, where in whereabouts_of(quiet, now=now).items():
        if where.state == Said.ONLINE:
            notice_absence(quiet[person])


@every(seconds=600)
def remove_imported_files() -> None:
    """Remove files of customers that were kept for a day."""
    remove_old_imports()
