"""Each agent says what they hear of, where, and when not."""

import json
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from madang.accounts import actions as people
from madang.accounts.models import User
from madang.channels.models import Inbox
from madang.delivery.models import Delivery, Purpose
from madang.history.models import Event
from madang.notifications import mailing
from madang.notifications.about import About
from madang.notifications.actions import change_own_notices
from madang.notifications.choices import Choices, Place, Quiet, quiet_until
from madang.notifications.happened import tell_assignee, tell_of_answer, tell_team
from madang.notifications.listing import how_many_unread
from madang.notifications.mailing import mail_what_is_due
from madang.notifications.models import AgentNotices, Notice
from madang.tickets import actions
from madang.tickets.models import Ticket
from tests.cast import OpenTicket

pytestmark = pytest.mark.django_db

SEOUL = ZoneInfo("Asia/Seoul")
NIGHT = datetime(2026, 3, 2, 23, 30, tzinfo=SEOUL)


def newest(kind: str) -> Event:
    return Event.objects.filter(kind=kind).latest("pk")


def assigned(ticket: Ticket, to: User, by: User) -> None:
    actions.assign(ticket, to=to, by=by)
    tell_assignee(newest("ticket.assigned"))


def written(ticket: Ticket, by: User, *, auto_reply: str = "") -> None:
    actions.receive(ticket, actions.Written(author=by, body_text="아직이에요.", auto_reply=auto_reply))
    tell_of_answer(newest("message.received"))


def wants(person: User, about: About, *places: Place, **quiet: object) -> None:
    change_own_notices(person, off=[], places={about: places}, **quiet)  # type: ignore[arg-type]  # of any kind


def mails_to(person: User) -> list[str]:
    rows = Delivery.objects.filter(purpose=Purpose.NOTICE, recipient=person.email).order_by("pk")
    return [str(message_from_bytes(bytes(row.raw or b""), policy=policy.default)) for row in rows]


def mail_to(person: User) -> tuple[dict[str, str], str]:
    row = Delivery.objects.filter(purpose=Purpose.NOTICE, recipient=person.email).latest("pk")
    mail = message_from_bytes(bytes(row.raw or b""), policy=policy.default)
    body = mail.get_body(("plain",))
    assert body is not None
    return {name: str(value) for name, value in mail.items()}, str(body.get_content())


def test_who_gets_a_ticket_or_an_answer_on_it_hears_of_it_once(
    ticket: Ticket, mina: User, jun: User, seoa: User
) -> None:
    assigned(ticket, mina, jun)
    tell_assignee(newest("ticket.assigned"))
    written(ticket, seoa)
    assert [one.about for one in Notice.objects.order_by("pk")] == ["assigned", "answered"]
    assert how_many_unread(mina) == 2
    mail_what_is_due()
    assert not mails_to(mina), "a mail comes to who asks for one"


def test_nobody_hears_of_what_they_do_themselves_nor_of_machines(
    ticket: Ticket, mina: User, seoa: User
) -> None:
    assigned(ticket, mina, mina)
    written(ticket, seoa, auto_reply="auto-replied")
    assert not Notice.objects.exists()


def test_a_new_ticket_is_told_to_who_asked_in_its_team(
    open_ticket: OpenTicket, mina: User, jun: User, payments: object
) -> None:
    ticket = open_ticket()
    Ticket.objects.filter(pk=ticket.pk).update(team=payments)
    tell_team(newest("ticket.opened"))
    assert not Notice.objects.exists()
    wants(mina, About.TEAM_NEW, Place.DESK)
    wants(jun, About.TEAM_NEW, Place.DESK)
    tell_team(newest("ticket.opened"))
    assert [one.person for one in Notice.objects.all()] == [mina], "jun is in another team"


def test_what_is_wanted_nowhere_is_told_nowhere(ticket: Ticket, mina: User, jun: User) -> None:
    wants(mina, About.ASSIGNED)
    assigned(ticket, mina, jun)
    assert not Notice.objects.exists()


def test_a_mail_says_what_and_where_and_can_not_be_answered_to_a_customer(
    ticket: Ticket, mina: User, jun: User, help_inbox: Inbox
) -> None:
    wants(mina, About.ASSIGNED, Place.MAIL)
    assigned(ticket, mina, jun)
    assert how_many_unread(mina) == 0, "not in the desk"
    for _ in range(2):
        mail_what_is_due()
    assert len(mails_to(mina)) == 1
    head, body = mail_to(mina)
    assert mina.email is not None
    assert mina.email in head["Reply-To"]
    assert help_inbox.address not in head["Reply-To"]
    assert f"/desk/open/{ticket.number}/" in body
    assert "박준 님" in body
    assert "/accounts/notices/" in body


def test_what_comes_within_quiet_hours_is_one_mail_after_them(
    open_ticket: OpenTicket, mina: User, jun: User
) -> None:
    wants(mina, About.ASSIGNED, Place.DESK, Place.MAIL, quiet=Quiet.DAILY, quiet_hours=(0, 24 * 60 - 1))
    tickets = [open_ticket(f"문의 {nth}") for nth in range(3)]
    for one in tickets:
        assigned(one, mina, jun)
    mail_what_is_due()
    assert not mails_to(mina) or timezone.localtime(timezone=SEOUL).strftime("%H:%M") == "23:59"
    Notice.objects.filter(ticket=tickets[0]).update(read_at=timezone.now())
    mail_what_is_due(now=timezone.now() + timedelta(days=1))
    assert len(mails_to(mina)) == 1
    _head, body = mail_to(mina)
    assert "문의 1" in body
    assert "문의 2" in body
    assert "문의 0" not in body, "it was read meanwhile"


