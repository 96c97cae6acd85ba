"""Until when a ticket can be put aside: the choices of the menu."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from .compose.later import MORNING

EVENING = 18
"""The hour at which an evening begins."""

MONDAY = 0


@dataclass(frozen=True, slots=True)
class Until:
    """One time to choose, and its words."""

    at: datetime
    words: str

    @property
    def value(self) -> str:
        """As it is posted: the very time that was read, also when it is pressed after midnight."""
        return self.at.isoformat()


def times(now: datetime | None = None) -> Sequence[Until]:
    """This evening, tomorrow and on Monday, in the current time zone; none of them twice."""
    here = timezone.localtime(now or timezone.now())
    tomorrow = _at(here + timedelta(days=1), MORNING)
    monday = _at(here + timedelta(days=7 - (here.weekday() - MONDAY)), MORNING)
    offered = [Until(tomorrow, _("Tomorrow 9:00"))]
    if here.hour < EVENING - 1:
        offered.insert(0, Until(_at(here, EVENING), _("This evening 6:00")))
    if monday != tomorrow:
        offered.append(Until(monday, _("Monday 9:00")))
    return offered


def _at(day: datetime, hour: int) -> datetime:
    """That hour of a day as clocks there show it, also on a day on which they are changed."""
    return day.replace(hour=hour, minute=0, second=0, microsecond=0, fold=0)
