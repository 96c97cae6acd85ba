"""Read a time as people type it into a search: 2026-01-31, 2026-01, 2026, today, 지난주, 7d, 12시간."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from .searches import key_of

FIRST_YEAR, LAST_YEAR = 1970, 2199
LONGEST = 100_000

_DAY = re.compile(r"(\d{4})(?:[-./년]\s*(\d{1,2})(?:[-./월]\s*(\d{1,2})일?|월)?|년)?\.?")
_AGO = re.compile(r"(\d{1,6})\s*([a-z]+|분|시간|일|주)(?:\s*전)?")
_UNITS = {
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes", "분"), ("minutes", 1)),
    **dict.fromkeys(("h", "hour", "hours", "시간"), ("hours", 1)),
    **dict.fromkeys(("d", "day", "days", "일"), ("days", 1)),
    **dict.fromkeys(("w", "week", "weeks", "주"), ("days", 7)),
}


@dataclass(frozen=True, slots=True)
class Days:
    """From the first day on, and until before `end`."""

    first: date
    end: date


@dataclass(frozen=True, slots=True)
class Ago:
    """So many minutes, hours or days before now."""

    number: int
    unit: str


Time: TypeAlias = Days | Ago


def read_time(text: str, *, today: date) -> Time | None:
    """The time that is meant; None when it is none, or lies out of what a calendar of ours holds."""
    if ".." in text:
        begin, _, end = text.partition("..")
        first, last = _days(begin, today), _days(end, today)
        return Days(first.first, last.end) if first and last and first.first < last.end else None
    return _ago(text) or _days(text, today)


def _ago(text: str) -> Ago | None:
    found = _AGO.fullmatch(text.strip().lower())
    if found is None or found[2] not in _UNITS:
        return None
    unit, times = _UNITS[found[2]]
    number = int(found[1]) * times
    return Ago(number, unit) if 0 < number <= LONGEST else None


def _days(text: str, today: date) -> Days | None:
    named = _named(key_of(text), today)
    if named is not None:
        return named
    found = _DAY.fullmatch(text.strip())
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return None
    year, month, day = int(found[1]), found[2], found[3]
    try:
        if day is not None and month is not None:
            first = date(year, int(month), int(day))
            return Days(first, first + timedelta(days=1))
        if month is not None:
            return _month(date(year, int(month), 1))
    except ValueError:
        return None
    return Days(date(year, 1, 1), date(year + 1, 1, 1))


def _named(name: str, today: date) -> Days | None:
    monday = today - timedelta(days=today.weekday())
    match name:
        case "today" | "오늘":
            return Days(today, today + timedelta(days=1))
        case "yesterday" | "어제":
            return Days(today - timedelta(days=1), today)
        case "thisweek" | "이번주":
            return Days(monday, monday + timedelta(days=7))
        case "lastweek" | "지난주":
            return Days(monday - timedelta(days=7), monday)
        case "thismonth" | "이번달":
            return _month(today.replace(day=1))
        case "lastmonth" | "지난달":
            return _month((today.replace(day=1) - timedelta(days=1)).replace(day=1))
    return None


def _month(first: date) -> Days:
    return Days(first, (first + timedelta(days=31)).replace(day=1))