def test_what_can_not_be_mailed_to_one_holds_up_nobody_elses(
    ticket: Ticket, mina: User, jun: User, jiwoo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = mailing.mail_lines

    def broken(person: User, *args: Any, **named: Any) -> None:
        if person == min(mina, jun, key=lambda one: one.pk):
            raise RuntimeError
        whole(person, *args, **named)

    monkeypatch.setattr(mailing, "mail_lines", broken)
    for one in (mina, jun):
        wants(one, About.ASSIGNED, Place.MAIL)
        assigned(ticket, one, jiwoo)
    mail_what_is_due()
    assert len(mails_to(mina)) + len(mails_to(jun)) == 1
    assert not Notice.objects.exclude(mail_due_at=None).exists()


def test_what_somebody_can_not_see_any_more_is_not_mailed(ticket: Ticket, mina: User, jun: User) -> None:
    wants(mina, About.ASSIGNED, Place.MAIL)
    assigned(ticket, mina, jun)
    actions.assign(ticket, to=jun, by=jun)
    User.objects.filter(pk=mina.pk).update(reach="assigned")
    mail_what_is_due()
    assert not mails_to(mina)


def test_quiet_hours_are_those_of_the_persons_zone(desk: object, mina: User) -> None:
    daily = Choices(quiet=Quiet.DAILY, quiet_hours=(22 * 60, 32 * 60))
    assert quiet_until(mina, daily, now=NIGHT) == datetime(2026, 3, 3, 8, tzinfo=SEOUL)
    assert quiet_until(mina, daily, now=NIGHT - timedelta(hours=2)) is None
    mina.time_zone = "Europe/London"
    assert quiet_until(mina, daily, now=NIGHT) is None, "it is half past two in the afternoon there"


def test_quiet_outside_of_ones_hours_ends_when_they_begin(desk: object, mina: User) -> None:
    outside = Choices(quiet=Quiet.OFF_HOURS)
    assert quiet_until(mina, outside, now=NIGHT) is None, "no hours are set"
    people.set_hours(mina, week=[(540, 1080)] * 7, away_after=None, by=mina)
    assert quiet_until(mina, outside, now=NIGHT) == datetime(2026, 3, 3, 9, tzinfo=SEOUL)
    assert quiet_until(mina, outside, now=NIGHT - timedelta(hours=12)) is None


@pytest.fixture
def browser(desk: object, mina: User) -> Client:
    """Mina's browser."""
    made = Client(SERVER_NAME="127.0.0.1")
    made.force_login(mina)
    return made


def test_the_page_keeps_what_was_ticked(browser: Client, mina: User) -> None:
    given = {
        "place": ["assigned:mail", "assigned:browser", "mention:desk", "nothing:mail"],
        "on": ["stopped"],
        "quiet": "daily",
        "begin": "23:00",
        "end": "07:30",
    }
    assert browser.post("/accounts/notices/", given).status_code == 302
    own = AgentNotices.objects.get(person=mina)
    assert own.places["assigned"] == ["browser", "mail"]
    assert own.places["team_mention"] == []
    assert own.quiet_hours == [23 * 60, 31 * 60 + 30]
    assert "stopped" not in own.off
    page = browser.get("/accounts/notices/").content.decode()
    assert 'value="assigned:mail" ' in page
    assert 'value="23:00"' in page
    before = Event.objects.count()
    browser.post("/accounts/notices/", given)
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    "wrong", [{"quiet": "always"}, {"quiet": "daily"}, {"quiet": "daily", "begin": "25:00", "end": "x"}]
)
def test_quiet_that_can_not_be_is_refused(browser: Client, wrong: dict[str, str]) -> None:
    assert browser.post("/accounts/notices/", wrong).status_code == 422
    assert not AgentNotices.objects.exists()


def test_one_can_be_sent_for_a_trial(browser: Client, mina: User, help_inbox: Inbox) -> None:
    assert browser.post("/accounts/notices/test/").status_code == 302
    assert len(mails_to(mina)) == 1


def test_without_an_address_the_trial_says_why(browser: Client, mina: User) -> None:
    browser.post("/accounts/notices/test/")
    assert not mails_to(mina)
    assert "받는 주소" in browser.get("/accounts/notices/").content.decode()


def test_an_open_page_learns_what_the_browser_shall_say(
    browser: Client, ticket: Ticket, mina: User, jun: User, seoa: User
) -> None:
    wants(mina, About.ANSWERED, Place.DESK, Place.BROWSER)
    assigned(ticket, mina, jun)
    written(ticket, seoa)
    news = json.loads(browser.get("/desk/notices/fresh/?after=0").content)["news"]
    assert [(one["aloud"], one["browser"]) for one in news] == [(True, False), (False, True)]
