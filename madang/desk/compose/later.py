"""When an answer can leave: the choices beside the button that sends it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

MORNING = 9
"""The hour at which a working day begins."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One time to choose: `value` as it is posted, its words, and the time itself."""

    value: str
    words: str
    at: datetime


def moments(now: datetime | None = None) -> list[Moment]:
    """The times offered: soon, and the next morning in the current time zone; all within a day."""
    now = now or timezone.now()
    morning = next_morning(now)
    return [
        Moment("10m", _("In 10 minutes"), now + timedelta(minutes=10)),
        Moment("1h", _("In an hour"), now + timedelta(hours=1)),
        Moment(
            "morning",
            _("Tomorrow at 9:00") if morning.date() != timezone.localtime(now).date() else _("Today at 9:00"),
            morning,
        ),
    ]


def next_morning(now: datetime) -> datetime:
    """The next 9:00 in the current time zone."""
    here = timezone.localtime(now)
    morning = here.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return morning if morning > here else morning + timedelta(days=1)


def chosen(given: str, now: datetime | None = None) -> datetime | None:
    """The time that was chosen: one of `moments` by its value, or one written as 2026-11-23T14:30, in the
    current time zone unless it names its own. None for what is neither.
    """
    now = now or timezone.now()
    for one in moments(now):
        if one.value == given:
            return one.at
    return written_time(given)


def written_time(given: str) -> datetime | None:
    """A time written as 2026-11-23T14:30, in the current time zone unless it names its own; None for none."""
    try:
        written = parse_datetime(given)
    except ValueError:
        return None
    if written is None:
        return None
    zone = timezone.get_current_timezone()
    return written if timezone.is_aware(written) else written.replace(tzinfo=zone)
