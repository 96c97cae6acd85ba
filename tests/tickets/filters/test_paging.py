"""Pages of a view hold every ticket once and in its order, whichever way it is looked for."""

from itertools import pairwise, product
from typing import Any

import pytest
from pytest_django.asserts import assertNumQueries

from madang.accounts.models import User
from madang.lib.conditions import Group
from madang.tickets.filters import (
    GROUPINGS,
    ORDERS,
    Asker,
    Count,
    WrongCursor,
    count,
    count_all,
    counting,
    driving,
    page_of,
    selecting,
    walking,
)
from madang.tickets.filters.places import Place
from madang.tickets.models import Ticket

from .conftest import conditions, tag

pytestmark = pytest.mark.django_db

EVERYTHING = conditions()
OPEN = conditions(("status", "is", ["new", "open", "pending", "on_hold"]))
URGENT = conditions(("priority", "is", [3, 4]))


def all_places(tree: Group, by: Asker, *, size: int = 2, **how: Any) -> list[Place]:
    places: list[Place] = []
    after, pages = "", 0
    while True:
        page = page_of(tree, by=by, after=after, size=size, **how)
        assert len(page.places) <= size
        places += page.places
        after, pages = page.next, pages + 1
        if not after:
            return places
        assert pages < 200, "it goes round in circles"


@pytest.fixture(params=["rare things first", "along the order", "a few tickets at a time"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How tickets are looked for."""
    if request.param != "rare things first":
        monkeypatch.setattr(driving, "RARE", 0)
    if request.param == "a few tickets at a time":
        monkeypatch.setattr(walking, "LOOKED_AT", 2)
        monkeypatch.setattr(selecting, "MOST_STEPS", 1)
    return str(request.param)


def test_every_ticket_is_shown_once_and_in_order(dozen: list[Ticket], asker: Asker, way: str) -> None:
    views = [
        (EVERYTHING, {one.pk for one in dozen}),
        (OPEN, {one.pk for one in dozen if one.is_open}),
        (URGENT, {one.pk for one in dozen if one.priority >= 3}),
    ]
    lists = [(order, "") for order in ORDERS] + [("longest_waiting", grouping) for grouping in GROUPINGS]
    for (tree, wanted), (order, grouping) in product(views, lists):
        places = all_places(tree, asker, order=order, grouping=grouping)
        assert len(places) == len(wanted)
        assert {place.pk for place in places} == wanted
        assert all(first.rank < second.rank for first, second in pairwise(places))


def test_orders_are_what_they_are_called(dozen: list[Ticket], asker: Asker, way: str) -> None:
    tickets = {one.pk: one for one in dozen}

    def shown(order: str) -> list[Ticket]:
        return [tickets[place.pk] for place in all_places(EVERYTHING, asker, order=order)]

    assert shown("newest_message") == sorted(dozen, key=lambda one: (one.last_message_at, one.pk))[::-1]
    assert shown("oldest_message") == shown("newest_message")[::-1]
    assert shown("newest") == sorted(dozen, key=lambda one: one.created_at)[::-1]
    changed = sorted(dozen, key=lambda one: (one.updated_at, one.pk))
    assert shown("updated") == changed[::-1]
    assert shown("longest_unchanged") == changed
    solved = [one.solved_at for one in shown("solved")]
    times = [one for one in solved if one]
    assert solved[: len(times)] == sorted(times)[::-1] != []
    urgency = [one.priority for one in shown("priority")]
    assert urgency == sorted(urgency)[::-1]
    waiting = [one.waiting_since for one in shown("longest_waiting")]
    begun = [one for one in waiting if one]
    assert waiting[: len(begun)] == sorted(begun)


def test_a_grouped_view_shows_one_group_after_the_other(
    dozen: list[Ticket], asker: Asker, way: str, mina: User
) -> None:
    places = all_places(EVERYTHING, asker, grouping="assignee")
    groups = list(dict.fromkeys(place.step.group for place in places))
    assert groups == ["Nobody", "김민아", "박준"]
    tickets = {one.pk: one for one in dozen}
    of_mina = [place for place in places if place.step.group == "김민아"]
    assert {tickets[place.pk].assignee_id for place in of_mina} == {mina.pk}


def test_whoever_sees_little_pages_through_that(dozen: list[Ticket], haneul: User, way: str) -> None:
    own = {one.pk for one in dozen if one.team_id == haneul.teams.get().pk}
    assert {place.pk for place in all_places(EVERYTHING, Asker.of(haneul))} == own
    assert all_places(URGENT, Asker.of(haneul)) != []


@pytest.mark.parametrize(
    "cursor", ["x", "....", "MTIz", "LTEuLjA", "OTkuLjA", "é", "MC45OTk5OTk5OTk5OTk5OTk5OTk5OTkuMQ"]
)
def test_a_cursor_that_was_made_up_is_refused(cursor: str, asker: Asker) -> None:
    with pytest.raises(WrongCursor):
        page_of(EVERYTHING, by=asker, after=cursor)


@pytest.mark.parametrize(("looked_at", "queries"), [(10_000, 2), (3, 4)])
def test_counts_of_many_views_take_no_more_queries_than_of_one(
    dozen: list[Ticket], asker: Asker, looked_at: int, queries: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "LOOKED_AT", looked_at)
    monkeypatch.setattr(counting, "_EDGES", counting._Edges())
    vip = conditions(("tags", "has_any", [tag("vip")]))
    trees = {str(number): tree for number, tree in enumerate([EVERYTHING, OPEN, URGENT, vip] * 8)}
    count(EVERYTHING, by=asker)  # how far back is looked is known from here on
    with assertNumQueries(queries):
        found = count_all(trees, by=asker)
    assert found["3"] == Count(sum(one.tags.filter(name="vip").exists() for one in dozen))
    if looked_at < len(dozen):
        return
    assert found["0"] == Count(12)
    assert found["1"] == Count(sum(one.is_open for one in dozen))
    assert found["2"] == Count(sum(one.priority >= 3 for one in dozen))


def test_a_count_that_looked_at_some_tickets_only_says_so(
    dozen: list[Ticket], asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "LOOKED_AT", 3)
    monkeypatch.setattr(counting, "_EDGES", counting._Edges())
    found = count(URGENT, by=asker)
    assert found.more
    assert 0 < found.number < sum(one.priority >= 3 for one in dozen)
    assert str(found) == f"{found.number}+"
    assert str(Count(counting.MOST_COUNTED)) == "999+"


def test_a_page_takes_a_few_queries(
    dozen: list[Ticket], asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    with assertNumQueries(4):
        page_of(EVERYTHING, by=asker)
    vip = conditions(("tags", "has_any", [tag("vip")]))
    with assertNumQueries(2):
        page_of(vip, by=asker)
    monkeypatch.setattr(driving, "RARE", 0)
    with assertNumQueries(5):
        page_of(vip, by=asker)
