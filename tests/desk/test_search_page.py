"""The page of all that a search finds."""

from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madang.accounts.models import Team, User
from madang.history.models import Event
from madang.search.index import index_people
from madang.search.reactions import index_what_changed
from madang.tickets import actions
from madang.tickets.models import Ticket
from tests.cast import OpenTicket
from tests.desk.conftest import SignedIn

pytestmark = pytest.mark.django_db


class Addresses(HTMLParser):
    """The addresses of all links of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found.append(dict(attrs).get("href") or "")

    def of_tickets(self) -> list[int]:
        return [int(one.split("/")[3]) for one in self.found if one.startswith("/desk/open/")]

    def more(self) -> str | None:
        return next((one for one in self.found if "cursor=" in one), None)


def index() -> None:
    """Index what all events so far tell, as the pipeline does in their transactions."""
    index_what_changed(list(Event.objects.order_by("pk")))


def test_all_results_are_shown_page_by_page_and_each_once(
    signed_in: SignedIn, mina: User, open_ticket: OpenTicket
) -> None:
    numbers = [open_ticket(f"환불 문의 {nth}").number for nth in range(70)]
    index()
    browser = signed_in(mina)
    page = browser.get("/desk/search/?q=환불").content.decode()
    assert '<span class="quiet figures">70</span>' in page
    found, more = Addresses(page).of_tickets(), Addresses(page).more()
    headers = {"HX-Request": "true", "HX-Target": "found-more"}
    while more is not None:
        part = browser.get(more, headers=headers).content.decode()
        assert "<html" not in part
        found, more = found + Addresses(part).of_tickets(), Addresses(part).more()
    assert found == sorted(numbers, reverse=True)


def test_the_next_page_is_a_page_of_its_own_too(
    signed_in: SignedIn, mina: User, open_ticket: OpenTicket
) -> None:
    for nth in range(35):
        open_ticket(f"환불 문의 {nth}")
    index()
    browser = signed_in(mina)
    more = Addresses(browser.get("/desk/search/?q=환불").content.decode()).more()
    assert more is not None
    page = browser.get(more).content.decode()
    assert "<html" in page
    assert len(Addresses(page).of_tickets()) == 5


def test_found_words_are_marked_and_markup_is_shown_as_it_was_written(
    signed_in: SignedIn, mina: User, open_ticket: OpenTicket
) -> None:
    open_ticket("<b>환불</b> 언제 되나요", text="<script>환불</script>")
    index()
    page = signed_in(mina).get("/desk/search/?q=환불").content.decode()
    assert "&lt;b&gt;<mark>환불</mark>&lt;/b&gt;" in page
    assert "<script>환불" not in page


def test_a_colleague_leads_to_what_is_found_by_their_address(
    signed_in: SignedIn, mina: User, jun: User, open_ticket: OpenTicket
) -> None:
    open_ticket("환불 문의")
    index_people([jun.pk])
    browser = signed_in(mina)
    page = browser.get("/desk/search/?q=박준").content.decode()
    assert "/desk/search/?q=jun%40lantern.example" in Addresses(page).found


def test_what_is_only_similar_is_called_so(signed_in: SignedIn, mina: User, open_ticket: OpenTicket) -> None:
    open_ticket("배송 조회", text="배송이 언제 오나요?")
    index()
    page = signed_in(mina).get("/desk/search/?q=배송 코끼리").content.decode()
    assert "비슷한 문의" in page
    assert "찾는 말이 모두 들어 있지는 않습니다." in page


def test_nothing_out_of_sight_is_found(
    signed_in: SignedIn, haneul: User, open_ticket: OpenTicket, payments: Team, jun: User, noor: User
) -> None:
    hidden = open_ticket("환불 문의", requester=noor)
    actions.move(hidden, to=payments, by=jun)
    index()
    browser = signed_in(haneul)
    for asked in ("환불", "Noor", str(hidden.number), "noor.haddad@example.com"):
        page = browser.get("/desk/search/", {"q": asked}).content.decode()
        assert "/desk/open/" not in page
        assert "에 맞는 것이 없습니다" in page


@pytest.mark.parametrize("asked", ["%00", "", "가" * 500, "%22%3E%3Cscript%3E", "%F0%9F%98%80", "%E2%80%AE"])
def test_odd_words_find_nothing_and_harm_nothing(
    signed_in: SignedIn, mina: User, ticket: Ticket, asked: str
) -> None:
    answer = signed_in(mina).get(f"/desk/search/?q={asked}")
    assert answer.status_code == 200
    assert "><script>" not in answer.content.decode()
    assert ticket.subject not in answer.content.decode()


def test_a_search_costs_the_same_however_much_it_finds(
    signed_in: SignedIn, mina: User, open_ticket: OpenTicket
) -> None:
    browser = signed_in(mina)

    def queries() -> int:
        index()
        browser.get("/desk/search/?q=환불")
        with CaptureQueriesContext(connection) as captured:
            assert browser.get("/desk/search/?q=환불").status_code == 200
        return len(captured)

    for nth in range(6):
        open_ticket(f"환불 문의 {nth}")
    few = queries()
    for nth in range(20):
        open_ticket(f"환불 요청 {nth}")
    assert queries() == few
    assert few <= 11 + (connection.vendor == "postgresql"), "which reads on where words are near"


def test_what_cannot_be_meant_is_said_beside_the_field_and_the_rest_is_searched(
    signed_in: SignedIn, mina: User, open_ticket: OpenTicket
) -> None:
    ticket = open_ticket("환불 문의")
    index()
    page = signed_in(mina).get("/desk/search/", {"q": "상태:xyz 접수:오늘 환불"}).content.decode()
    assert "“xyz” 값은 없습니다. 쓸 수 있는 값: 신규, &quot;진행 중&quot;" in page
    assert "만든 때: 2" in page
    assert Addresses(page).of_tickets() == [ticket.number]
