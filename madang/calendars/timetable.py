"""The hours of a week in one time zone, with days off.

Spans are minutes since midnight on the wall clock; an end beyond 24 hours lies on the next day, so that a
night shift is one span. A day off takes away what begins on that day. All moments are aware; answers are in
UTC.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TypeAlias

Span: TypeAlias = tuple[int, int]
DAY = 24 * 60
FARTHEST = 400
"""Days that are looked through for the next or the last change."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """When somebody is there: `week` is Monday first, `days_off` are first and last days."""

    week: tuple[Span | None, ...]
    zone: tzinfo
    days_off: tuple[tuple[date, date], ...] = ()

    @property
    def is_set(self) -> bool:
        """Whether any hours are said at all."""
        return any(self.week)

    def covers(self, moment: datetime) -> bool:
        """Whether the moment lies within the hours; the first minute does, the last moment does not."""
        today = moment.astimezone(self.zone).date()
        days = (today - timedelta(days=1), today)
        return any(begin <= moment < end for day in days for begin, end in self._of(day))

    def begins_after(self, moment: datetime) -> datetime | None:
        """When the hours begin next; None when they don't within a year or so."""
        for day in self._days(moment, 1):
            for begin, _ in self._of(day):
                if begin > moment:
                    return begin
        return None

    def ends_after(self, moment: datetime) -> datetime | None:
        """When the hours that are under way end; None outside of them."""
        today = moment.astimezone(self.zone).date()
        ends = [
            end
            for day in (today - timedelta(days=1), today)
            for begin, end in self._of(day)
            if begin <= moment < end
        ]
        return max(ends, default=None)

    def last_change(self, moment: datetime) -> datetime | None:
        """When the hours last began or ended; None when they did not for longer than a year."""
        found: datetime | None = None
        for day in self._days(moment, -1):
            last = [edge for span in self._of(day) for edge in span if edge <= moment]
            if found is not None:
                return max([found, *last])  # a night shift may end after the next day's began
            found = max(last, default=None)
        return found

    def _days(self, moment: datetime, step: int) -> Iterator[date]:
        today = moment.astimezone(self.zone).date()
        first = -1 if step > 0 else 0
        for nth in range(first, FARTHEST):
            yield today + timedelta(days=nth * step)

    def _of(self, day: date) -> list[tuple[datetime, datetime]]:
        span = self.week[day.weekday()]
        if span is None or any(first <= day <= last for first, last in self.days_off):
            return []
        return [(self._moment(day, span[0]), self._moment(day, span[1]))]

    def _moment(self, day: date, minutes: int) -> datetime:
        # Added on the wall clock, in one zone: 9:00 is 9:00 when clocks change, too.
        return (datetime.combine(day, time(), self.zone) + timedelta(minutes=minutes)).astimezone(UTC)
