"""Date headers (RFC 5322, 3.3) as really sent."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)
_ISO = re.compile(
    r"(\d{4})[-./]\s?(\d{1,2})[-./]\s?(\d{1,2})[T ,.]{1,3}(\d{1,2}):(\d{2})(?::(\d{2}))?(.{0,12})"
)
_ZONE_NAME = re.compile(r"(?<!\()\b(?:KST|JST)\b")  # names that the standard library takes for UTC
_OFFSET = re.compile(r"\s*([+-])(\d{2}):?(\d{2})")

MAX_AHEAD = timedelta(days=2)
"""How far a claimed time may lie after the time of receipt: clocks and zones err by hours, not by days."""


def read_date(value: str, *, received: datetime | None = None) -> datetime | None:
    """The moment a Date header claims; None when it can't be read or can't be true.

    `received` is when a server that is believed took the mail; a claim of two days after that is not true.
    """
    moment = _read(value[:200])
    if moment is None or not _EARLIEST <= moment <= _LATEST:
        return None
    if received is not None and moment > received + MAX_AHEAD:
        return None
    return moment


def _read(value: str) -> datetime | None:
    iso = _ISO.search(value)
    try:
        if iso is not None:
            offset = _OFFSET.match(iso[7])
            minutes = 0 if offset is None else int(offset[1] + "1") * (int(offset[2]) * 60 + int(offset[3]))
            year, month, day, hour, minute, second = (int(part or 0) for part in iso.groups()[:6])
            zone = timezone(timedelta(minutes=minutes))
            return datetime(year, month, day, hour, minute, second, tzinfo=zone)
        parsed = parsedate_tz(_ZONE_NAME.sub("+0900", value))
        if parsed is None:
            return None
        year, month, day, hour, minute, second = parsed[:6]
        zone = UTC if not parsed[9] else timezone(timedelta(seconds=parsed[9]))
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
