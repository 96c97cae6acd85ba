"""Whatever happens is told to every open browser at once, and to nobody else."""

import threading
import time

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError

from madang.accounts import actions as people
from madang.accounts.models import Team, User
from madang.accounts.roles import Role
from madang.realtime import hub, stream
from madang.realtime.reader import LONGEST_QUEUE
from madang.tickets import actions
from madang.tickets.models import Ticket
from tests.cast import OpenTicket
from tests.realtime.conftest import SignIn
from tests.realtime.lines import Streams

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_happens_is_heard_within_a_second(
    streams: Streams, sign_in: SignIn, mina: User, open_ticket: OpenTicket
) -> None:
    line = streams.open(sign_in(mina))
    line.hear("hello")
    began = time.monotonic()
    ticket = open_ticket()
    hint = line.hear("hint")
    assert hint.data == {"tickets": [ticket.number], "kinds": ["ticket.opened"], "spread": 0}
    assert hint.at - began < 1


def test_the_hint_carries_no_words(
    streams: Streams, sign_in: SignIn, mina: User, open_ticket: OpenTicket
) -> None:
    line = streams.open(sign_in(mina))
    line.hear("hello")
    open_ticket("비밀 계약", text="아무에게도 말하지 마세요")
    assert set(line.hear("hint").data) == {"tickets", "kinds", "spread"}


def test_one_asks_at_once_and_many_one_after_another(
    streams: Streams, sign_in: SignIn, mina: User, jun: User, open_ticket: OpenTicket
) -> None:
    alone = streams.open(sign_in(mina))
    alone.hear("hello")
    open_ticket()
    assert alone.hear("hint").data["spread"] == 0
    others = [streams.open(sign_in(jun)) for _ in range(3)]
    for line in others:
        line.hear("hello")
    open_ticket()
    assert others[0].hear("hint").data["spread"] > 0


def test_nothing_is_heard_of_tickets_out_of_sight(
    streams: Streams, sign_in: SignIn, haneul: User, mina: User, technical: Team, open_ticket: OpenTicket
) -> None:
    line = streams.open(sign_in(haneul))
    line.hear("hello")
    hidden, shown = open_ticket(), open_ticket()
    actions.move(shown, to=technical, by=mina)
    assert line.hear("hint").data["tickets"] == [shown.number]
    assert not [heard for heard in line.everything() if hidden.number in heard.data.get("tickets", [])]


def test_a_broken_line_goes_on_where_it_broke(
    streams: Streams, sign_in: SignIn, mina: User, open_ticket: OpenTicket
) -> None:
    cookie = sign_in(mina)
    line = streams.open(cookie)
    line.hear("hello")
    seen = open_ticket()
    line.hear_of(seen.number)
    line.break_off()
    missed = [open_ticket().number for _ in range(5)]

    again = streams.open(cookie, last=line.last)
    again.hear_of(*missed)
    later = open_ticket()
    again.hear_of(later.number)


def test_a_browser_that_missed_nothing_hears_nothing_again(
    streams: Streams, sign_in: SignIn, mina: User, open_ticket: OpenTicket
) -> None:
    cookie = sign_in(mina)
    line = streams.open(cookie)
    open_ticket()
    line.hear("hint")
    line.break_off()
    again = streams.open(cookie, last=line.last)
    again.hear("hello")
    assert again.everything() == []


def test_nothing_is_missed_when_wake_ups_get_lost(
    streams: Streams, sign_in: SignIn, mina: User, open_ticket: OpenTicket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "POLL", 0.1)
    monkeypatch.setattr(hub.Hub, "wake", lambda self: None)
    line = streams.open(sign_in(mina))
    line.hear("hello")
    line.hear_of(open_ticket().number)


def test_nothing_is_missed_when_the_database_was_away_for_a_moment(
    streams: Streams, sign_in: SignIn, mina: User, open_ticket: OpenTicket, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = streams.open(sign_in(mina))
    line.hear("hello")
    asked = threading.Event()

    def away(*args: object) -> None:
        asked.set()
        raise OperationalError("the database system is shutting down")

    monkeypatch.setattr(hub, "AFTER_A_FAILURE", 0.05)
    with monkeypatch.context() as outage:
        outage.setattr(hub, "next_batch", away)
        ticket = open_ticket()
        assert asked.wait(5)
    line.hear_of(ticket.number)


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        pytest.param("GET", {}, 401, id="nobody"),
        pytest.param("HEAD", {}, 401, id="nobody, only asking"),
        pytest.param("GET", {"cookie": "madang_desk=madeup"}, 401, id="a made-up session"),
        pytest.param("POST", {}, 405, id="not a GET"),
        pytest.param("GET", {"sec-fetch-site": "cross-site"}, 403, id="a page of another site"),
    ],
)
def test_a_stream_is_for_who_is_signed_in(
    streams: Streams, method: str, headers: dict[str, str], status: int
) -> None:
    assert streams.open(method=method, headers=headers).status == status


