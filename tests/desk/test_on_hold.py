"""The time on hold: every period with its reason, and all of them together."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from madang.accounts.models import User
from madang.desk.held import held_of
from madang.desk.sentences import sentences_of
from madang.history.models import Event
from madang.tickets import actions
from madang.tickets.actions import Written
from madang.tickets.errors import NotAllowed, NotOnHold
from madang.tickets.models import Hold, Status, Ticket
from madang.ui.moments import lasted
from tests.cast import OpenTicket
from tests.desk.conftest import SignedIn

pytestmark = pytest.mark.django_db

HOUR = 3600


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def on_hold(ticket: Ticket, mina: User, *, hours: float = 0, reason: str = "") -> Ticket:
    """Put on hold that many hours ago."""
    actions.change_status(ticket, to=Status.ON_HOLD, by=mina)
    if reason:
        actions.explain_hold(ticket, reason=reason, by=mina)
    Ticket.objects.filter(pk=ticket.pk).update(held_since=timezone.now() - timedelta(hours=hours))
    return fresh(ticket)


def test_all_periods_count_and_so_does_the_one_that_runs(ticket: Ticket, mina: User) -> None:
    for hours in (2, 3):
        on_hold(ticket, mina, hours=hours)
        actions.change_status(ticket, to=Status.OPEN, by=mina)
    assert fresh(ticket).held_since is None
    assert fresh(ticket).held_seconds == pytest.approx(5 * HOUR, abs=5)
    running = on_hold(ticket, mina, hours=1)
    assert running.held_for(timezone.now()) == pytest.approx(6 * HOUR, abs=5)
    assert Hold.objects.filter(ended_at=None).count() == 1


@pytest.mark.parametrize("leaves", ["customer", "solved", "merged", "reply"])
def test_however_it_leaves_the_period_ends(
    open_ticket: OpenTicket, mina: User, seoa: User, leaves: str
) -> None:
    ticket = open_ticket()
    on_hold(ticket, mina, hours=1)
    if leaves == "customer":
        actions.receive(ticket, Written(author=seoa, body_text="왔어요?"))
    elif leaves == "solved":
        actions.change_status(ticket, to=Status.SOLVED, by=mina)
    elif leaves == "merged":
        actions.merge(ticket, into=open_ticket(), by=mina)
    else:
        actions.reply(ticket, by=mina, body_text="왔어요.", then=Status.PENDING)
    after = fresh(ticket)
    assert after.held_since is None
    assert after.held_seconds == pytest.approx(HOUR, abs=5)
    ended = Event.objects.get(kind="ticket.hold_ended")
    assert ended.data["total"] == after.held_seconds


def test_a_merge_that_is_undone_goes_on_being_on_hold(open_ticket: OpenTicket, mina: User) -> None:
    ticket = open_ticket()
    on_hold(ticket, mina, hours=1)
    actions.merge(ticket, into=open_ticket(), by=mina)
    actions.unmerge(fresh(ticket), by=mina)
    again = fresh(ticket)
    assert again.status == Status.ON_HOLD
    assert again.held_since is not None
    assert again.held_seconds == pytest.approx(HOUR, abs=5)


def test_the_reason_stands_on_the_ticket_and_never_in_the_history(
    signed_in: SignedIn, ticket: Ticket, mina: User
) -> None:
    on_hold(ticket, mina, reason="창고에서 재고 확인")
    assert "창고에서 재고 확인" in signed_in(mina).get(f"/desk/open/{ticket.number}/").content.decode()
    assert "창고" not in str(list(Event.objects.values_list("data", flat=True)))
    with translation.override("ko"):
        told = [one.text for one in sentences_of(ticket)]
    assert told[-1] == "김민아 님이 보류한 이유을 적었습니다: 창고에서 재고 확인"


def test_the_activity_says_how_long_it_was(ticket: Ticket, mina: User) -> None:
    for hours in (2, 3):
        on_hold(ticket, mina, hours=hours)
        actions.change_status(ticket, to=Status.OPEN, by=mina)
    with translation.override("ko"):
        told = [one.text for one in sentences_of(ticket) if "보류했습니다" in one.text]
    assert told == ["2시간 0분 동안 보류했습니다", "3시간 0분 동안 보류했습니다(모두 5시간 0분)"]


def test_the_reason_is_changed_in_place_and_undone(signed_in: SignedIn, ticket: Ticket, mina: User) -> None:
    on_hold(ticket, mina, reason="재고 확인")
    browser, address = signed_in(mina), f"/desk/tickets/{ticket.number}/change/"
    undo = browser.post(address, {"hold_reason": "  법무   검토 "}).json()["before"]
    assert Hold.objects.get().reason == "법무 검토"
    browser.post(address, undo)
    assert Hold.objects.get().reason == "재고 확인"


def test_a_reason_for_what_is_not_on_hold_is_refused(ticket: Ticket, mina: User, haneul: User) -> None:
    with pytest.raises(NotOnHold):
        actions.explain_hold(ticket, reason="x", by=mina)
    on_hold(ticket, mina)
    with pytest.raises(NotAllowed):
        actions.explain_hold(ticket, reason="x", by=haneul)
    assert Hold.objects.get().reason == ""


def test_a_page_adds_up_no_history(ticket: Ticket, mina: User) -> None:
    for _nth in range(5):
        on_hold(ticket, mina, hours=1)
        actions.change_status(ticket, to=Status.OPEN, by=mina)
    with CaptureQueriesContext(connection) as asked:
        held = held_of(mina, fresh(ticket))
    assert len(asked) == 1, "the ticket itself"
    assert held is not None


def test_a_time_is_said_in_its_two_largest_units() -> None:
    with translation.override("ko"):
        assert [lasted(one) for one in (0, 59, 60, 3599, 3600, 86_399, 86_400, 90_000)] == [
            *("1분 미만", "1분 미만", "1분", "59분", "1시간 0분", "23시간 59분", "1일 0시간", "1일 1시간"),
        ]
