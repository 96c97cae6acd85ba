"""A small picture of when a customer asked: one bar a month, for a year."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from madang.tickets.models import Ticket

MONTHS = 12
MOST_READ = 2_000
"""Tickets that the picture is made of at most; more in a year fill every month anyhow."""

HEIGHT = 40
_LOWEST = 6
_STEP = 20


@dataclass(frozen=True, slots=True)
class Bar:
    """The tickets of one month, with its place in the picture; the part below is those still open."""

    month: str
    tickets: int
    x: int
    y: int
    height: int
    open_height: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """The months, the oldest first, and how many tickets they hold together."""

    bars: Sequence[Bar]
    tickets: int
    width: int = MONTHS * _STEP
    height: int = HEIGHT


def timeline_of(theirs: QuerySet[Ticket], *, now: datetime) -> Timeline:
    """The last twelve months of these tickets. One query."""
    this = timezone.localtime(now).date().replace(day=1)
    months = [this]
    while len(months) < MONTHS:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    months.reverse()
    since = now - timedelta(days=MONTHS * 31 + 1)
    rows = (
        theirs.filter(created_at__gte=since).order_by("-pk").values_list("created_at", "is_open")[:MOST_READ]
    )
    every: Counter[object] = Counter()
    still: Counter[object] = Counter()
    for created_at, is_open in rows:
        month = timezone.localtime(created_at).date().replace(day=1)
        every[month] += 1
        still[month] += is_open
    most = max((every[month] for month in months), default=0) or 1
    bars = []
    for nth, month in enumerate(months):
        height = _height(every[month], most)
        bars.append(
            Bar(
                # Translators: a date format of Django: a month of a year.
                month=date_format(month, "YEAR_MONTH_FORMAT"),
                tickets=every[month],
                x=nth * _STEP,
                y=HEIGHT - height,
                height=height,
                open_height=min(height, _height(still[month], most)),
            )
        )
    return Timeline(bars, tickets=sum(every[month] for month in months))


def _height(tickets: int, most: int) -> int:
    return max(_LOWEST, round(HEIGHT * tickets / most)) if tickets else 0
