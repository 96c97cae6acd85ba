"""Searching with conditions among the words."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madang.accounts.models import Team, User
from madang.search import reach
from madang.search.find import count, find, question_of
from madang.tickets import actions
from madang.tickets.filters import driving
from madang.tickets.models import Status, Ticket
from tests.search.conftest import Note, Write, index_what_happened

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["what is rare first", "the newest words first"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ends from which words and conditions are looked for."""
    if request.param == "the newest words first":
        monkeypatch.setattr(driving, "RARE", -1)
        monkeypatch.setattr(reach, "_FIRST_BATCH", 1)


def numbers(person: User, text: str) -> list[int]:
    return [hit.number for hit in find(person, text).tickets]


@pytest.mark.usefixtures("way")
def test_words_and_conditions_have_to_be_met_together(mina: User, jun: User, write: Write) -> None:
    mine, other = write("문의", "환불해 주세요"), write("문의", "환불이 늦어요")
    write("문의", "배송이 늦어요")
    actions.assign(mine, to=mina, by=jun)
    actions.tag(other, add=["vip"], by=jun)
    assert numbers(mina, "환불") == [other.number, mine.number]
    assert numbers(mina, "환불 담당:나") == [mine.number]
    assert numbers(jun, "환불 담당:나") == []
    assert numbers(mina, "tag:vip 환불") == [other.number]
    assert numbers(mina, "환불 -tag:vip status:new,open") == [mine.number]
    assert numbers(mina, "환불 status:closed") == []
    assert count(mina, question_of(mina, "환불 담당:나")).number == 1


@pytest.mark.usefixtures("way")
def test_conditions_alone_find_the_newest_first_page_by_page(mina: User, write: Write) -> None:
    made = [write(f"문의 {nth}", "환불해 주세요") for nth in range(7)]
    actions.change_status(made[3], to=Status.CLOSED, by=None)
    shown: list[int] = []
    page = find(mina, "status:unsolved", limit=3)
    while page.more:
        shown += [hit.number for hit in page.tickets]
        page = find(mina, "status:unsolved", limit=3, cursor=page.cursor)
    shown += [hit.number for hit in page.tickets]
    assert shown == [one.number for one in made[::-1] if one != made[3]]
    assert count(mina, question_of(mina, "status:unsolved")).number == 6


@pytest.mark.usefixtures("way")
def test_nobody_finds_more_by_conditions_than_they_may_see(
    haneul: User, mina: User, technical: Team, write: Write
) -> None:
    theirs, other = write("문의", "앱이 멈춰요"), write("문의", "앱이 꺼져요")
    actions.move(theirs, to=technical, by=mina)
    for text in ("status:unsolved", "앱이 status:unsolved", '"앱이"', "from:seoa.yoon@example.com"):
        assert numbers(haneul, text) == [theirs.number]
        assert count(haneul, question_of(haneul, text)).number == 1
    assert numbers(haneul, f"{other.number} status:unsolved") == []


def test_a_customer_finds_nothing_by_conditions(seoa: User, write: Write) -> None:
    write("문의", "앱이 멈춰요")
    for text in ("status:unsolved", "앱이 status:unsolved", '"앱이"'):
        assert find(seoa, text).tickets == ()
        assert count(seoa, question_of(seoa, text)).number == 0


def test_exact_words_stand_just_so(mina: User, write: Write, note: Note) -> None:
    exact = write("결제 문의", "카드가 두 번\n승인됐어요")
    write("결제 문의", "승인된 카드가 두 개예요. 번호는 없어요.")
    named = write("Blue lamp", "It arrived broken. The lamp was Blue.")
    assert numbers(mina, '"두 번 승인됐어요"') == [exact.number]
    assert numbers(mina, '카드 "두 번"') == [exact.number]
    assert numbers(mina, '"blue LAMP"') == [named.number]
    assert numbers(mina, '"broken lamp"') == []
    note(named, mina, "the broken lamp comes back")
    assert numbers(mina, '"broken lamp"') == [named.number]


def test_pages_of_exact_words_go_on_where_reading_stopped(
    mina: User, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "_READ_AT_ONCE", 2)
    monkeypatch.setattr(reach, "MOST_READ", 2)
    exact = write("문의", "두 번 승인됐어요")
    for _ in range(5):
        write("문의", "번호 두 개 승인")
    page, shown, pages = find(mina, '"두 번"'), [], 1
    while page.more:
        shown += [hit.number for hit in page.tickets]
        page, pages = find(mina, '"두 번"', cursor=page.cursor), pages + 1
        assert pages < 9
    shown += [hit.number for hit in page.tickets]
    assert shown == [exact.number]


def test_snoozed_tickets_are_found_as_by_words_alone(mina: User, write: Write) -> None:
    aside = write("문의", "환불해 주세요")
    actions.snooze(aside, until=None, by=mina)
    for text in ("환불", "환불 status:unsolved", "status:unsolved", "snoozed:yes"):
        assert numbers(mina, text) == [aside.number]
    assert numbers(mina, "snoozed:no") == []


def test_customers_are_found_by_name_among_those_whom_the_person_sees(
    mina: User, haneul: User, noor: User, write: Write
) -> None:
    theirs = write("Question", "My payment", requester=noor)
    write("문의", "결제")
    assert numbers(mina, "from:Noor") == [theirs.number]
    assert find(haneul, "from:Noor").question.wrong


def test_what_cannot_be_meant_is_said_and_the_rest_is_found(mina: User, write: Write) -> None:
    ticket = write("문의", "환불해 주세요")
    page = find(mina, "status:xyz created>yesterdayish 환불 re: a:b")
    assert len(page.question.wrong) == 2
    assert numbers(mina, "status:xyz 환불") == [ticket.number]


@pytest.mark.parametrize(
    "text", ["status:unsolved", "환불 status:unsolved", '"환불해 주세요" status:unsolved']
)
def test_a_search_by_conditions_costs_the_same_however_much_it_finds(
    mina: User, write: Write, text: str
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert find(mina, text, limit=5).tickets
        return len(captured)

    for nth in range(6):
        write(f"문의 {nth}", "환불해 주세요")
    few = queries()
    for nth in range(10):
        write(f"문의 {nth}", "환불해 주세요")
    assert queries() == few
    assert few <= 12


def test_a_made_up_cursor_is_refused(mina: User, ticket: Ticket) -> None:
    for text in ("status:unsolved", "환불", ""):
        with pytest.raises(ValueError, match=r"cursor|no next page"):
            find(mina, text, cursor="x.y")


def test_pages_show_each_ticket_once_where_looking_stopped_in_between(
    mina: User, jun: User, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driving, "RARE", -1)
    monkeypatch.setattr(reach, "MOST_MEETING", 1)
    monkeypatch.setattr(reach, "_FIRST_BATCH", 1)
    mine = [write("문의", "환불해 주세요") for _ in range(3)]
    for ticket in mine:
        actions.assign(ticket, to=mina, by=jun)
        write("문의", "환불이 늦어요")
    actions.reply(mine[0], by=mina, body_text="환불해 드렸습니다.")
    index_what_happened()
    page, shown, pages = find(mina, "환불 담당:나"), [], 1
    while page.more:
        shown += [hit.number for hit in page.tickets]
        page, pages = find(mina, "환불 담당:나", cursor=page.cursor), pages + 1
        assert pages < 20
    shown += [hit.number for hit in page.tickets]
    assert shown == [mine[0].number, mine[2].number, mine[1].number]
