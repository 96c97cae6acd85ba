"""Nobody finds what they may not see, whatever they type."""

import pytest

from madang.accounts.models import Team, User
from madang.accounts.roles import PERMISSIONS, Permission, Reach, Role
from madang.search import reach
from madang.search.find import count, find, question_of
from madang.tickets import actions
from madang.tickets.models import Message, Ticket
from tests.search.conftest import Note, Write

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["very few tickets", "few tickets", "many tickets"])
def however_many(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """All ways of searching for somebody who doesn't see all."""
    if request.param == "many tickets":
        monkeypatch.setattr(reach, "FEW_TICKETS", -1)
        return
    monkeypatch.setattr(reach, "_PEOPLE_LOOKED_AT", 1)
    if request.param == "few tickets":
        monkeypatch.setattr(reach, "VERY_FEW_TICKETS", -1)
        monkeypatch.setattr(reach, "COMMON_FROM", 1)
        monkeypatch.setattr(reach, "_FIRST_BATCH", 1)


def numbers(person: User, text: str) -> list[int]:
    return [hit.number for hit in find(person, text).tickets]


@pytest.mark.usefixtures("however_many")
def test_a_light_agent_finds_their_teams_tickets_alone(
    haneul: User, mina: User, technical: Team, write: Write
) -> None:
    theirs, other = write("문의", "앱이 멈춰요"), write("문의", "앱이 꺼져요")
    actions.move(theirs, to=technical, by=mina)
    assert numbers(mina, "앱이") == [other.number, theirs.number]
    assert numbers(haneul, "앱이") == [theirs.number]
    assert numbers(haneul, "꺼져요") == []
    assert numbers(haneul, f"#{other.number}") == []
    assert numbers(haneul, f"#{theirs.number}") == [theirs.number]
    assert count(haneul, question_of(haneul, "앱이")).number == 1


@pytest.mark.usefixtures("however_many")
def test_a_similar_search_shows_no_more_than_a_strict_one(haneul: User, write: Write) -> None:
    write("문의", "로그인이 안돼요")
    assert find(haneul, "로그인하다가 멈춤").tickets == ()


@pytest.mark.usefixtures("however_many")
def test_customers_of_unseen_tickets_are_not_found(
    haneul: User, mina: User, seoa: User, noor: User, technical: Team, write: Write
) -> None:
    theirs = write("문의", "앱이 멈춰요")
    write("Question", "My payment", requester=noor)
    actions.move(theirs, to=technical, by=mina)
    assert [hit.person_id for hit in find(haneul, "윤서아").people] == [seoa.pk]
    assert find(haneul, "Noor").people == ()
    assert [hit.person_id for hit in find(mina, "Noor").people] == [noor.pk]


@pytest.mark.usefixtures("however_many")
def test_who_may_not_read_notes_does_not_find_them(
    haneul: User,
    mina: User,
    technical: Team,
    write: Write,
    note: Note,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ticket = write("문의", "앱이 멈춰요")
    actions.move(ticket, to=technical, by=mina)
    note(ticket, mina, "재현됨, 다음 판에서 고침")
    assert numbers(haneul, "재현") == [ticket.number]
    monkeypatch.setitem(PERMISSIONS, Role.LIGHT_AGENT, PERMISSIONS[Role.LIGHT_AGENT] - {Permission.NOTE})
    assert numbers(haneul, "재현") == []
    assert numbers(haneul, "멈춰요") == [ticket.number]


def test_a_customer_finds_nothing(seoa: User, write: Write) -> None:
    ticket = write("문의", "앱이 멈춰요")
    for text in ("앱이", "윤서아", f"#{ticket.number}"):
        found = find(seoa, text)
        assert found.tickets == ()
        assert found.people == ()


def test_who_sees_hardly_anything_gets_the_rest_on_further_pages(
    haneul: User, mina: User, technical: Team, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "FEW_TICKETS", -1)
    monkeypatch.setattr(reach, "MOST_CANDIDATES", 1)
    monkeypatch.setattr(reach, "_FIRST_BATCH", 1)
    theirs = write("문의", "앱이 멈춰요")
    actions.move(theirs, to=technical, by=mina)
    for _ in range(3):
        write("문의", "앱이 꺼져요")
    shown: list[int] = []
    page = find(haneul, "앱이")
    while page.more:
        shown += [hit.number for hit in page.tickets]
        page = find(haneul, "앱이", cursor=page.cursor)
    shown += [hit.number for hit in page.tickets]
    assert shown == [theirs.number]


def test_a_ticket_that_is_gone_is_not_found(mina: User, ticket: Ticket, write: Write) -> None:
    gone = write("문의", "앱이 멈춰요")
    Message.objects.filter(ticket=gone).delete()
    assert numbers(mina, "멈춰요") == []


def test_only_assigned_tickets_are_found_by_who_sees_only_those(mina: User, jun: User, write: Write) -> None:
    ticket = write("문의", "앱이 멈춰요")
    User.objects.filter(pk=jun.pk).update(reach=Reach.ASSIGNED)
    jun.refresh_from_db()
    assert numbers(jun, "멈춰요") == []
    actions.assign(ticket, to=jun, by=mina)
    assert numbers(jun, "멈춰요") == [ticket.number]
