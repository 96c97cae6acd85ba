"""Merging two customers in the workspace: seen before, done, undone; and refused in words."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from madang.accounts import actions as of_people
from madang.accounts.models import CustomerMerge, User
from madang.accounts.roles import Reach, Role
from madang.desk.sentences import sentences_of
from madang.history.models import Event
from madang.lib.jobs import run_pending
from madang.search.reactions import index_what_changed
from madang.tickets import actions
from madang.tickets.models import Ticket
from tests.cast import OpenTicket, person
from tests.desk.conftest import SignedIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(open_ticket: OpenTicket) -> User:
    """The customer 서아 once more, by her company's address."""
    made = person("seoa@work.example", "윤서아", Role.REQUESTER)
    open_ticket("회사에서 물어요", requester=made)
    return made


def test_who_is_called_the_same_is_proposed_first(
    signed_in: SignedIn, mina: User, seoa: User, other: User, noor: User, open_ticket: OpenTicket
) -> None:
    open_ticket(), open_ticket(requester=noor)
    index_what_changed(list(Event.objects.order_by("pk")))
    page = signed_in(mina).get(f"/desk/people/{seoa.pk}/merge/").content.decode()
    assert re.findall(r"\?with=(\d+)", page) == [str(other.pk)]
    found = signed_in(mina).get(
        f"/desk/people/{seoa.pk}/merge/?q=haddad", headers={"HX-Request": "true", "HX-Target": "people-rows"}
    )
    assert re.findall(r"\?with=(\d+)", found.content.decode()) == [str(noor.pk)]


def test_the_preview_says_what_goes_where_and_changes_nothing(
    signed_in: SignedIn, mina: User, seoa: User, other: User, ticket: object
) -> None:
    of_people.change_customer(seoa, by=mina, language="ko", notes="전화가 편하다")
    of_people.change_customer(other, by=mina, language="en", name="Seoa", notes="회사 계정")
    of_people.tag_customer(other, by=mina, add=["vip"])
    page = signed_in(mina).get(f"/desk/people/{seoa.pk}/merge/?with={other.pk}").content.decode()
    after = page[page.index("merge-after") :]
    for word in (
        "seoa.yoon@example.com",
        "seoa@work.example",
        "문의 2건",
        "vip",
        "전화가 편하다",
        "회사 계정",
    ):
        assert word in after
    assert re.findall(r'name="(\w+)" value="theirs"', after) == ["name", "email", "language"]
    assert not CustomerMerge.objects.exists()


def test_what_was_chosen_wins_and_the_page_of_the_other_is_the_ones(
    signed_in: SignedIn, mina: User, seoa: User, other: User, ticket: object
) -> None:
    browser = signed_in(mina)
    answer = browser.post(
        f"/desk/people/{seoa.pk}/merge/", {"with": other.pk, "email": "theirs", "name": "own"}
    )
    assert answer["Location"] == f"/desk/people/{seoa.pk}/"
    assert User.objects.get(pk=seoa.pk).email == "seoa@work.example"
    page = browser.get(f"/desk/people/{seoa.pk}/").content.decode()
    assert "윤서아 님을 이 고객과 합쳤습니다" in page
    assert "회사에서 물어요" in page
    assert browser.get(f"/desk/people/{other.pk}/")["Location"] == f"/desk/people/{seoa.pk}/"
    people = browser.get("/desk/people/").content.decode()
    assert re.findall(r'person-line" href="/desk/people/(\d+)/"', people) == [str(seoa.pk)]


def test_a_merge_is_undone_on_the_page_of_the_one(
    signed_in: SignedIn, mina: User, seoa: User, other: User, ticket: object
) -> None:
    browser = signed_in(mina)
    browser.post(f"/desk/people/{seoa.pk}/merge/", {"with": other.pk})
    merge = CustomerMerge.objects.get()
    address = f"/desk/people/{seoa.pk}/part/"
    assert browser.post(address, {"merge": "x"}).status_code == 404
    assert browser.post(f"/desk/people/{other.pk}/part/", {"merge": merge.pk}).status_code == 404
    assert browser.post(address, {"merge": merge.pk}).status_code == 302
    run_pending()
    page = browser.get(f"/desk/people/{seoa.pk}/").content.decode()
    assert "다시 두 고객으로 나눴습니다" in page
    assert 'id="merged"' not in page
    assert "회사에서 물어요" in browser.get(f"/desk/people/{other.pk}/").content.decode()