def test_a_customer_gets_no_stream(streams: Streams, sign_in: SignIn, seoa: User) -> None:
    assert streams.open(sign_in(seoa)).status == 401


def test_a_browser_can_ask_whether_it_is_signed_in(streams: Streams, sign_in: SignIn, mina: User) -> None:
    line = streams.open(sign_in(mina), method="HEAD")
    assert line.status == 200
    assert line.ended.wait(5)


def test_the_stream_of_an_ended_session_is_closed_within_the_minute(
    streams: Streams, sign_in: SignIn, mina: User, jun: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "CHECK_SECONDS", 0.1)
    line, other = streams.open(sign_in(mina)), streams.open(sign_in(jun))
    line.hear("hello")
    other.hear("hello")
    key = next(key for key in Session.objects.all() if key.get_decoded()["_auth_user_id"] == str(mina.pk))
    key.delete()
    assert line.hear("signed-out").data == {"because": "session"}
    assert line.ended.wait(5)
    assert not other.ended.is_set()


def test_who_is_deactivated_hears_nothing_more(
    streams: Streams, sign_in: SignIn, jiwoo: User, jun: User, open_ticket: OpenTicket
) -> None:
    line = streams.open(sign_in(jun))
    line.hear("hello")
    people.deactivate(jun, by=jiwoo)
    assert line.hear("signed-out").data == {"because": "session"}
    assert line.ended.wait(5)


def test_a_changed_role_closes_the_stream_at_once(
    streams: Streams, sign_in: SignIn, jiwoo: User, jun: User
) -> None:
    cookie = sign_in(jun)
    line = streams.open(cookie)
    line.hear("hello")
    people.change_role(jun, to=Role.LIGHT_AGENT, by=jiwoo)
    assert line.hear("signed-out").data == {"because": "rights"}
    assert line.ended.wait(5)
    assert streams.open(cookie).status == 200


def test_a_browser_that_takes_nothing_is_told_to_load_anew(
    streams: Streams, sign_in: SignIn, mina: User, ticket: Ticket, open_ticket: OpenTicket
) -> None:
    slow, quick = streams.open(sign_in(mina)), streams.open(sign_in(mina))
    slow.hear("hello")
    slow.pause()
    for number in range(LONGEST_QUEUE + 10):
        actions.change_subject(ticket, to=f"제목 {number}", by=mina)
        quick.hear_of(ticket.number)
    slow.go_on()
    reload = slow.hear("reload")
    assert reload.id is not None
    last = open_ticket()
    slow.hear_of(last.number)


def test_hundreds_of_browsers_hear_all_that_happens(
    streams: Streams, sign_in: SignIn, mina: User, jun: User, haneul: User, open_ticket: OpenTicket,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(stream, "MOST_OF_A_PERSON", 200)
    cookies = [sign_in(mina), sign_in(jun), sign_in(haneul)]
    lines = [streams.open(cookies[place % 3]) for place in range(300)]
    numbers = [open_ticket().number for _ in range(10)]
    for place, line in enumerate(lines):
        if place % 3 < 2:
            line.hear_of(*numbers, seconds=20)
        else:
            line.hear("hello")
            assert line.everything() == []


def test_a_person_opens_no_more_streams_than_a_browser_has_tabs(
    streams: Streams, sign_in: SignIn, mina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "MOST_OF_A_PERSON", 2)
    cookie = sign_in(mina)
    lines = [streams.open(cookie) for _ in range(2)]
    for line in lines:
        line.hear("hello")
    assert streams.open(cookie).status == 429


def test_stopping_ends_every_stream_at_once(streams: Streams, sign_in: SignIn, mina: User) -> None:
    lines = [streams.open(sign_in(mina)) for _ in range(10)]
    began = time.monotonic()
    streams.stop()
    assert all(line.ended.wait(1) for line in lines)
    assert time.monotonic() - began < 1
    assert streams.open(sign_in(mina)).status == 503
