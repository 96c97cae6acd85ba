"""A ticket that is put aside comes back by itself: at its time, or when the customer writes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from madang.accounts.models import Team, User
from madang.history.models import Event
from madang.tickets import actions
from madang.tickets.actions import Written
from madang.tickets.errors import CannotSnooze, NotAllowed, TicketClosed, TicketMerged
from madang.tickets.jobs import wake_due_tickets
from madang.tickets.models import Away, Status, Ticket
from tests.cast import OpenTicket

pytestmark = pytest.mark.django_db

SOON = timedelta(hours=3)


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def snoozed(ticket: Ticket, mina: User, *, hours: float | None = 3) -> Ticket:
    until = timezone.now() + timedelta(hours=hours) if hours is not None else None
    actions.snooze(ticket, until=until, by=mina)
    return fresh(ticket)


def let_time_pass(ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(away_until=timezone.now() - timedelta(seconds=1))


def whys() -> list[str]:
    return [event.data["why"] for event in Event.objects.filter(kind="ticket.woken").order_by("pk")]


def test_it_comes_back_at_its_time_on_top_and_not_before(open_ticket: OpenTicket, mina: User) -> None:
    ticket, newer = snoozed(open_ticket(), mina), open_ticket("newer")
    wake_due_tickets()
    assert fresh(ticket).away == Away.SNOOZED

    let_time_pass(ticket)
    wake_due_tickets()
    back = fresh(ticket)
    assert (back.away, back.away_since, back.away_until) == ("", None, None)
    assert back.last_message_at == back.woken_at
    assert back.last_message_at > newer.last_message_at
    assert whys() == ["time"]


def test_it_is_woken_once_however_often_it_is_looked_for(ticket: Ticket, mina: User) -> None:
    snoozed(ticket, mina)
    let_time_pass(ticket)
    for _again in range(3):
        wake_due_tickets()
    assert whys() == ["time"]


def test_it_comes_back_at_once_when_the_customer_writes(ticket: Ticket, mina: User, seoa: User) -> None:
    snoozed(ticket, mina)
    actions.receive(ticket, Written(author=seoa, body_text="아직인가요?"))
    assert fresh(ticket).away == ""
    assert fresh(ticket).woken_at is None
    assert whys() == ["customer"]


def test_a_machine_wakes_nobody(ticket: Ticket, mina: User, seoa: User) -> None:
    snoozed(ticket, mina, hours=None)
    actions.receive(ticket, Written(author=seoa, body_text="부재중", auto_reply="auto-replied"))
    assert fresh(ticket).away == Away.SNOOZED


def test_without_a_time_it_waits_for_the_customer_however_long(ticket: Ticket, mina: User) -> None:
    one = snoozed(ticket, mina, hours=None)
    assert one.away_until is None
    wake_due_tickets()
    assert fresh(ticket).away == Away.SNOOZED


def test_whoever_it_is_given_to_finds_it_in_the_lists(
    open_ticket: OpenTicket, mina: User, jun: User, technical: Team
) -> None:
    given, moved, taken = (snoozed(open_ticket(), mina) for _nth in range(3))
    actions.assign(given, to=jun, by=mina)
    actions.move(moved, to=technical, by=mina)
    actions.assign(taken, to=mina, by=mina)
    assert [fresh(one).away for one in (given, moved, taken)] == ["", "", Away.SNOOZED]


@pytest.mark.parametrize("status", [Status.SOLVED, Status.CLOSED])
def test_what_is_done_is_not_snoozed_any_more(ticket: Ticket, mina: User, status: Status) -> None:
    snoozed(ticket, mina)
    actions.change_status(ticket, to=status, by=mina)
    assert fresh(ticket).away == ""
    let_time_pass_would = Ticket.objects.filter(away_until__isnull=False)
    assert not let_time_pass_would.exists()


def test_merged_into_another_it_is_aside_no_more_and_who_waits_brings_the_other_back(
    open_ticket: OpenTicket, mina: User
) -> None:
    first, second = open_ticket(), open_ticket()
    snoozed(first, mina)
    actions.merge(second, into=first, by=mina)
    assert fresh(first).away == ""


def test_bringing_back_leaves_it_where_it_was(ticket: Ticket, mina: User) -> None:
    before = fresh(ticket).last_message_at
    snoozed(ticket, mina)
    actions.wake(ticket, by=mina)
    assert fresh(ticket).away == ""
    assert fresh(ticket).last_message_at == before
    actions.wake(ticket, by=mina)
    assert whys() == ["person"]


@pytest.mark.parametrize("away", [timedelta(seconds=-1), timedelta(days=-400), timedelta(days=367)])
def test_a_time_that_makes_no_sense_is_refused_in_words(ticket: Ticket, mina: User, away: timedelta) -> None:
    with pytest.raises(CannotSnooze):
        actions.snooze(ticket, until=timezone.now() + away, by=mina)
    assert fresh(ticket).away == ""


def test_what_is_solved_closed_or_merged_is_not_snoozed(open_ticket: OpenTicket, mina: User) -> None:
    solved, closed, merged, goal = (open_ticket(str(nth)) for nth in range(4))
    actions.change_status(solved, to=Status.SOLVED, by=mina)
    actions.change_status(closed, to=Status.CLOSED, by=mina)
    actions.merge(merged, into=goal, by=mina)
    until = timezone.now() + SOON
    with pytest.raises(CannotSnooze):
        actions.snooze(solved, until=until, by=mina)
    with pytest.raises(TicketClosed):
        actions.snooze(closed, until=until, by=mina)
    with pytest.raises(TicketMerged, match=f"#{goal.number}"):
        actions.snooze(merged, until=until, by=mina)
    assert not Event.objects.filter(kind="ticket.snoozed").exists()


def test_who_does_not_see_it_can_neither_snooze_nor_wake_it(ticket: Ticket, mina: User, haneul: User) -> None:
    with pytest.raises(NotAllowed):
        actions.snooze(ticket, until=None, by=haneul)
    snoozed(ticket, mina)
    with pytest.raises(NotAllowed):
        actions.wake(ticket, by=haneul)
    assert fresh(ticket).away == Away.SNOOZED


@pytest.mark.django_db(transaction=True)
def test_several_who_wake_at_once_wake_each_once(open_ticket: OpenTicket, mina: User) -> None:
    for nth in range(8):
        let_time_pass(snoozed(open_ticket(str(nth)), mina))

    def worker(_: int) -> None:
        try:
            for _again in range(10):
                wake_due_tickets()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(worker, range(3)))
    assert not Ticket.objects.exclude(away="").exists()
    assert whys() == ["time"] * 8
