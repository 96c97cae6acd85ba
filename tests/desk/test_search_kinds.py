"""What the page of results and the finder show besides tickets, and what they offer while somebody types."""

import json
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madang.accounts import actions as account_actions
from madang.accounts.models import Organization, Team, User
from madang.accounts.roles import Role
from madang.desk.suggested import suggested
from madang.history.models import Event
from madang.search.index import index_people
from madang.search.reactions import index_what_changed
from madang.search.recent import recent_of, remember
from madang.tickets import actions
from madang.tickets.models import Ticket
from tests.cast import OpenTicket, person
from tests.desk.conftest import SignedIn
from tests.desk.test_search_page import Addresses

pytestmark = pytest.mark.django_db


@pytest.fixture
def lantern(jiwoo: User) -> Organization:
    """A company that asks."""
    return account_actions.find_or_make_organization("등불 유통", by=jiwoo)


def index() -> None:
    """Index what all events so far tell, as the pipeline does in their transactions."""
    index_what_changed(list(Event.objects.order_by("pk")))
    index_people(list(User.objects.values_list("pk", flat=True)))


def test_people_lead_to_their_page_and_organizations_to_theirs(
    signed_in: SignedIn, mina: User, jun: User, open_ticket: OpenTicket, noor: User, lantern: Organization
) -> None:
    open_ticket("등불이 안 켜져요", requester=noor)
    index()
    browser = signed_in(mina)
    for page in ("/desk/search/", "/desk/find/"):
        assert (
            f"/desk/people/{noor.pk}/" in Addresses(browser.get(page, {"q": "Noor"}).content.decode()).found
        )
        of_lantern = Addresses(browser.get(page, {"q": "등불"}).content.decode()).found
        assert f"/desk/organizations/{lantern.pk}/" in of_lantern
        assert (
            f"/desk/people/{jun.pk}/"
            not in Addresses(browser.get(page, {"q": "박준"}).content.decode()).found
        )
    every = browser.get("/desk/search/", {"q": "등불", "kind": "organizations"}).content.decode()
    assert "<mark>등불</mark> 유통" in every


def test_all_people_of_a_name_are_shown_page_by_page_and_each_once(
    signed_in: SignedIn, mina: User, seoa: User
) -> None:
    made = [person(f"minsu{nth}@example.com", f"김민수 {nth}", Role.REQUESTER) for nth in range(50)]
    index()
    browser = signed_in(mina)
    page = browser.get("/desk/search/", {"q": "김민수", "kind": "people"}).content.decode()
    assert "5+</span>" in page
    found = [one for one in Addresses(page).found if one.startswith("/desk/people/")]
    more = Addresses(page).more()
    assert more is not None
    part = browser.get(more, headers={"HX-Request": "true", "HX-Target": "found-more"}).content.decode()
    assert "<html" not in part
    found += [one for one in Addresses(part).found if one.startswith("/desk/people/")]
    assert Addresses(part).more() is None
    assert [one for one in found if one != "/desk/people/"] == [
        f"/desk/people/{one.pk}/" for one in made[::-1]
    ]


def test_who_sees_little_finds_few_people_and_organizations(
    signed_in: SignedIn, haneul: User, open_ticket: OpenTicket, noor: User, lantern: Organization
) -> None:
    open_ticket("환불", requester=noor)
    index()
    browser = signed_in(haneul)
    for kind in ("tickets", "people", "organizations"):
        for asked in ("Noor", "등불"):
            page = browser.get("/desk/search/", {"q": asked, "kind": kind}).content.decode()
            assert f"/desk/people/{noor.pk}/" not in page
            assert f"/desk/organizations/{lantern.pk}/" not in page


def test_a_kind_that_is_none_and_a_made_up_cursor_are_not_there(signed_in: SignedIn, mina: User) -> None:
    browser = signed_in(mina)
    assert browser.get("/desk/search/?q=환불&kind=secrets").status_code == 404
    assert browser.get("/desk/search/?q=환불&kind=people&cursor=x").status_code == 404


