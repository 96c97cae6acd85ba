"""Hours of a week: nights, days off and changed clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.calendars.timetable import Timetable

SEOUL, BERLIN = ZoneInfo("Asia/Seoul"), ZoneInfo("Europe/Berlin")
OFFICE = ((540, 1080),) * 5 + (None, None)
NIGHTS = ((1320, 1320 + 480),) * 7


def seoul(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026, whose second is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("moment", "there"),
    [
        (seoul(2, 8, 59), False),
        (seoul(2, 9), True),
        (seoul(2, 17, 59), True),
        (seoul(2, 18), False),
        (seoul(7, 12), False),
    ],
)
def test_office_hours_hold_from_the_first_minute_to_before_the_last(moment: datetime, there: bool) -> None:
    assert Timetable(OFFICE, SEOUL).covers(moment) is there


def test_a_night_shift_lasts_into_the_morning() -> None:
    nights = Timetable(NIGHTS, SEOUL)
    assert nights.covers(seoul(3, 5, 59))
    assert not nights.covers(seoul(3, 6))
    assert nights.ends_after(seoul(2, 23)) == seoul(3, 6)


def test_a_day_off_takes_away_the_shift_that_begins_on_it() -> None:
    nights = Timetable(NIGHTS, SEOUL, ((date(2026, 3, 3), date(2026, 3, 3)),))
    assert nights.covers(seoul(3, 5)), "the one of the day before"
    assert not nights.covers(seoul(3, 23))
    assert not nights.covers(seoul(4, 5))
    assert nights.begins_after(seoul(3, 7)) == seoul(4, 22)


def test_after_the_week_comes_monday() -> None:
    assert Timetable(OFFICE, SEOUL).begins_after(seoul(6, 18)) == seoul(9, 9)


def test_nine_is_nine_on_the_day_that_clocks_change() -> None:
    daily = Timetable(((540, 1080),) * 7, BERLIN)
    changed = datetime(2026, 3, 29, 0, 30, tzinfo=BERLIN)
    assert daily.begins_after(changed) == datetime(2026, 3, 29, 9, tzinfo=BERLIN)
    assert daily.begins_after(changed) == datetime(2026, 3, 29, 7, tzinfo=UTC)


def test_who_has_no_hours_never_begins() -> None:
    nothing = Timetable((None,) * 7, SEOUL)
    assert not nothing.is_set
    assert nothing.begins_after(seoul(2, 9)) is None
    assert nothing.last_change(seoul(2, 9)) is None


SPANS = st.none() | st.builds(
    lambda begin, length: (begin, begin + length), st.integers(0, 1439), st.integers(1, 720)
)
WEEKS = st.lists(SPANS, min_size=7, max_size=7).map(tuple)
MINUTES = st.integers(0, 2 * 366 * 24 * 60)
MOMENTS = MINUTES.map(lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))


@given(week=WEEKS, moment=MOMENTS, zone=st.sampled_from([SEOUL, BERLIN]))
def test_between_the_last_change_and_the_next_one_nothing_changes(
    week: tuple[tuple[int, int] | None, ...], moment: datetime, zone: ZoneInfo
) -> None:
    table = Timetable(week, zone)
    last, begins = table.last_change(moment), table.begins_after(moment)
    assert (last is None) == (begins is None) == (not table.is_set)
    if last is None or begins is None:
        return
    assert last <= moment < begins
    assert table.covers(begins)
    halfway = last + (moment - last) / 2
    assert table.covers(halfway) == table.covers(moment)
    if not table.covers(moment):
        assert not table.covers(begins - timedelta(seconds=1))
