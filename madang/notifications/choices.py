"""Where somebody wants to hear of what, and when they want quiet."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from madang.accounts.at_work import Availability
from madang.accounts.availability import timetable_of, zone_of
from madang.accounts.models import User
from madang.calendars.timetable import Timetable

from .about import About
from .models import AgentNotices


class Place(models.TextChoices):
    """Where somebody is told."""

    DESK = "desk", _("In the desk")
    BROWSER = "browser", _("By the browser, while the desk is open")
    MAIL = "mail", _("By e-mail")
    PUSH = "push", _("By a push to my devices")


class Quiet(models.TextChoices):
    """When mails and pushes are held back."""

    NEVER = "", _("Never")
    OFF_HOURS = "off_hours", _("Outside of my hours")
    DAILY = "daily", _("Each day between")


FIRST: Mapping[str, frozenset[str]] = {About.TEAM_NEW: frozenset()}
"""Where people are told who chose nothing; what isn't here is told in the desk."""

EVENING = (22 * 60, 32 * 60)
"""The quiet hours that are offered first: 22:00 to 8:00."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What one person chose; `quiet_hours` are minutes since midnight, beyond 24 hours on the next day.

    `push_subject`: whether pushes say what the ticket is about.
    """

    places: Mapping[str, Collection[str]] = field(default_factory=dict)
    quiet: str = Quiet.NEVER
    quiet_hours: tuple[int, int] = EVENING
    push_subject: bool = True

    def of(self, about: str) -> Collection[str]:
        """Where they want to hear of this."""
        return self.places.get(about, FIRST.get(about, frozenset({Place.DESK})))


def choices_of(people: Iterable[int]) -> Mapping[int, Choices]:
    """What each of the people chose. One query."""
    given = list(people)
    rows = AgentNotices.objects.filter(person__in=given)
    return {person: Choices() for person in given} | {row.person_id: as_choices(row) for row in rows}


def as_choices(row: AgentNotices | None) -> Choices:
    """What a row says; without one, what holds at first."""
    if row is None:
        return Choices()
    begin, end = row.quiet_hours or EVENING
    hours = (begin, end)
    return Choices(places=row.places, quiet=row.quiet, quiet_hours=hours, push_subject=row.push_subject)


def quiet_until(person: User, choices: Choices, *, now: datetime) -> datetime | None:
    """When the quiet that is now ends; None when there is none. Two queries at most."""
    if choices.quiet == Quiet.DAILY:
        return Timetable(week=(choices.quiet_hours,) * 7, zone=zone_of(person)).ends_after(now)
    if choices.quiet == Quiet.OFF_HOURS:
        row = Availability.objects.filter(person=person).first()
        hours = timetable_of(row, zone=zone_of(person))
        return hours.begins_after(now) if hours.is_set and not hours.covers(now) else None
    return None
