"""Who sees the same is counted for once, and nobody gets an old count."""

import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madang.accounts import actions as of_people
from madang.accounts.models import User
from madang.accounts.roles import Role
from madang.desk import counts as counting
from madang.desk import view_counts
from madang.desk.counts import counts, counts_for
from madang.desk.lists import groups_for
from madang.desk.sharing import SHARED_SECONDS, shared_by
from madang.desk.view_counts import view_counts_for
from madang.history.readers import newest
from madang.tickets import actions
from madang.tickets.filters import read
from madang.tickets.models import Priority
from tests.cast import OpenTicket, person

pytestmark = pytest.mark.django_db


def lists_counted(of: User) -> int:
    """How many lists are counted when somebody asks."""
    groups = groups_for(of)
    list(groups[-1].lists)
    with CaptureQueriesContext(connection) as captured:
        counts_for(of, groups, shared_by(of, newest()))
    return sum(query["sql"].count(" bounded)") for query in captured)


@pytest.mark.django_db(transaction=True)
def test_agents_with_the_same_rights_are_counted_for_once(
    mina: User, jun: User, open_ticket: OpenTicket
) -> None:
    open_ticket()
    others = [person(f"agent{nth}@lantern.example", f"상담원 {nth}", Role.AGENT) for nth in range(10)]
    assert lists_counted(mina) == 7, "mine, followed, asked, unassigned, open, snoozed and the team"
    for agent in (jun, *others):
        assert lists_counted(agent) == 3, "their own lists alone"


def test_a_change_is_in_the_very_next_count(mina: User, jun: User, open_ticket: OpenTicket) -> None:
    ticket = open_ticket()
    assert counts_for(mina, groups_for(mina), shared_by(mina, newest()))["unassigned"] == 1
    actions.assign(ticket, to=jun, by=mina)
    assert counts_for(mina, groups_for(mina), shared_by(mina, newest()))["unassigned"] == 0
    assert counts_for(jun, groups_for(jun), shared_by(jun, newest()))["mine"] == 1
    assert counts_for(mina, groups_for(mina), shared_by(mina, newest()))["mine"] == 0


def test_shared_counts_are_what_each_would_have_counted(
    mina: User, jun: User, haneul: User, open_ticket: OpenTicket
) -> None:
    for nth in range(3):
        open_ticket(str(nth))
    actions.assign(open_ticket("jun's"), to=jun, by=None)
    for agent in (mina, jun, haneul, mina):
        assert counts_for(agent, groups_for(agent), shared_by(agent, newest())) == counts(groups_for(agent))


def test_who_sees_less_never_gets_the_counts_of_who_sees_all(
    mina: User, haneul: User, open_ticket: OpenTicket
) -> None:
    open_ticket()
    assert counts_for(mina, groups_for(mina), shared_by(mina, newest()))["open"] == 1
    assert counts_for(haneul, groups_for(haneul), shared_by(haneul, newest()))["open"] == 0


@pytest.mark.django_db(transaction=True)
def test_of_many_who_ask_at_the_same_moment_one_counts(
    mina: User, jun: User, open_ticket: OpenTicket, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_ticket()
    counted: list[int] = []

    def noted(groups: object) -> dict[str, int]:
        found = counts(groups)  # type: ignore[arg-type]  # the groups that counts_for passes on
        counted.append(len(found))
        return found

    monkeypatch.setattr(counting, "counts", noted)

    def ask(agent: User) -> dict[str, int]:
        try:
            return counts_for(agent, groups_for(agent), shared_by(agent, newest()))
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=8) as pool:
        answers = list(pool.map(ask, [mina, jun] * 8))
    assert len([number for number in counted if number > 3]) == 1
    assert all(answer["unassigned"] == 1 for answer in answers)


def shared_view(by: User, attribute: str, *values: object) -> str:
    """The name in addresses of a view that everybody has."""
    asked = {"version": 1, "all": [{"attribute": attribute, "operator": "is", "value": list(values)}]}
    view = actions.make_view(actions.View("모두의 보기", read(asked), sharing="everybody"), by=by)
    return f"view-{view.pk}"


def count_of(view: str, of: User) -> str:
    """What stands beside a view."""
    return view_counts_for(of, groups_for(of), newest())[view]


def tickets_looked_at(of: User) -> int:
    """How many queries look at tickets when somebody asks for the counts of their views."""
    groups, happened = groups_for(of), newest()
    with CaptureQueriesContext(connection) as captured:
        view_counts_for(of, groups, happened)
    return sum("tickets_ticket" in query["sql"] for query in captured)


@pytest.mark.django_db(transaction=True)
def test_after_a_change_only_what_it_touched_is_counted_again(
    jiwoo: User, mina: User, jun: User, open_ticket: OpenTicket
) -> None:
    ticket, urgent = open_ticket(), shared_view(jiwoo, "priority", 4)
    assert count_of(urgent, mina) == count_of(urgent, jun) == "0"
    assert tickets_looked_at(mina) == tickets_looked_at(jun) == 0, "nothing has happened since"
    actions.change_priority(ticket, to=Priority.URGENT, by=mina)
    assert tickets_looked_at(jun) == 1, "at the ticket that changed, for both"
    assert tickets_looked_at(mina) == 0
    assert count_of(urgent, mina) == count_of(urgent, jun) == "1"


def test_a_view_counts_what_somebody_else_than_the_ticket_brought_into_it(
    jiwoo: User, mina: User, seoa: User, open_ticket: OpenTicket
) -> None:
    open_ticket(requester=seoa)
    lantern = of_people.find_or_make_organization("등불 상사", by=jiwoo)
    of_them = shared_view(jiwoo, "organization", lantern.pk)
    assert count_of(of_them, mina) == "0"
    of_people.put_in_organization(seoa, to=lantern, by=jiwoo)
    assert count_of(of_them, mina) == "1"


@pytest.mark.django_db(transaction=True)
def test_a_view_of_everybody_counts_for_each_what_they_see(
    jiwoo: User, mina: User, haneul: User, open_ticket: OpenTicket
) -> None:
    ticket, *_others = (open_ticket(str(nth)) for nth in range(3))
    usual = shared_view(jiwoo, "priority", 2)
    assert (count_of(usual, mina), count_of(usual, haneul)) == ("3", "0")
    actions.move(ticket, to=haneul.teams.get(), by=jiwoo)
    assert (count_of(usual, mina), count_of(usual, haneul)) == ("3", "1")
    assert tickets_looked_at(haneul) == 0


@pytest.mark.django_db(transaction=True)
def test_a_minute_later_all_is_counted_anew(
    jiwoo: User, mina: User, open_ticket: OpenTicket, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_ticket()
    shared_view(jiwoo, "priority", 2)
    tickets_looked_at(mina)
    later = time.time() + SHARED_SECONDS
    monkeypatch.setattr(view_counts, "time", SimpleNamespace(time=lambda: later))
    assert tickets_looked_at(mina) > 0
