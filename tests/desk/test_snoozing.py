"""Snoozing on the pages: what leaves which list, the times offered, and undo."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from madang.accounts.models import User
from madang.desk.lists import groups_for
from madang.desk.rows import page_of
from madang.desk.snoozing import times
from madang.tickets import actions
from madang.tickets.jobs import wake_due_tickets
from madang.tickets.models import Away, Ticket
from tests.cast import OpenTicket
from tests.desk.conftest import SignedIn

pytestmark = pytest.mark.django_db

SEOUL = ZoneInfo("Asia/Seoul")


def seoul(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SEOUL)


def in_lists(person: User) -> dict[str, list[int]]:
    return {
        one.slug: [row.number for row in page_of(one).tickets]
        for group in groups_for(person)
        for one in group.lists
    }


def test_a_snoozed_ticket_is_in_its_own_list_alone_and_comes_back_on_top(
    open_ticket: OpenTicket, mina: User
) -> None:
    aside, other = open_ticket("aside"), open_ticket("other")
    for one in (aside, other):
        actions.assign(one, to=mina, by=mina)
    actions.snooze(aside, until=timezone.now() + timedelta(hours=1), by=mina)
    lists = in_lists(mina)
    assert {slug for slug, numbers in lists.items() if aside.number in numbers} == {"snoozed"}
    assert lists["mine"] == [other.number]

    Ticket.objects.filter(pk=aside.pk).update(away_until=timezone.now())
    wake_due_tickets()
    lists = in_lists(mina)
    assert lists["mine"] == lists["open"] == [aside.number, other.number]
    assert lists["snoozed"] == []


def test_the_row_says_that_it_is_back_until_something_is_said(
    signed_in: SignedIn, mina: User, ticket: Ticket
) -> None:
    actions.snooze(ticket, until=timezone.now() + timedelta(hours=1), by=mina)
    Ticket.objects.filter(pk=ticket.pk).update(away_until=timezone.now())
    wake_due_tickets()
    browser = signed_in(mina)
    assert "미루기 끝남" in browser.get("/desk/open/").content.decode()
    actions.reply(ticket, by=mina, body_text="확인했어요.")
    assert "미루기 끝남" not in browser.get("/desk/open/").content.decode()


def test_snoozing_is_undone_by_what_it_answers(signed_in: SignedIn, mina: User, ticket: Ticket) -> None:
    browser, address = signed_in(mina), f"/desk/tickets/{ticket.number}/change/"
    until = timezone.now().replace(microsecond=0) + timedelta(days=1)
    undo = browser.post(address, {"snooze": until.isoformat()}).json()["before"]
    assert Ticket.objects.get().away_until == until

    again = browser.post(address, {"snooze": "answer"}).json()["before"]
    assert Ticket.objects.get().away_until is None
    browser.post(address, again)
    assert Ticket.objects.get().away_until == until
    browser.post(address, undo)
    assert Ticket.objects.get().away == ""


def test_a_time_is_meant_in_the_persons_own_zone(signed_in: SignedIn, mina: User, ticket: Ticket) -> None:
    User.objects.filter(pk=mina.pk).update(time_zone="America/New_York")
    day = (timezone.now() + timedelta(days=3)).date()
    signed_in(mina).post(f"/desk/tickets/{ticket.number}/change/", {"snooze": f"{day}T09:00"})
    at_nine = datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo("America/New_York"))
    assert Ticket.objects.get().away_until == at_nine


@pytest.mark.parametrize("given", ["", "x", "2020-01-01T09:00", "9999-12-31T23:59", "2026-13-40T99:99"])
def test_what_is_no_time_is_refused_in_words(
    signed_in: SignedIn, mina: User, ticket: Ticket, given: str
) -> None:
    answer = signed_in(mina).post(f"/desk/tickets/{ticket.number}/change/", {"snooze": given})
    assert answer.status_code == 409
    assert answer.json()["detail"]
    assert Ticket.objects.get().away == ""


@pytest.mark.parametrize(
    ("now", "offered"),
    [
        pytest.param(seoul(23, 10), ["23 18", "24 9", "30 9"], id="a Monday morning"),
        pytest.param(seoul(24, 17, 30), ["25 9", "30 9"], id="too late for this evening"),
        pytest.param(seoul(29, 10), ["29 18", "30 9"], id="a Sunday: tomorrow is Monday"),
        pytest.param(seoul(30, 0, 5), ["30 18", "1 9", "7 9"], id="just after midnight"),
    ],
)
def test_the_times_offered_are_those_of_the_persons_calendar(now: datetime, offered: list[str]) -> None:
    with timezone.override(SEOUL):
        found = times(now)
    assert [f"{one.at.astimezone(SEOUL):%-d %-H}" for one in found] == offered


def test_nine_in_the_morning_stays_nine_when_the_clocks_change() -> None:
    new_york = ZoneInfo("America/New_York")
    with timezone.override(new_york):
        found = times(datetime(2026, 10, 31, 20, tzinfo=new_york))
    assert f"{found[0].at.astimezone(new_york):%d %H %z}" == "01 09 -0500"


def test_the_open_ticket_says_until_when_and_offers_to_bring_it_back(
    signed_in: SignedIn, mina: User, ticket: Ticket
) -> None:
    actions.snooze(ticket, until=None, by=mina)
    page = signed_in(mina).get(f"/desk/snoozed/{ticket.number}/").content.decode()
    assert "고객이 쓸 때까지 미룸" in page
    assert '{"wake": "1"}' in page
    assert Ticket.objects.get().away == Away.SNOOZED
