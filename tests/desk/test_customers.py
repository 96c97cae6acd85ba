"""The place of the customers: who sees whom, what is found, and what is changed in place."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from madang.accounts.models import Team, User
from madang.accounts.roles import Reach, Role
from madang.desk.customers import listing
from madang.history.models import Event
from madang.search.reactions import index_what_changed
from madang.tickets import actions
from madang.tickets import customers as visible
from madang.tickets.models import Status, Ticket
from tests.cast import OpenTicket, person
from tests.desk.conftest import SignedIn

pytestmark = pytest.mark.django_db


def listed(page: str) -> list[int]:
    return [int(found) for found in re.findall(r'class="person-line" href="/desk/people/(\d+)/"', page)]


def test_the_newest_customers_come_first_page_by_page_and_each_once(
    signed_in: SignedIn, mina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 10)
    made = [person(f"c{nth}@example.com", f"손님 {nth}", Role.REQUESTER).pk for nth in range(25)]
    browser, found, address = signed_in(mina), [], "/desk/people/"
    while address:
        page = browser.get(address, headers={"HX-Request": "true", "HX-Target": "people-more"})
        found += listed(page.content.decode())
        more = re.search(r'hx-get="([^"]+)"', page.content.decode())
        address = more[1] if more else ""
    assert found == sorted(made, reverse=True)


@pytest.mark.parametrize("few", [visible.FEW, 0])
def test_an_agent_sees_the_customers_of_the_tickets_that_they_see(
    few: int,
    signed_in: SignedIn,
    haneul: User,
    technical: Team,
    open_ticket: OpenTicket,
    seoa: User,
    noor: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(visible, "FEW", few)
    open_ticket(requester=seoa)
    actions.move(open_ticket(requester=noor), to=technical, by=None)
    browser = signed_in(haneul)
    assert listed(browser.get("/desk/people/").content.decode()) == [noor.pk]
    assert browser.get(f"/desk/people/{noor.pk}/").status_code == 200
    assert browser.get(f"/desk/people/{seoa.pk}/").status_code == 404
    assert browser.post(f"/desk/people/{seoa.pk}/change/", {"name": "x"}).status_code == 404
    refused = browser.post(f"/desk/people/{noor.pk}/change/", {"name": "x"})
    assert refused.status_code == 403
    assert refused.json()["detail"]


def test_whoever_sees_no_ticket_sees_no_customer(signed_in: SignedIn, ticket: Ticket) -> None:
    somebody = person("own@lantern.example", "혼자", Role.AGENT, reach=Reach.ASSIGNED)
    assert listed(signed_in(somebody).get("/desk/people/").content.decode()) == []


def test_customers_are_found_by_name_and_address_as_one_types(
    signed_in: SignedIn, mina: User, seoa: User, noor: User, open_ticket: OpenTicket
) -> None:
    open_ticket(requester=seoa), open_ticket(requester=noor)
    index_what_changed(list(Event.objects.order_by("pk")))
    browser = signed_in(mina)
    for words, who in (("서아", seoa), ("haddad", noor), ("seoa.yoon@example.com", seoa)):
        part = browser.get(
            "/desk/people/", {"q": words}, headers={"HX-Request": "true", "HX-Target": "people-rows"}
        ).content.decode()
        assert "<html" not in part
        assert listed(part) == [who.pk]
    assert "“없는 사람”" in browser.get("/desk/people/?q=없는 사람").content.decode()
    assert listed(browser.get("/desk/people/?q=민아").content.decode()) == []


def test_members_of_the_desk_are_no_customers(signed_in: SignedIn, mina: User, jun: User) -> None:
    assert signed_in(mina).get(f"/desk/people/{jun.pk}/").status_code == 404


def test_the_page_tells_what_became_of_each_ticket(
    signed_in: SignedIn, mina: User, seoa: User, open_ticket: OpenTicket
) -> None:
    first, second, third = (open_ticket(subject) for subject in ("영수증이요", "다음 문의", "셋째 문의"))
    actions.reply(first, by=mina, body_text="확인했습니다.")
    actions.change_status(first, to=Status.SOLVED, by=mina)
    actions.merge(second, into=third, by=mina)
    page = signed_in(mina).get(f"/desk/people/{seoa.pk}/").content.decode()
    assert page.index("셋째 문의") < page.index("다음 문의") < page.index("영수증이요")
    assert f"#{third.number}에 병합됨" in page
    assert "김민아" in page
    assert "최근 12개월 문의 3건" in page


def test_how_long_a_customer_usually_waits_is_the_median_of_first_answers(
    signed_in: SignedIn, mina: User, seoa: User, open_ticket: OpenTicket
) -> None:
    for minutes in (5, 30, 600):
        one = open_ticket(f"{minutes}")
        Ticket.objects.filter(pk=one.pk).update(created_at=timezone.now() - timedelta(minutes=minutes))
        actions.reply(one, by=mina, body_text="답변")
    page = signed_in(mina).get(f"/desk/people/{seoa.pk}/").content.decode()
    assert '<dd>30분 <small class="quiet">최대 10시간</small></dd>' in page


def test_every_change_is_undone_by_what_it_answers(signed_in: SignedIn, mina: User, seoa: User) -> None:
    browser, address = signed_in(mina), f"/desk/people/{seoa.pk}/change/"

    def state() -> tuple[object, ...]:
        now = User.objects.select_related("organization").get(pk=seoa.pk)
        return (
            *(now.name, now.email, now.language, now.time_zone, now.organization and now.organization.name),
            sorted(now.tags.values_list("name", flat=True)),
            sorted(now.identities.values_list("kind", "value")),
            getattr(getattr(now, "notes", None), "text", ""),
        )

    browser.post(address, {"add": "seoa@work.example", "kind": "email", "tag": "단골"})
    second = seoa.identities.get(value="seoa@work.example")
    for values in (
        {"name": "윤 서아"},
        {"language": "en"},
        {"time_zone": "Asia/Tokyo"},
        {"notes": "전화가 편하다"},
        {"organization": "등불 스토어"},
        {"tag": ["vip", "단골"], "untag": ["단골"]},
        {"untag": "단골"},
        {"add": "010-1234-5678", "kind": "phone"},
        {"first": str(second.pk)},
    ):
        before = state()
        undo = browser.post(address, values).json()["before"]
        assert state() != before, values
        browser.post(address, undo)
        assert state() == before, values
    before = state()
    undo = browser.post(address, {"remove": str(second.pk)}).json()["before"]
    assert state() != before
    browser.post(address, undo)
    assert state() == before


def test_an_address_of_somebody_else_is_refused_in_words(
    signed_in: SignedIn, mina: User, seoa: User, noor: User
) -> None:
    answer = signed_in(mina).post(f"/desk/people/{seoa.pk}/change/", {"add": noor.email or "", "name": "x"})
    assert answer.status_code == 409
    assert "noor.haddad@example.com" in answer.json()["detail"]
    seoa.refresh_from_db()
    assert seoa.name == "윤서아"


def test_the_pages_ask_the_database_as_often_for_many_as_for_one(
    signed_in: SignedIn, mina: User, open_ticket: OpenTicket, seoa: User
) -> None:
    browser = signed_in(mina)
    open_ticket()

    def counted() -> list[int]:
        numbers = []
        for address in ("/desk/people/", f"/desk/people/{seoa.pk}/"):
            browser.get(address)
            with CaptureQueriesContext(connection) as asked:
                browser.get(address)
            numbers.append(len(asked))
        return numbers

    actions.reply(open_ticket(), by=mina, body_text="네")
    few = counted()
    for nth in range(5):
        other = person(f"x{nth}@e.example", "", Role.REQUESTER)
        actions.reply(open_ticket(requester=other), by=mina, body_text="네")
        actions.reply(open_ticket(), by=mina, body_text="네")
    assert counted() == few
    assert few == [6, 19]


def test_a_wrong_place_to_go_on_from_is_not_found(signed_in: SignedIn, mina: User, seoa: User) -> None:
    browser = signed_in(mina)
    for wrong in ("x", "-1", "9" * 19):
        assert browser.get(f"/desk/people/?before={wrong}").status_code == 404
        assert browser.get(f"/desk/people/{seoa.pk}/?before={wrong}").status_code == 404
    assert browser.get("/desk/people/999999999999999999999999/").status_code == 404