def test_what_can_not_be_merged_is_said_in_words(
    signed_in: SignedIn, mina: User, seoa: User, other: User
) -> None:
    browser = signed_in(mina)
    for method in (browser.get, browser.post):
        answer = method(f"/desk/people/{seoa.pk}/merge/", {"with": seoa.pk})
        assert answer.status_code == 422
        assert "같은 고객끼리는" in answer.content.decode()
    browser.post(f"/desk/people/{seoa.pk}/merge/", {"with": other.pk})
    again = browser.get(f"/desk/people/{other.pk}/merge/?with={seoa.pk}")
    assert again["Location"] == f"/desk/people/{seoa.pk}/"
    late = browser.post(f"/desk/people/{other.pk}/change/", {"name": "x"})
    assert (late.status_code, "윤서아" in late.json()["detail"]) == (409, True)
    for wrong in (mina.pk, 0, "x", "9" * 30):
        assert browser.post(f"/desk/people/{seoa.pk}/merge/", {"with": wrong})["Location"].endswith("/merge/")
    assert CustomerMerge.objects.count() == 1


def test_the_activity_of_a_ticket_says_that_its_customer_changed(mina: User, noor: User, other: User) -> None:
    actions.merge_customers(other, into=noor, by=mina)
    with translation.override("ko"):
        said = sentences_of(noor.tickets.get(subject="회사에서 물어요"))
    assert said[-1].text == "김민아 님이 고객을 윤서아 님에서 Noor Haddad 님으로 바꿨습니다"


def test_the_preview_asks_the_database_as_often_for_many_tickets_as_for_one(
    signed_in: SignedIn, mina: User, seoa: User, noor: User, open_ticket: OpenTicket
) -> None:
    browser = signed_in(mina)

    def counted() -> int:
        browser.get(f"/desk/people/{seoa.pk}/merge/?with={noor.pk}")
        with CaptureQueriesContext(connection) as asked:
            browser.get(f"/desk/people/{seoa.pk}/merge/?with={noor.pk}")
        return len(asked)

    open_ticket(), open_ticket(requester=noor)
    few = counted()
    for nth in range(5):
        open_ticket(f"{nth}", requester=noor)
        of_people.tag_customer(noor, by=mina, add=[f"tag {nth}"])
    assert counted() == few
    assert few <= 15


def test_who_may_be_the_same_is_told_on_both_pages_and_beside_the_ticket_until_dismissed(
    signed_in: SignedIn, mina: User, haneul: User, seoa: User, other: User, ticket: Ticket
) -> None:
    of_people.liken(seoa, other, why="address", detail="seoa.yoon@example.com")
    browser = signed_in(mina)
    places = (f"/desk/people/{seoa.pk}/", f"/desk/people/{other.pk}/", f"/desk/open/{ticket.number}/")
    for place in places:
        page = browser.get(place).content.decode()
        assert "서명에 상대의 주소가 있음: seoa.yoon@example.com" in page
        assert page.count('class="alike"') == 1
    assert 'class="alike"' not in signed_in(haneul).get(places[0]).content.decode()
    answer = browser.post(
        f"/desk/people/{seoa.pk}/different/", {"other": other.pk}, headers={"HX-Request": "true"}
    )
    assert (answer.status_code, answer.content) == (200, b"")
    for place in places:
        assert 'class="alike"' not in browser.get(place).content.decode()


def test_nobody_is_told_of_a_customer_whom_they_do_not_see(
    signed_in: SignedIn, mina: User, seoa: User, noor: User, ticket: Ticket
) -> None:
    User.objects.filter(pk=mina.pk).update(reach=Reach.ASSIGNED)
    actions.assign(ticket, to=mina, by=None)
    of_people.liken(seoa, noor, why="organization")
    assert 'class="alike"' not in signed_in(mina).get(f"/desk/people/{seoa.pk}/").content.decode()
