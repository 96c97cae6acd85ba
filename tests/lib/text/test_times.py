"""Times as people type them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.lib.text.times import Ago, Days, Time, read_time

TODAY = date(2026, 3, 4)  # a Wednesday


def days(first: str, end: str) -> Days:
    return Days(date.fromisoformat(first), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-01-31", days("2026-01-31", "2026-02-01")),
        ("2026.1.5", days("2026-01-05", "2026-01-06")),
        ("2026년1월5일", days("2026-01-05", "2026-01-06")),
        ("2026-12", days("2026-12-01", "2027-01-01")),
        ("2026년 2월", days("2026-02-01", "2026-03-01")),
        ("2026", days("2026-01-01", "2027-01-01")),
        ("2026-01..2026-02-10", days("2026-01-01", "2026-02-11")),
        ("today", days("2026-03-04", "2026-03-05")),
        ("어제", days("2026-03-03", "2026-03-04")),
        ("이번 주", days("2026-03-02", "2026-03-09")),
        ("last-week", days("2026-02-23", "2026-03-02")),
        ("지난달", days("2026-02-01", "2026-03-01")),
        ("this_month", days("2026-03-01", "2026-04-01")),
        ("7d", Ago(7, "days")),
        ("2주", Ago(14, "days")),
        ("12시간 전", Ago(12, "hours")),
        ("30m", Ago(30, "minutes")),
    ],
)
def test_a_time(text: str, time: Time) -> None:
    assert read_time(text, today=TODAY) == time


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterdayish",
        "2026-13",
        "2026-02-30",
        "1066",
        "9999",
        "0d",
        "7 parsecs",
        "2026-02..2026-01",
        "..",
        "99999999d",
    ],
)
def test_what_is_no_time(text: str) -> None:
    assert read_time(text, today=TODAY) is None


@given(st.text(max_size=12) | st.from_regex(r"[0-9.년월일dhw주-]{1,14}", fullmatch=True))
def test_whatever_is_typed_a_time_is_never_empty(text: str) -> None:
    time = read_time(text, today=TODAY)
    if isinstance(time, Days):
        assert time.first < time.end
    elif time is not None:
        assert time.number > 0
