"""A calendar invitation (RFC 5545, RFC 5546) as words that a person reads."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import islice
from typing import TYPE_CHECKING

from madang.lib.mime import characters

# Imported when the first invitation comes: each process would hold 9 MB of it.
if TYPE_CHECKING:
    from icalendar import Component

MAX_BYTES = 300_000
MAX_EVENTS = 5
MAX_PEOPLE = 30
MAX_LINE = 300

_HANGUL = re.compile("[가-힣]")
_ADDRESS = re.compile(r"(?:mailto:)?([^\s@]{1,64}@[^\s@]{1,255})", re.IGNORECASE)
_KOREAN = {
    "REQUEST": "초대", "CANCEL": "취소된 일정", "REPLY": "초대에 대한 답", "COUNTER": "다른 시간 제안",
    "PUBLISH": "일정", "ADD": "추가된 일정", "REFRESH": "일정", "DECLINECOUNTER": "시간 제안 거절",
    "when": "일시", "where": "장소", "organizer": "주최", "attendees": "참석자",
    "repeats": "반복", "all day": "종일",
    "ACCEPTED": "수락", "DECLINED": "거절", "TENTATIVE": "미정", "DELEGATED": "위임", "NEEDS-ACTION": "",
    "DAILY": "매일", "WEEKLY": "매주", "MONTHLY": "매월", "YEARLY": "매년",
}  # fmt: skip
_ENGLISH = {
    "REQUEST": "Invitation", "CANCEL": "Cancelled", "REPLY": "Answer to an invitation",
    "COUNTER": "Another time proposed", "PUBLISH": "Event", "ADD": "Added event", "REFRESH": "Event",
    "DECLINECOUNTER": "Proposed time declined",
    "when": "When", "where": "Where", "organizer": "Organizer", "attendees": "Attendees",
    "repeats": "Repeats", "all day": "all day",
    "ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentative",
    "DELEGATED": "delegated", "NEEDS-ACTION": "",
    "DAILY": "every day", "WEEKLY": "every week", "MONTHLY": "every month", "YEARLY": "every year",
}  # fmt: skip
_WEEKDAYS = "월화수목금토일"


def read_invitation(text: str) -> str:
    """What the calendar in `text` asks: what, when in its zone, where, with whom; empty when it says nothing.

    In Korean when a Korean letter is in it, else in English.
    """
    if "BEGIN:VCALENDAR" not in text[:2000].upper():
        return ""
    from icalendar import Calendar

    try:
        calendar = Calendar.from_ical(text[:MAX_BYTES])
        events = list(islice(calendar.walk("VEVENT"), MAX_EVENTS)) or list(islice(calendar.walk("VTODO"), 1))
        words = _KOREAN if _HANGUL.search(text) else _ENGLISH
        method = str(calendar.get("METHOD", "")).upper()
        return "\n\n".join(filter(None, ("\n".join(_lines(event, method, words)) for event in events)))
    except Exception:
        # The library raises errors of many kinds on broken calendars; the file itself is kept beside.
        return ""


def _lines(event: "Component", method: str, words: dict[str, str]) -> Iterator[str]:
    title = _text(event, "SUMMARY")
    label = words.get("CANCEL" if _text(event, "STATUS").upper() == "CANCELLED" else method, words["PUBLISH"])
    yield f"{label}: {title}" if title else label
    when = _when(event, words)
    if when:
        yield f"{words['when']}: {when}"
    rule = event.get("RRULE")
    frequency = str(next(iter(rule.get("FREQ", [])), "")).upper() if hasattr(rule, "get") else ""
    if frequency in words:
        yield f"{words['repeats']}: {words[frequency]}"
    if place := _text(event, "LOCATION"):
        yield f"{words['where']}: {place}"
    organizers = list(_people(event.get("ORGANIZER"), words))
    if organizers:
        yield f"{words['organizer']}: {organizers[0]}"
    attendees = list(islice(_people(event.get("ATTENDEE"), words), MAX_PEOPLE + 1))
    if attendees:
        more = " …" if len(attendees) > MAX_PEOPLE else ""
        yield f"{words['attendees']}: {', '.join(attendees[:MAX_PEOPLE])}{more}"
    if description := characters.paragraphs(str(event.get("DESCRIPTION", "")))[:4000].strip():
        yield f"\n{description}"


def _text(event: "Component", name: str) -> str:
    value = event.get(name, "")
    value = value[0] if isinstance(value, list) and value else value
    return characters.line(str(value), limit=MAX_LINE)


def _people(value: object, words: dict[str, str]) -> Iterator[str]:
    for person in value if isinstance(value, list) else [value]:
        if person is None:
            continue
        parameters = getattr(person, "params", {})
        found = _ADDRESS.search(str(person))
        email = found[1] if found else ""
        name = characters.line(str(parameters.get("CN", "")), limit=100).strip("\"' ")
        shown = f"{name} <{email}>" if name and email and name != email else name or email
        answer = words.get(str(parameters.get("PARTSTAT", "")).upper(), "")
        if shown:
            yield f"{shown} ({answer})" if answer else shown


def _when(event: "Component", words: dict[str, str]) -> str:
    begin, end = _moment(event, "DTSTART"), _moment(event, "DTEND")
    if begin is None:
        return ""
    if end is None:
        with suppress(Exception):
            end = begin + event.decoded("DURATION")
    if not isinstance(begin, datetime):
        last = end - timedelta(days=1) if isinstance(end, date) and end > begin else begin
        days = _day(begin, words) if last <= begin else f"{_day(begin, words)} – {_day(last, words)}"
        return f"{days} ({words['all day']})"
    written = f"{_day(begin, words)} {begin:%H:%M}"
    if isinstance(end, datetime):
        if end.tzinfo is not None and begin.tzinfo is not None:
            end = end.astimezone(begin.tzinfo)
        same = end.date() == begin.date()
        written += f" – {end:%H:%M}" if same else f" – {_day(end, words)} {end:%H:%M}"
    zone = _zone(begin.tzinfo, begin)
    return f"{written} ({zone})" if zone else written


def _moment(event: "Component", name: str) -> date | None:
    value = getattr(event.get(name), "dt", None)
    return value if isinstance(value, date) else None


def _zone(zone: tzinfo | None, moment: datetime) -> str:
    if zone is None:
        return ""
    if zone is UTC:
        return "UTC"
    return characters.line(str(getattr(zone, "key", None) or zone.tzname(moment) or zone), limit=60)


def _day(day: date, words: dict[str, str]) -> str:
    if words is _KOREAN:
        return f"{day.year}년 {day.month}월 {day.day}일 ({_WEEKDAYS[day.weekday()]})"
    return f"{day:%A}, {day.day} {day:%B %Y}"


def once(texts: Iterable[str]) -> str:
    """Each of `texts` once, in order: programs send one invitation as a part and as a file."""
    return "\n\n".join(dict.fromkeys(filter(None, texts)))
