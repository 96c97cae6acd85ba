"""Who sees the same is counted for once, and nobody gets an old count."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madang.accounts.models import User
from madang.accounts.roles import Role
from madang.desk import counts as counting
from madang.desk.counts import counts, counts_for
from madang.desk.lists import groups_for
from madang.desk.sharing import shared_by
from madang.tickets import actions
from tests.cast import OpenTicket, person

pytestmark = pytest.mark.django_db


def lists_counted(of: User) -> int:
    """How many lists are counted when somebody asks."""
    groups = groups_for(of)
    list(groups[-1].lists)
    with CaptureQueriesContext(connection) as captured:
        counts_for(of, groups, shared_by(of))
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
    assert counts_for(mina, groups_for(mina), shared_by(mina))["unassigned"] == 1
    actions.assign(ticket, to=jun, by=mina)
    assert counts_for(mina, groups_for(mina), shared_by(mina))["unassigned"] == 0
    assert counts_for(jun, groups_for(jun), shared_by(jun))["mine"] == 1
    assert counts_for(mina, groups_for(mina), shared_by(mina))["mine"] == 0


def test_shared_counts_are_what_each_would_have_counted(
    mina: User, jun: User, haneul: User, open_ticket: OpenTicket
) -> None:
    for nth in range(3):
        open_ticket(str(nth))
    actions.assign(open_ticket("jun's"), to=jun, by=None)
    for agent in (mina, jun, haneul, mina):
        assert counts_for(agent, groups_for(agent), shared_by(agent)) == counts(groups_for(agent))


def test_who_sees_less_never_gets_the_counts_of_who_sees_all(
    mina: User, haneul: User, open_ticket: OpenTicket
) -> None:
    open_ticket()
    assert counts_for(mina, groups_for(mina), shared_by(mina))["open"] == 1
    assert counts_for(haneul, groups_for(haneul), shared_by(haneul))["open"] == 0


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
            return counts_for(agent, groups_for(agent), shared_by(agent))
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=8) as pool:
        answers = list(pool.map(ask, [mina, jun] * 8))
    assert len([number for number in counted if number > 3]) == 1
    assert all(answer["unassigned"] == 1 for answer in answers)
