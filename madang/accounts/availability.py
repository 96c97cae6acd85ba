"""Who is there now: the one place that says so, for menus, views and whoever gives out tickets."""

import zoneinfo
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from django.utils import timezone

from madang.brands.models import Desk
from madang.calendars.timetable import Timetable
from madang.lib.prepared import Prepared

from .agents import agents
from .at_work import Availability, Said
from .models import User

_DESK = Prepared(lambda: Desk.objects.only("time_zone").order_by("pk")[:1])


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Whether somebody is there, and until when it stays so, as far as that is known."""

    state: Said
    until: datetime | None = None


NOBODY_KNOWS = Whereabouts(Said.OFF)


def there_now(people: Iterable[int], *, now: datetime | None = None) -> frozenset[int]:
    """The ids of those who are there: the question of whoever gives out tickets. Two queries."""
    found = whereabouts_of(people, now=now)
    return frozenset(person for person, where in found.items() if where.state == Said.ONLINE)


def whereabouts_of(people: Iterable[int], *, now: datetime | None = None) -> Mapping[int, Whereabouts]:
    """Where each of the people is, by their ids. Two queries, however many they are."""
    given = list(people)
    rows = Availability.objects.filter(person__in=given).select_related("person")
    return dict.fromkeys(given, NOBODY_KNOWS) | _read(rows, now)


def in_state(states: Iterable[str], *, now: datetime | None = None) -> frozenset[int]:
    """The ids of all agents who are in one of the states. Three queries."""
    found = whereabouts_of(agents().values_list("pk", flat=True), now=now)
    wanted = set(states)
    return frozenset(person for person, where in found.items() if where.state in wanted)


def whereabouts(row: Availability | None, *, zone: tzinfo, now: datetime) -> Whereabouts:
    """What a row says at a moment; `zone` is where the person lives.

    An end that was said holds whatever the hours say. Otherwise the hours decide, and what somebody said
    since they last began or ended goes before them: who works late is there, who went home early is not.
    What the desk noticed by itself makes nobody work late.
    """
    if row is None:
        return NOBODY_KNOWS
    if row.said == Said.AWAY and row.until is not None and now < row.until:
        return Whereabouts(Said.AWAY, row.until)
    hours = timetable_of(row, zone=zone)
    changed = hours.last_change(now) if hours.is_set else None
    is_fresh = not hours.is_set or changed is None or row.said_at >= changed
    if hours.is_set and not hours.covers(now):
        if row.said == Said.ONLINE and is_fresh and not row.by_itself:
            return Whereabouts(Said.ONLINE)
        return Whereabouts(Said.OFF, hours.begins_after(now))
    if row.said == Said.OFF and (is_fresh or row.by_itself):
        return Whereabouts(Said.OFF)
    if row.said == Said.AWAY and row.until is None:
        return Whereabouts(Said.AWAY)
    return Whereabouts(Said.ONLINE, hours.ends_after(now) if hours.is_set else None)


def timetable_of(row: Availability | None, *, zone: tzinfo) -> Timetable:
    """The person's hours; of somebody who said none, empty ones."""
    week = tuple((span[0], span[1]) if span else None for span in row.week) if row is not None else ()
    days = row.days_off if row is not None else ()
    return Timetable(
        week=week or (None,) * 7,
        zone=zone,
        days_off=tuple((date.fromisoformat(first), date.fromisoformat(last)) for first, last in days),
    )


def zone_of(person: User) -> tzinfo:
    """Where the person lives; one query when they did not say so."""
    return _zone(person.time_zone or _desks_zone())


def own_row(person: User) -> Availability | None:
    """The person's row; no query for who is signed in, whose row was read with them."""
    try:
        return person.availability
    except Availability.DoesNotExist:
        return None


def own_whereabouts(person: User) -> Whereabouts:
    """Where the person who looks is, in the zone of the request."""
    return whereabouts(own_row(person), zone=timezone.get_current_timezone(), now=timezone.now())


def _read(rows: Iterable[Availability], now: datetime | None) -> dict[int, Whereabouts]:
    moment, elsewhere = now or timezone.now(), _desks_zone()
    return {
        row.pk: whereabouts(row, zone=_zone(row.person.time_zone or elsewhere), now=moment) for row in rows
    }


def _desks_zone() -> str:
    desk = _DESK.first()
    return desk.time_zone if desk is not None else "UTC"


def _zone(name: str) -> tzinfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")
