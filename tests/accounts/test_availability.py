"""Whether somebody is there: what they say, their hours, and what the desk notices."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from madang.accounts import actions
from madang.accounts.at_work import Availability, Said
from madang.accounts.availability import there_now, whereabouts, whereabouts_of
from madang.accounts.errors import NotADayOff, NotAllowed, NotAMember, NotAnEnd, NotHours
from madang.accounts.jobs import notice_who_is_away
from madang.accounts.models import User
from madang.brands.models import Desk
from madang.history.models import Event

from .conftest import SignIn

pytestmark = pytest.mark.django_db

SEOUL = ZoneInfo("Asia/Seoul")
OFFICE = [*([(540, 1080)] * 5), None, None]
MONDAY_NOON = datetime(2026, 3, 2, 12, tzinfo=SEOUL)


def row(person: User, said: Said, *, at: datetime, office: bool = False, **given: object) -> Availability:
    week = [list(one) if one else None for one in OFFICE] if office else []
    return Availability(person=person, said=said, said_at=at, week=week, **given)


def state(one: Availability, at: datetime) -> str:
    return whereabouts(one, zone=SEOUL, now=at).state.value


def test_who_never_came_is_off_work(desk: Desk, mina: User) -> None:
    assert whereabouts_of([mina.pk])[mina.pk].state == Said.OFF
    assert there_now([mina.pk]) == frozenset()


def test_who_is_away_for_a_while_is_back_by_the_clock(desk: Desk, mina: User) -> None:
    until = timezone.now() + timedelta(minutes=30)
    actions.say_availability(mina, Said.AWAY, until=until, by=mina)
    assert whereabouts_of([mina.pk])[mina.pk].until == until
    assert there_now([mina.pk], now=until - timedelta(seconds=1)) == frozenset()
    assert there_now([mina.pk], now=until) == {mina.pk}


def test_hours_decide_until_somebody_says_otherwise(mina: User) -> None:
    morning, evening = MONDAY_NOON - timedelta(hours=2), MONDAY_NOON + timedelta(hours=7)
    usual = row(mina, Said.ONLINE, at=morning, office=True)
    assert state(usual, MONDAY_NOON) == "online"
    assert state(usual, evening) == "off"
    late = row(mina, Said.ONLINE, at=evening, office=True)
    assert state(late, evening + timedelta(hours=1)) == "online", "works late"
    assert state(late, MONDAY_NOON + timedelta(days=1, hours=8)) == "off", "not on the next evening"
    early = row(mina, Said.OFF, at=morning, office=True)
    assert state(early, MONDAY_NOON) == "off", "went home early"
    assert state(early, MONDAY_NOON + timedelta(days=1)) == "online", "is back the next day"


def test_a_glance_at_night_makes_nobody_work_late(mina: User) -> None:
    night = MONDAY_NOON + timedelta(hours=10)
    assert state(row(mina, Said.ONLINE, at=night, office=True, by_itself=True), night) == "off"


def test_off_work_says_when_the_hours_begin(mina: User) -> None:
    where = whereabouts(
        row(mina, Said.ONLINE, at=MONDAY_NOON, office=True, days_off=[["2026-03-03", "2026-03-04"]]),
        zone=SEOUL,
        now=MONDAY_NOON + timedelta(hours=7),
    )
    assert where.until == datetime(2026, 3, 5, 9, tzinfo=SEOUL)


def test_a_holiday_is_one_in_the_persons_zone(desk: Desk, mina: User) -> None:
    User.objects.filter(pk=mina.pk).update(time_zone="America/New_York")
    actions.set_hours(mina, week=[(0, 1440)] * 7, away_after=None, by=mina)
    actions.say_availability(mina, Said.ONLINE, by=mina)
    day = timezone.localdate() + timedelta(days=20)
    actions.add_day_off(mina, first=day, last=day, by=mina)
    begins = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("America/New_York"))
    assert there_now([mina.pk], now=begins - timedelta(minutes=1)) == {mina.pk}
    assert there_now([mina.pk], now=begins + timedelta(minutes=1)) == frozenset()


@pytest.mark.parametrize(
    ("said", "minutes"), [(Said.AWAY, -5), (Said.AWAY, 60 * 24 * 400), (Said.ONLINE, 30), (Said.OFF, 30)]
)
def test_an_end_that_can_not_be_is_refused(desk: Desk, mina: User, said: Said, minutes: int) -> None:
    with pytest.raises(NotAnEnd):
        actions.say_availability(mina, said, until=timezone.now() + timedelta(minutes=minutes), by=mina)
    assert not Availability.objects.exists()


def test_only_administrators_speak_for_others(
    desk: Desk, mina: User, jun: User, jiwoo: User, seoa: User
) -> None:
    with pytest.raises(NotAllowed):
        actions.say_availability(mina, Said.AWAY, by=jun)
    actions.say_availability(mina, Said.AWAY, by=jiwoo)
    with pytest.raises(NotAMember):
        actions.say_availability(seoa, Said.AWAY, by=jiwoo)


@pytest.mark.parametrize("week", [[(540, 1080)] * 6, [(540, 540)] * 7, [(1500, 1600)] * 7, [(0, 1441)] * 7])
def test_hours_that_can_not_be_are_refused(desk: Desk, mina: User, week: list[tuple[int, int]]) -> None:
    with pytest.raises(NotHours):
        actions.set_hours(mina, week=week, away_after=None, by=mina)


def test_days_off_end_not_before_they_begin(desk: Desk, mina: User) -> None:
    today = timezone.localdate()
    with pytest.raises(NotADayOff):
        actions.add_day_off(mina, first=today, last=today - timedelta(days=1), by=mina)
    actions.add_day_off(mina, first=today, last=today, by=mina)
    actions.add_day_off(mina, first=today, last=today, by=mina)
    assert len(Availability.objects.get().days_off) == 1
    actions.remove_day_off(mina, first=today.isoformat(), last=today.isoformat(), by=mina)
    assert Availability.objects.get().days_off == []


def quiet_since(person: User, minutes: int) -> None:
    moment = timezone.now() - timedelta(minutes=minutes)
    Availability.objects.filter(person=person).update(said_at=moment, last_sign_at=moment)


def test_without_a_sign_somebody_is_away_and_the_next_one_brings_them_back(desk: Desk, mina: User) -> None:
    actions.note_sign(mina)
    actions.set_hours(mina, week=[None] * 7, away_after=10, by=mina)
    quiet_since(mina, 9)
    notice_who_is_away()
    assert there_now([mina.pk]) == {mina.pk}
    quiet_since(mina, 11)
    notice_who_is_away()
    assert whereabouts_of([mina.pk])[mina.pk].state == Said.AWAY
    actions.note_sign(mina)
    assert there_now([mina.pk]) == {mina.pk}
    kinds = Event.objects.filter(kind="user.availability_changed").values_list("data__current", flat=True)
    assert list(kinds.order_by("pk")) == ["online", "away", "online"]


def test_a_sign_does_not_take_back_what_somebody_said(desk: Desk, mina: User) -> None:
    actions.say_availability(mina, Said.AWAY, by=mina)
    actions.note_sign(mina)
    assert whereabouts_of([mina.pk])[mina.pk].state == Said.AWAY


def test_who_does_not_want_it_stays_online_without_a_sign(desk: Desk, mina: User) -> None:
    actions.note_sign(mina)
    quiet_since(mina, 600)
    notice_who_is_away()
    assert there_now([mina.pk]) == {mina.pk}


def test_signs_that_follow_each_other_are_written_once_a_minute(desk: Desk, mina: User) -> None:
    actions.note_sign(mina)
    actions.set_hours(mina, week=[None] * 7, away_after=10, by=mina)
    before = Availability.objects.get().last_sign_at
    actions.note_sign(mina)
    assert Availability.objects.get().last_sign_at == before


def test_who_signs_out_is_off_work_until_they_come_back(mina: User, sign_in: SignIn) -> None:
    browser = sign_in(mina)
    browser.post("/accounts/availability/sign/")
    assert there_now([mina.pk]) == {mina.pk}
    browser.post("/accounts/logout/")
    assert there_now([mina.pk]) == frozenset()
    sign_in(mina).post("/accounts/availability/sign/")
    assert there_now([mina.pk]) == {mina.pk}


def test_the_menu_says_it_and_changes_it(mina: User, sign_in: SignIn) -> None:
    browser = sign_in(mina)
    answer = browser.post(
        "/accounts/availability/say/", {"said": "away:30"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert 'data-state="away"' in answer
    assert "까지" in answer
    assert browser.post("/accounts/availability/say/", {"said": "off"}).status_code == 302
    assert 'data-state="off"' in browser.get("/accounts/availability/shown/").content.decode()


@pytest.mark.parametrize("said", ["", "gone", "away", "away:99999", "away:-5", "away:0"])
def test_what_nobody_can_be_changes_nothing(mina: User, sign_in: SignIn, said: str) -> None:
    browser = sign_in(mina)
    given = {"said": said, "until": "nonsense"}
    for headers, status in (({"HX-Request": "true"}, 422), ({}, 302)):
        answer = browser.post("/accounts/availability/say/", given, headers=headers)
        assert answer.status_code == status
    assert not Availability.objects.exists()


def hours(**changed: str) -> dict[str, str]:
    days = {
        f"{name}_{nth}": value
        for nth in range(5)
        for name, value in (("on", "on"), ("from", "09:00"), ("to", "18:00"))
    }
    return {**days, "away_after": "15", **changed}


def test_hours_are_set_on_ones_own_page(mina: User, sign_in: SignIn) -> None:
    browser = sign_in(mina)
    assert browser.post("/accounts/availability/", hours(from_4="22:00", to_4="06:00")).status_code == 302
    kept = Availability.objects.get()
    assert kept.week == [*([[540, 1080]] * 4), [1320, 1800], None, None]
    assert kept.away_after == 15
    assert 'value="22:00"' in browser.get("/accounts/availability/").content.decode()


@pytest.mark.parametrize("wrong", [{"from_0": ""}, {"to_3": "noon"}, {"away_after": "1"}])
def test_hours_without_a_beginning_are_refused_and_nothing_changes(
    mina: User, sign_in: SignIn, wrong: dict[str, str]
) -> None:
    assert sign_in(mina).post("/accounts/availability/", hours(**wrong)).status_code == 422
    assert not Availability.objects.exists()


def test_days_off_are_kept_and_given_back_on_the_page(mina: User, sign_in: SignIn) -> None:
    browser = sign_in(mina)
    first = timezone.localdate() + timedelta(days=3)
    browser.post("/accounts/availability/days-off/", {"first": first.isoformat(), "last": ""})
    browser.post("/accounts/availability/days-off/", {"first": "2026-99-99"})
    assert Availability.objects.get().days_off == [[first.isoformat(), first.isoformat()]]
    browser.post("/accounts/availability/days-off/remove/", {"days": f"{first}/{first}"})
    assert Availability.objects.get().days_off == []


def test_ones_own_state_costs_a_page_no_query(mina: User, sign_in: SignIn) -> None:
    browser = sign_in(mina)
    browser.get("/accounts/profile/")
    with CaptureQueriesContext(connection) as without:
        browser.get("/accounts/profile/")
    actions.note_sign(mina)
    with CaptureQueriesContext(connection) as captured:
        page = browser.get("/accounts/profile/").content.decode()
    assert 'data-state="online"' in page
    assert len(captured) == len(without)
    assert not [one for one in captured if 'FROM "accounts_availability"' in one["sql"]]


def test_where_many_are_takes_two_queries(desk: Desk, mina: User, jun: User, jiwoo: User) -> None:
    for one in (mina, jun, jiwoo):
        actions.note_sign(one)
    with CaptureQueriesContext(connection) as captured:
        assert there_now([mina.pk, jun.pk, jiwoo.pk]) == {mina.pk, jun.pk, jiwoo.pk}
    assert len(captured) == 2
