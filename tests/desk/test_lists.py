"""The lists an agent has, what is in them, and how far they reach."""

import pytest
from django.utils import timezone
from pytest_django.asserts import assertNumQueries

from madang.accounts.models import Team, User
from madang.desk.counts import MOST, counts, in_words
from madang.desk.lists import TicketList, groups_for
from madang.desk.rows import only, page_of
from madang.tickets import actions
from madang.tickets.filters import WrongCursor
from madang.tickets.models import Status, Ticket
from tests.cast import OpenTicket

pytestmark = pytest.mark.django_db


def lists(person: User) -> dict[str, TicketList]:
    """The person's lists by their names in addresses."""
    return {one.slug: one for group in groups_for(person) for one in group.lists}


def test_each_ticket_is_in_the_lists_it_belongs_to(
    open_ticket: OpenTicket, mina: User, jun: User, payments: Team
) -> None:
    hers, nobodys, solved = open_ticket("hers"), open_ticket("nobody's"), open_ticket("solved")
    actions.assign(hers, to=mina, by=jun)
    actions.move(hers, to=payments, by=jun)
    actions.change_status(solved, to=Status.SOLVED, by=jun)

    found = {slug: {one.subject for one in page_of(each).tickets} for slug, each in lists(mina).items()}
    assert found["mine"] == {"hers"}
    assert found["unassigned"] == {nobodys.subject}
    assert found["open"] == {"hers", "nobody's"}
    assert found["solved"] == {"solved"}
    assert found[f"team-{payments.pk}"] == {"hers"}


def test_an_agent_of_one_team_sees_that_teams_tickets_alone(
    open_ticket: OpenTicket, haneul: User, jun: User, technical: Team, payments: Team
) -> None:
    seen, unseen = open_ticket("lamp"), open_ticket("refund")
    actions.move(seen, to=technical, by=jun)
    actions.move(unseen, to=payments, by=jun)

    of_haneul = lists(haneul)
    assert f"team-{payments.pk}" not in of_haneul
    assert [one.subject for one in page_of(of_haneul["open"]).tickets] == ["lamp"]
    assert counts(groups_for(haneul))["open"] == 1


def test_all_counts_take_one_query(
    open_ticket: OpenTicket, mina: User, payments: Team, technical: Team
) -> None:
    for number in range(3):
        open_ticket(str(number))
    groups = groups_for(mina)
    with assertNumQueries(1):
        found = counts(groups)
    assert found == {
        "mine": 0,
        "followed": 0,
        "asked": 0,
        "unassigned": 3,
        "open": 3,
        "snoozed": 0,
        f"team-{payments.pk}": 0,
        f"team-{technical.pk}": 0,
    }


def test_counting_stops_where_nobody_reads_on() -> None:
    assert in_words(MOST - 1) == "999"
    assert in_words(MOST) == "999+"


def test_paging_shows_every_ticket_once_even_when_their_times_are_the_same(
    open_ticket: OpenTicket, mina: User
) -> None:
    for number in range(7):
        open_ticket(str(number))
    Ticket.objects.update(last_message_at=timezone.now())
    everything = lists(mina)["open"]

    seen: list[int] = []
    page = page_of(everything, size=3)
    while True:
        seen += [one.pk for one in page.tickets]
        if not page.next:
            break
        page = page_of(everything, size=3, after=page.next)
    assert seen == sorted(Ticket.objects.values_list("pk", flat=True), reverse=True)


@pytest.mark.parametrize("cursor", ["x", "....", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5LjE", "é"])
def test_a_cursor_that_was_made_up_is_refused(cursor: str, mina: User) -> None:
    with pytest.raises(WrongCursor):
        page_of(lists(mina)["open"], after=cursor)


def test_rows_asked_for_by_number_are_those_still_in_the_list(
    open_ticket: OpenTicket, mina: User, jun: User
) -> None:
    kept, gone = open_ticket("kept"), open_ticket("gone")
    actions.assign(gone, to=jun, by=mina)
    found = only(lists(mina)["unassigned"], [kept.number, gone.number, 999_999])
    assert [one.subject for one in found] == ["kept"]


def test_a_page_of_rows_takes_three_queries_however_many_there_are(
    open_ticket: OpenTicket, mina: User
) -> None:
    for number in range(9):
        actions.tag(open_ticket(str(number)), add=["vip", "refund"], by=mina)
    everything = lists(mina)["open"]
    with assertNumQueries(3):
        for one in page_of(everything).tickets:
            assert one.requester == "윤서아"
            assert one.tags == ("refund", "vip")