@pytest.mark.parametrize("kind", ["tickets", "people", "organizations"])
def test_a_page_costs_the_same_however_much_it_finds(
    signed_in: SignedIn, mina: User, jiwoo: User, open_ticket: OpenTicket, kind: str
) -> None:
    browser = signed_in(mina)

    def queries() -> int:
        index()
        browser.get("/desk/search/", {"q": "민수", "kind": kind})
        with CaptureQueriesContext(connection) as captured:
            assert browser.get("/desk/search/", {"q": "민수", "kind": kind}).status_code == 200
        return len(captured)

    def add(first: int, end: int) -> None:
        for nth in range(first, end):
            open_ticket("민수", requester=person(f"minsu{nth}@example.com", f"김민수 {nth}", Role.REQUESTER))
            account_actions.find_or_make_organization(f"민수 {nth}", by=jiwoo)

    add(0, 6)
    few = queries()
    add(6, 16)
    assert queries() == few
    assert few <= 15 + (connection.vendor == "postgresql"), "which reads on where words are near"


def test_keys_and_values_are_offered_while_somebody_types(
    signed_in: SignedIn, mina: User, jun: User, payments: Team, ticket: Ticket
) -> None:
    actions.tag(ticket, add=["vip"], by=None)
    browser = signed_in(mina)

    def offered(text: str) -> dict[str, str]:
        choices = json.loads(browser.get("/desk/search/suggest/", {"q": text}).content)["choices"]
        return {one["label"]: one["value"] for one in choices}

    assert offered("환불 상")["상태:"] == "환불 상태:"
    assert offered("sta")["상태:"] == "상태:"
    assert offered("-태")["태그:"] == "-태그:"
    assert offered("상태:보") == {"보류": "상태:보류 "}
    assert offered("상태:보류,진")['"진행 중"'] == '상태:보류,"진행 중" '
    assert offered("담당:나") == {}
    assert offered("담당:")["나"] == "담당:나 "
    assert offered("담당자:박")["박준"] == "담당자:박준 "
    assert offered("태그:v")["vip"] == "태그:vip "
    assert offered("접수>=")["오늘"] == "접수>=오늘 "
    for nothing in ("", "s", "환불 ", "re:", "상태:보류"):
        assert offered(nothing) == {}


@pytest.mark.parametrize("text", ["status:", "tag:", "assignee:", "created>", "담당자:박", "sta", "환불"])
def test_what_is_offered_costs_one_query_at_most(mina: User, ticket: Ticket, text: str) -> None:
    suggested(text, mina)
    with CaptureQueriesContext(connection) as captured:
        suggested(text, mina)
    assert len(captured) <= 1


def test_recent_searches_are_shown_and_forgotten_one_by_one_and_all(signed_in: SignedIn, mina: User) -> None:
    browser = signed_in(mina)
    for text in ("환불", "<b>배송</b>", "상태:보류"):
        assert browser.post("/desk/search/recent/", {"q": text}).status_code == 204
    for page in ("/desk/search/", "/desk/find/"):
        shown = browser.get(page).content.decode()
        assert shown.index("상태:보류") < shown.index("&lt;b&gt;배송")
    browser.post("/desk/search/recent/forget/", {"search": recent_of(mina)[1].pk})
    assert [one.text for one in recent_of(mina)] == ["상태:보류", "환불"]
    browser.post("/desk/search/recent/forget/")
    assert recent_of(mina) == []


def test_looking_at_results_changes_nothing_by_itself(signed_in: SignedIn, mina: User) -> None:
    signed_in(mina).get("/desk/search/?q=환불")
    assert recent_of(mina) == []


def test_recent_searches_are_nobody_elses(signed_in: SignedIn, mina: User, jun: User) -> None:
    remember(mina, "남의 환불")
    browser = signed_in(jun)
    assert "남의 환불" not in browser.get("/desk/search/").content.decode()
    browser.post("/desk/search/recent/forget/", {"search": recent_of(mina)[0].pk})
    browser.post("/desk/search/recent/forget/", {"search": "9" * 30})
    assert [one.text for one in recent_of(mina)] == ["남의 환불"]


def test_a_view_is_begun_with_the_conditions_of_a_search(signed_in: SignedIn, mina: User) -> None:
    browser = signed_in(mina)
    page = browser.get("/desk/search/", {"q": "상태:보류 담당:나 환불"}).content.decode()
    address = next(one for one in Addresses(page).found if one.startswith("/desk/views/new/"))
    editor = unescape(browser.get(address).content.decode())
    assert '{"attribute": "status", "operator": "is", "value": ["on_hold"]}' in editor
    assert '{"attribute": "assignee", "operator": "is", "value": ["me"]}' in editor
    assert "“환불”: 보기에는 조건만 담기므로 이 말은 빠집니다." in editor
    assert "/desk/views/new/" not in browser.get("/desk/search/", {"q": "환불"}).content.decode()
