"""Counts that are kept: whatever is done to tickets, they are what counting anew would say."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.asserts import assertNumQueries

from madang.accounts.models import User
from madang.history.models import Event
from madang.history.readers import MOST_TOUCHED, newest, touched_since
from madang.lib.conditions import Group
from madang.tickets import actions
from madang.tickets.errors import ActionRefused
from madang.tickets.filters import Asker, Tally, count_all, counting, driving
from madang.tickets.models import Priority, Status, Ticket
from tests.cast import OpenTicket

from .conftest import conditions, tag

pytestmark = pytest.mark.django_db

Deed = Callable[[Ticket, User], object]

DEEDS: dict[str, Deed] = {
    "urgent": lambda ticket, by: actions.change_priority(ticket, to=Priority.URGENT, by=by),
    "low": lambda ticket, by: actions.change_priority(ticket, to=Priority.LOW, by=by),
    "solved": lambda ticket, by: actions.change_status(ticket, to=Status.SOLVED, by=by),
    "open": lambda ticket, by: actions.change_status(ticket, to=Status.OPEN, by=by),
    "tagged": lambda ticket, by: actions.tag(ticket, add=["vip"], by=by),
    "untagged": lambda ticket, by: actions.tag(ticket, remove=["vip"], by=by),
    "taken": lambda ticket, by: actions.assign(ticket, to=by, by=by),
    "given back": lambda ticket, by: actions.assign(ticket, to=None, by=by),
    "without a team": lambda ticket, by: actions.move(ticket, to=None, by=by),
    "followed": lambda ticket, by: actions.follow(ticket, by=by),
    "unfollowed": lambda ticket, by: actions.unfollow(ticket, by=by),
    "snoozed": lambda ticket, by: actions.snooze(ticket, until=timezone.now() + timedelta(days=1), by=by),
    "deleted": lambda ticket, by: actions.delete(ticket, by=by),
    "restored": lambda ticket, by: actions.restore(ticket, by=by),
    "spam": lambda ticket, by: actions.mark_spam(ticket, by=by),
    "merged": lambda ticket, by: actions.merge(
        ticket, into=Ticket.objects.filter(is_open=True).earliest("pk"), by=by
    ),
}


def lists() -> dict[str, Group]:
    """Lists of every kind: what nearly all are in, what few are in, and what is each one's own."""
    return {
        "everything": conditions(),
        "open": conditions(("status", "is", ["new", "open", "pending", "on_hold"])),
        "ended": conditions(("status", "is", ["solved", "closed"])),
        "urgent": conditions(("priority", "is", [4])),
        "vip": conditions(("tags", "has_any", [tag("vip")])),
        "mine": conditions(("assignee", "is", ["me"])),
        "followed": conditions(("follower", "is", ["me"])),
        "no team": conditions(("team", "is", ["none"])),
        "snoozed": conditions(("snoozed", "is_so", None)),
        "either": conditions(("priority", "is", [4]), ("assignee", "is", ["me"]), how="any"),
    }


@pytest.fixture(params=["few tickets", "many tickets", "many tickets and nothing rare"])
def how_many(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Whether there are more tickets than are looked at for a count."""
    if request.param != "few tickets":
        monkeypatch.setattr(counting, "LOOKED_AT", 3)
    if request.param == "many tickets and nothing rare":
        monkeypatch.setattr(driving, "RARE", -1)
    monkeypatch.setattr(counting, "_EDGES", counting._Edges())
    return str(request.param)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(sorted(DEEDS)), st.integers(0, 11)), min_size=1, max_size=6))
def test_after_whatever_was_done_the_counts_are_what_counting_anew_says(
    dozen: list[Ticket], jiwoo: User, how_many: str, deeds: list[tuple[str, int]]
) -> None:
    asker = Asker.of(jiwoo)
    with transaction.atomic():
        tally = Tally(lists(), by=asker)
        before = Event.objects.latest("pk").pk
        for name, place in deeds:
            try:
                DEEDS[name](Ticket.objects.get(pk=dozen[place].pk), jiwoo)
            except ActionRefused:
                continue
        events = Event.objects.filter(pk__gt=before)
        assert {event.subject_type for event in events} <= {"ticket"}
        tally.look_again({event.subject_id for event in events})
        assert tally.counts == count_all(lists(), by=asker)
        transaction.set_rollback(True)


def test_what_comes_in_is_counted_and_so_is_what_is_erased(
    dozen: list[Ticket], jiwoo: User, open_ticket: OpenTicket
) -> None:
    trees, asker = lists(), Asker.of(jiwoo)
    tally = Tally(trees, by=asker)
    new = open_ticket("새 문의")
    tally.look_again({new.pk})
    assert tally.counts["everything"].number == 13
    actions.delete(new, by=jiwoo)
    tally.look_again({new.pk})
    Ticket.objects.filter(pk=new.pk).delete()
    tally.look_again({new.pk})
    assert tally.counts == count_all(trees, by=asker)


def test_who_sees_a_team_counts_what_comes_to_it_and_not_what_leaves_it(
    dozen: list[Ticket], haneul: User, jiwoo: User
) -> None:
    trees, asker = lists(), Asker.of(haneul)
    tally = Tally(trees, by=asker)
    own = haneul.teams.get()
    leaves = next(one for one in dozen if one.team_id == own.pk)
    comes = next(one for one in dozen if one.team_id != own.pk)
    actions.move(leaves, to=None, by=jiwoo)
    tally.look_again({leaves.pk})
    assert tally.counts == count_all(trees, by=asker)
    actions.move(comes, to=own, by=jiwoo)
    tally.look_again({comes.pk})
    assert tally.counts == count_all(trees, by=asker)


def test_a_hundred_lists_are_kept_as_well(dozen: list[Ticket], jiwoo: User) -> None:
    trees = {(name, nth): tree for name, tree in lists().items() for nth in range(13)}
    asker = Asker.of(jiwoo)
    tally = Tally(trees, by=asker)
    actions.change_priority(dozen[3], to=Priority.URGENT, by=jiwoo)
    tally.look_again({dozen[3].pk})
    assert tally.counts == count_all(trees, by=asker)


def test_looking_again_is_one_query_however_many_lists(dozen: list[Ticket], asker: Asker) -> None:
    tally = Tally(lists(), by=asker)
    with assertNumQueries(1):
        tally.look_again({one.pk for one in dozen})


@pytest.mark.django_db(transaction=True)
def test_what_happens_to_others_than_tickets_is_not_told_by_tickets(dozen: list[Ticket], jiwoo: User) -> None:
    before = newest()
    assert before is not None
    assert touched_since(before, "ticket") == set()
    actions.change_priority(dozen[0], to=Priority.URGENT, by=jiwoo)
    assert touched_since(before, "ticket") == {dozen[0].pk}
    actions.make_view(actions.View("모두", conditions(), sharing="everybody"), by=jiwoo)
    assert touched_since(before, "ticket") is None


@pytest.mark.django_db(transaction=True)
def test_where_too_much_happened_it_is_not_told(dozen: list[Ticket], jiwoo: User) -> None:
    before = newest()
    assert before is not None
    for nth in range(MOST_TOUCHED + 1):
        actions.change_priority(dozen[0], to=(Priority.HIGH, Priority.LOW)[nth % 2], by=jiwoo)
    assert touched_since(before, "ticket") is None
