from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from madang.history.recording import action, record

from ..at_work import Availability, Said
from ..errors import NotADayOff, NotAnEnd, NotHours
from ..events import USER_AVAILABILITY_CHANGED, USER_HOURS_CHANGED, Changed, ProfileChanged
from ..models import User
from .guard import guard_is_member, guard_own, locked

LONGEST_AWAY = timedelta(days=366)
LONGEST_SPAN = 24 * 60
MOST_DAYS_OFF = 100
SHORTEST_QUIET, LONGEST_QUIET = 5, 8 * 60
"""Minutes without a sign after which somebody may want to count as away."""

SIGNS_EVERY = timedelta(seconds=50)
"""Signs that come sooner after the last one are not written down."""


@action
def say_availability(person: User, said: Said, *, until: datetime | None = None, by: User | None) -> None:
    """Say whether somebody is there; `until` is when they come back, of who is away.

    Raises NotAllowed and OwnersOnly for somebody else's, NotAMember for customers, and NotAnEnd for an end
    that is past, more than a year off, or of somebody who is not away.
    """
    person = locked(person)
    guard_own(person, by=by)
    guard_is_member(person)
    now = timezone.now()
    if until is not None and (said != Said.AWAY or not now < until <= now + LONGEST_AWAY):
        raise NotAnEnd
    row = _row(person, now)
    if (row.said, row.until, row.by_itself) == (said, until, False) and said != Said.ONLINE:
        return
    _become(row, said, until=until, by_itself=False, now=now, by=by)


@action
def note_sign(person: User) -> None:
    """Somebody is at their desk: who only counted as away, or signed in anew, is there again."""
    now = timezone.now()
    row = Availability.objects.filter(person=person).select_for_update().first()
    if row is None or (row.by_itself and row.said != Said.ONLINE):
        if person.is_agent:
            _become(row or Availability(person=person, said=Said.OFF), Said.ONLINE, by_itself=True, now=now)
    elif row.away_after is not None and (row.last_sign_at is None or row.last_sign_at < now - SIGNS_EVERY):
        row.last_sign_at = now
        row.save(update_fields=["last_sign_at"])


@action
def notice_absence(row: Availability) -> None:
    """Count somebody as away who gave no sign for as long as they said; nothing when they just did."""
    row = Availability.objects.select_for_update().get(pk=row.pk)
    now = timezone.now()
    if row.away_after is None or last_heard(row) > now - timedelta(minutes=row.away_after):
        return
    _become(row, Said.AWAY, by_itself=True, now=now)


def leave_desk(person: User) -> None:
    """Who signs out is off work until they come back. For actions: the caller's transaction holds it."""
    row = Availability.objects.filter(person=person).select_for_update().first()
    if row is not None and row.said == Said.ONLINE:
        _become(row, Said.OFF, by_itself=True, now=timezone.now(), by=person)


@action
def set_hours(
    person: User, *, week: Sequence[tuple[int, int] | None], away_after: int | None, by: User | None
) -> None:
    """Set somebody's hours (minutes since midnight, Monday first) and when they count as away by themselves.

    Raises NotAllowed and OwnersOnly for somebody else's, NotAMember, and NotHours for what can't be.
    """
    person = locked(person)
    guard_own(person, by=by)
    guard_is_member(person)
    if len(week) != 7 or not all(span is None or _may_be(span) for span in week):
        raise NotHours
    if away_after is not None and not SHORTEST_QUIET <= away_after <= LONGEST_QUIET:
        raise NotHours
    now = timezone.now()
    row = _row(person, now)
    given = [list(span) if span else None for span in week] if any(week) else []
    changed = [
        name
        for name, before, after in (
            ("week", row.week, given),
            ("away_after", row.away_after, away_after),
        )
        if before != after
    ]
    if not changed:
        return
    row.week, row.away_after = given, away_after
    row.last_sign_at = now if away_after is not None else None
    row.save()
    record(person, USER_HOURS_CHANGED, by=by, data=ProfileChanged(fields=tuple(changed)))


@action
def add_day_off(person: User, *, first: date, last: date, by: User | None) -> None:
    """Take days off, from the first to the last. Raises as `set_hours` does, and NotADayOff."""
    person = locked(person)
    guard_own(person, by=by)
    guard_is_member(person)
    now = timezone.now()
    row = _row(person, now)
    today = now.date()
    if not first <= last or (last - first) > LONGEST_AWAY or abs(first - today) > 3 * LONGEST_AWAY:
        raise NotADayOff
    gone = (today - timedelta(days=31)).isoformat()
    days = [one for one in row.days_off if one[1] >= gone]
    days = sorted({*(tuple(one) for one in days), (first.isoformat(), last.isoformat())})
    if len(days) > MOST_DAYS_OFF:
        raise NotADayOff
    _set_days(row, [list(one) for one in days], by=by)


@action
def remove_day_off(person: User, *, first: str, last: str, by: User | None) -> None:
    """Give days off back; days that are not there are none already. Raises NotAllowed and OwnersOnly."""
    person = locked(person)
    guard_own(person, by=by)
    row = Availability.objects.filter(person=person).select_for_update().first()
    if row is not None:
        _set_days(row, [one for one in row.days_off if one != [first, last]], by=by)


def last_heard(row: Availability) -> datetime:
    """When the person last gave a sign, or said something."""
    return max(row.said_at, row.last_sign_at) if row.last_sign_at is not None else row.said_at


def _row(person: User, now: datetime) -> Availability:
    row = Availability.objects.filter(person=person).select_for_update().first()
    return row or Availability(person=person, said=Said.OFF, said_at=now, by_itself=True)


def _may_be(span: tuple[int, int]) -> bool:
    begin, end = span
    return 0 <= begin < 24 * 60 and begin < end <= begin + LONGEST_SPAN


def _set_days(row: Availability, days: list[list[str]], *, by: User | None) -> None:
    if days == row.days_off:
        return
    row.days_off = days
    row.save()
    record(row.person, USER_HOURS_CHANGED, by=by, data=ProfileChanged(fields=("days_off",)))


def _become(
    row: Availability,
    said: Said,
    *,
    by_itself: bool,
    now: datetime,
    until: datetime | None = None,
    by: User | None = None,
) -> None:
    previous = row.said
    row.said, row.until, row.by_itself, row.said_at = said, until, by_itself, now
    row.last_sign_at = now if row.away_after is not None else None
    row.save()
    data = Changed(previous=previous, current=said)
    record(row.person, USER_AVAILABILITY_CHANGED, by=by, data=data)
