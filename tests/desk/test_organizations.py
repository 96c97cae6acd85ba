"""Organizations in the workspace: who sees which, their people and tickets, and changes with undo."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madang.accounts import actions as people
from madang.accounts.models import Organization, Team, User
from madang.accounts.roles import Reach, Role
from madang.desk.pages import organizations as pages
from madang.tickets import actions
from madang.tickets import customers as visible
from tests.cast import OpenTicket, person
from tests.desk.conftest import SignedIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def lantern(mina: User, seoa: User) -> Organization:
    made = people.find_or_make_organization("등불 공방", by=mina)
    people.put_in_organization(seoa, to=made, by=mina)
    return made


@pytest.mark.parametrize("few", [0, visible.FEW])
def test_an_agent_sees_the_organizations_of_the_customers_whom_they_see(
    signed_in: SignedIn,
    lantern: Organization,
    haneul: User,
    technical: Team,
    noor: User,
    open_ticket: OpenTicket,
    monkeypatch: pytest.MonkeyPatch,
    few: int,
) -> None:
    monkeypatch.setattr(visible, "FEW", few)
    people.put_in_organization(noor, to=lantern, by=None)
    ticket = open_ticket("결제 문의")
    browser, page = signed_in(haneul), f"/desk/organizations/{lantern.pk}/"
    assert "등불 공방" not in browser.get("/desk/organizations/").content.decode()
    assert browser.get(page).status_code == 404
    actions.move(ticket, to=technical, by=None)
    open_ticket("다른 팀의 문의")
    listed = browser.get("/desk/organizations/").content.decode()
    assert "등불 공방" in listed
    assert "1명" in listed, "누르 is of nobody's ticket that 하늘 sees"
    shown = browser.get(page).content.decode()
    assert "결제 문의" in shown
    assert "다른 팀의 문의" not in shown


def test_an_organization_that_an_agent_does_not_see_is_not_proposed(
    signed_in: SignedIn, lantern: Organization, technical: Team, noor: User, open_ticket: OpenTicket
) -> None:
    agent = person("own@lantern.example", "팀", Role.AGENT, reach=Reach.TEAMS)
    agent.teams.add(technical)
    actions.move(open_ticket(requester=noor), to=technical, by=None)
    page = signed_in(agent).get(f"/desk/people/{noor.pk}/").content.decode()
    assert "known-organizations" in page
    assert "등불 공방" not in page


@pytest.mark.parametrize("few", [visible.FEW, 0])
def test_the_tickets_of_all_its_people_are_its_tickets(
    few: int,
    signed_in: SignedIn,
    lantern: Organization,
    mina: User,
    noor: User,
    open_ticket: OpenTicket,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(visible, "FEW", few)
    other = person("other@example.com", "남", Role.REQUESTER)
    people.put_in_organization(noor, to=lantern, by=mina)
    (
        open_ticket("서아의 문의"),
        open_ticket("누르의 문의", requester=noor),
        open_ticket("남의 일", requester=other),
    )
    page = signed_in(mina).get(f"/desk/organizations/{lantern.pk}/").content.decode()
    assert page.index("누르의 문의") < page.index("서아의 문의")
    assert "남의 일" not in page


def test_organizations_are_found_by_name_and_domain(
    signed_in: SignedIn, mina: User, lantern: Organization
) -> None:
    people.add_domain(lantern, value="works.example", by=mina)
    people.find_or_make_organization("다른 곳", by=mina)
    browser = signed_in(mina)
    for words in ("공방", "works"):
        page = browser.get("/desk/organizations/", {"q": words}).content.decode()
        assert "등불 공방" in page
        assert "다른 곳" not in page
    assert "조직이 없습니다" in browser.get("/desk/organizations/", {"q": "없음"}).content.decode()


def test_every_change_is_undone_by_what_it_answers(
    signed_in: SignedIn, mina: User, lantern: Organization
) -> None:
    browser, address = signed_in(mina), f"/desk/organizations/{lantern.pk}/change/"

    def state() -> tuple[object, ...]:
        now = Organization.objects.get(pk=lantern.pk)
        return (
            *(now.name, now.notes, now.joins_by_domain, now.shares_tickets),
            sorted(now.domains.values_list("value", flat=True)),
            sorted(now.tags.values_list("name", flat=True)),
        )

    browser.post(address, {"domain": "works.example", "tag": "단골"})
    for values in (
        {"name": "등불"},
        {"notes": "계약은 12월까지"},
        {"joins_by_domain": "0"},
        {"shares_tickets": "1"},
        {"domain": "more.example"},
        {"undomain": "works.example"},
        {"tag": ["vip"], "untag": ["단골"]},
    ):
        before = state()
        undo = browser.post(address, values).json()["before"]
        assert state() != before, values
        browser.post(address, undo)
        assert state() == before, values


def test_what_is_refused_is_said_and_changes_nothing(
    signed_in: SignedIn, mina: User, lantern: Organization
) -> None:
    browser, address = signed_in(mina), f"/desk/organizations/{lantern.pk}/change/"
    answer = browser.post(address, {"notes": "x", "domain": "gmail.com"})
    assert answer.status_code == 409
    assert "gmail.com" in answer.json()["detail"]
    assert Organization.objects.get().notes == ""
    lantern.delete()
    assert browser.post(address, {"notes": "x"}).status_code == 404


def test_an_organization_is_made_and_removed_by_name(signed_in: SignedIn, mina: User, seoa: User) -> None:
    browser = signed_in(mina)
    assert browser.post("/desk/organizations/", {"name": " "}).status_code == 302
    assert not Organization.objects.exists()
    page = browser.post("/desk/organizations/", {"name": "등불"})["Location"]
    people.put_in_organization(seoa, to=Organization.objects.get(), by=mina)
    assert "1명" in browser.get(f"{page}remove/").content.decode()
    assert Organization.objects.exists()
    browser.post(f"{page}remove/")
    assert not Organization.objects.exists()


def test_an_organization_that_somebody_else_removes_at_the_same_time_is_removed(
    signed_in: SignedIn, mina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    organization = Organization.objects.create(name="등불")

    def meanwhile(*_: object) -> Organization:
        seen = Organization.objects.get(pk=organization.pk)
        Organization.objects.all().delete()
        return seen

    monkeypatch.setattr(pages, "organization_for", meanwhile)
    answer = signed_in(mina).post(f"/desk/organizations/{organization.pk}/remove/", follow=True)
    assert "등불" in answer.content.decode()


def test_its_page_asks_the_database_as_often_for_many_as_for_one(
    signed_in: SignedIn, mina: User, lantern: Organization, open_ticket: OpenTicket
) -> None:
    browser, counted = signed_in(mina), []
    open_ticket()
    for nth in range(2):
        for address in ("/desk/organizations/", f"/desk/organizations/{lantern.pk}/"):
            browser.get(address)
            with CaptureQueriesContext(connection) as asked:
                browser.get(address)
            counted.append(len(asked))
        for number in range(5):
            other = person(f"x{nth}{number}@e.example", "", Role.REQUESTER)
            people.put_in_organization(other, to=lantern, by=mina)
            open_ticket(requester=other)
            people.find_or_make_organization(f"곳 {nth} {number}", by=mina)
    assert counted == [6, 13] * 2
