"""What agents get to see, who may see it, and what a page costs."""

import json
import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from madang.accounts.models import Team, User
from madang.tickets import actions
from madang.tickets.models import Status, Ticket
from tests.cast import OpenTicket
from tests.desk.conftest import SignedIn

pytestmark = pytest.mark.django_db


def queries(client: Client, address: str) -> int:
    """How many queries a page takes."""
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_desk_opens_on_ones_own_tickets(signed_in: SignedIn, mina: User) -> None:
    assert signed_in(mina).get("/desk/")["Location"] == "/desk/mine/"


def test_who_is_not_signed_in_signs_in_first(client: Client, ticket: Ticket) -> None:
    answer = client.get(f"/desk/open/{ticket.number}/")
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"?next=/desk/open/{ticket.number}/")


def test_a_part_of_a_page_asked_for_after_the_session_ended_leads_to_sign_in(
    client: Client, desk: object
) -> None:
    answer = client.get(
        "/desk/mine/", headers={"HX-Request": "true", "HX-Current-URL": "http://127.0.0.1/desk/mine/"}
    )
    assert "HX-Redirect" in answer


def test_a_customer_is_sent_to_the_door(signed_in: SignedIn, seoa: User) -> None:
    assert signed_in(seoa).get("/desk/mine/")["Location"].startswith("/accounts/login/")


def test_a_ticket_out_of_sight_is_as_if_it_was_not_there(
    signed_in: SignedIn, haneul: User, jun: User, ticket: Ticket, payments: Team
) -> None:
    actions.move(ticket, to=payments, by=jun)
    browser = signed_in(haneul)
    for address in (
        f"/desk/open/{ticket.number}/",
        f"/desk/tickets/{ticket.number}/messages/",
        f"/desk/messages/{ticket.messages.get().pk}/mail/",
        "/desk/open/999999/",
    ):
        assert browser.get(address).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/desk/open/99999999999999999999999/",
        "/desk/tickets/99999999999999999999999/messages/",
        "/desk/files/99999999999999999999999/x",
        "/desk/messages/99999999999999999999999/mail/",
        "/desk/open/rows/?after=nonsense",
        "/desk/search/?q=x&cursor=nonsense",
        "/desk/nothing/",
    ],
)
def test_an_address_that_was_made_up_is_not_there(signed_in: SignedIn, mina: User, address: str) -> None:
    assert signed_in(mina).get(address).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/desk/open/rows/?only=x,99999999999999999999999,-1,",
        "/desk/find/?q=%00",
        "/desk/find/?q=",
        "/desk/find/?q=" + "가" * 500,
    ],
)
def test_odd_questions_find_nothing(signed_in: SignedIn, mina: User, address: str, ticket: Ticket) -> None:
    answer = signed_in(mina).get(address)
    assert answer.status_code == 200
    assert ticket.subject not in answer.content.decode()


def test_numbers_as_long_as_a_book_are_no_numbers(signed_in: SignedIn, mina: User, ticket: Ticket) -> None:
    browser, book = signed_in(mina), "9" * 5000
    for given in ({"priority": book}, {"team": book}, {"assignee": book}, {"macro": book}, {"link": book}):
        answer = browser.post(f"/desk/tickets/{ticket.number}/change/", given)
        assert answer.status_code in {200, 409}
    assert Ticket.objects.get().priority == ticket.priority


def test_a_list_that_is_not_the_persons_is_not_there(
    signed_in: SignedIn, haneul: User, payments: Team
) -> None:
    assert signed_in(haneul).get(f"/desk/team-{payments.pk}/").status_code == 404


def test_the_page_asks_for_the_ticket_alone_and_gets_it_with_its_title(
    signed_in: SignedIn, mina: User, ticket: Ticket
) -> None:
    answer = signed_in(mina).get(
        f"/desk/open/{ticket.number}/", headers={"HX-Request": "true", "HX-Target": "opened"}
    )
    shown = answer.content.decode()
    assert f"<title>결제가 두 번 됐어요 #{ticket.number}" in shown
    assert "확인 부탁드려요." in shown
    assert "<html" not in shown
    assert "HX-Target" in answer["Vary"]


def test_an_empty_list_says_what_to_do_next(signed_in: SignedIn, mina: User, desk: object) -> None:
    shown = signed_in(mina).get("/desk/mine/").content.decode()
    assert "담당자 없는 문의를 맡거나" in shown


def test_names_and_subjects_with_markup_are_shown_as_they_are_written(
    signed_in: SignedIn, mina: User, open_ticket: OpenTicket, noor: User
) -> None:
    User.objects.filter(pk=noor.pk).update(name="<img src=x onerror=alert(1)>")
    noor.refresh_from_db()
    ticket = open_ticket("<script>alert(1)</script>", requester=noor, text="<b>bold?</b>")
    shown = signed_in(mina).get(f"/desk/open/{ticket.number}/").content.decode()
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown
    assert "&lt;b&gt;bold?&lt;/b&gt;" in shown


def test_a_list_costs_the_same_with_few_and_with_many_tickets(
    signed_in: SignedIn, mina: User, open_ticket: OpenTicket
) -> None:
    browser = signed_in(mina)
    actions.tag(open_ticket(), add=["one"], by=mina)
    few = queries(browser, "/desk/open/")
    for number in range(15):
        actions.tag(open_ticket(str(number)), add=[f"tag {number}"], by=mina)
    assert queries(browser, "/desk/open/") == few
    assert few <= 13


def test_a_ticket_costs_the_same_with_few_and_with_many_messages(
    signed_in: SignedIn, mina: User, ticket: Ticket, open_ticket: OpenTicket
) -> None:
    browser = signed_in(mina)
    address = f"/desk/open/{ticket.number}/"
    actions.reply(ticket, by=mina, body_text="first")
    few = queries(browser, address)
    for number in range(10):
        actions.reply(ticket, by=mina, body_text=str(number))
        actions.note(ticket, by=mina, body_text=str(number))
        open_ticket(str(number))
    assert queries(browser, address) == few


def test_the_counts_alone_can_be_asked_for(signed_in: SignedIn, mina: User, ticket: Ticket) -> None:
    assert signed_in(mina).get("/desk/counts/").json()["unassigned"] == "1"


def test_rows_that_are_asked_for_again_bring_the_counts_along(
    signed_in: SignedIn, mina: User, ticket: Ticket
) -> None:
    page = signed_in(mina).get(f"/desk/unassigned/rows/?counts&only={ticket.number}").content.decode()
    assert f'data-number="{ticket.number}"' in page
    counts = re.search(r'data-counts="([^"]+)"', page)
    assert counts is not None
    assert json.loads(unescape(counts[1]))["unassigned"] == "1"


def test_earlier_messages_come_when_they_are_asked_for(
    signed_in: SignedIn, mina: User, ticket: Ticket
) -> None:
    for number in range(45):
        actions.note(ticket, by=mina, body_text=f"note {number}.")
    browser = signed_in(mina)
    shown = browser.get(f"/desk/tickets/{ticket.number}/messages/").content.decode()
    assert "note 44." in shown
    assert "확인 부탁드려요." not in shown
    oldest = ticket.messages.order_by("-pk")[39]
    assert f"?before={oldest.pk}" in shown
    earlier = browser.get(f"/desk/tickets/{ticket.number}/messages/?before={oldest.pk}").content.decode()
    assert "확인 부탁드려요." in earlier
    assert "note 44." not in earlier


def test_a_new_ticket_shows_that_its_customer_has_an_open_one_and_merges_into_it(
    signed_in: SignedIn, mina: User, open_ticket: OpenTicket
) -> None:
    first, second = open_ticket("first"), open_ticket("second")
    browser = signed_in(mina)
    page = browser.get(f"/desk/open/{second.number}/").content.decode()
    assert f'{{"merge": "{first.number}"}}' in page
    assert (
        f'{{"merge": "{second.number}"}}' not in browser.get(f"/desk/open/{first.number}/").content.decode()
    )

    done = browser.post(f"/desk/tickets/{second.number}/change/", {"merge": first.number})
    assert done.json() == {"before": {"unmerge": "1"}}
    whole = browser.get(f"/desk/open/{first.number}/").content.decode()
    assert whole.count('class="msg') == 2
    assert f"#{second.number}" in whole
    assert f"/desk/open/{first.number}/" in browser.get(f"/desk/open/{second.number}/").content.decode()

    browser.post(f"/desk/tickets/{second.number}/change/", done.json()["before"])
    assert browser.get(f"/desk/open/{first.number}/").content.decode().count('class="msg') == 1


def test_a_merge_that_makes_no_sense_says_why_and_changes_nothing(
    signed_in: SignedIn, mina: User, ticket: Ticket
) -> None:
    answer = signed_in(mina).post(f"/desk/tickets/{ticket.number}/change/", {"merge": ticket.number})
    assert answer.status_code == 409
    assert answer.json()["detail"]
    assert signed_in(mina).post(f"/desk/tickets/{ticket.number}/change/", {"merge": "x"}).status_code == 404


def test_nobody_merges_into_what_they_do_not_see(
    signed_in: SignedIn, haneul: User, open_ticket: OpenTicket, jun: User, technical: Team
) -> None:
    seen, unseen = open_ticket("seen"), open_ticket("unseen")
    actions.move(seen, to=technical, by=jun)
    answer = signed_in(haneul).post(f"/desk/tickets/{seen.number}/change/", {"merge": unseen.number})
    assert answer.status_code == 404


def test_the_composer_says_who_gets_a_copy(signed_in: SignedIn, mina: User, open_ticket: OpenTicket) -> None:
    ticket = open_ticket("copied")
    ticket.messages.update(cc=["husband@example.org"])
    assert "husband@example.org" in signed_in(mina).get(f"/desk/open/{ticket.number}/").content.decode()


def test_statuses_of_the_desks_own_are_chosen_undone_and_said(
    signed_in: SignedIn, mina: User, jiwoo: User, ticket: Ticket
) -> None:
    own = actions.make_status({"ko": "물류팀 확인 중"}, category=Status.ON_HOLD, by=jiwoo)
    browser = signed_in(mina)
    address = f"/desk/tickets/{ticket.number}/change/"
    page = browser.get(f"/desk/open/{ticket.number}/").content.decode()
    assert f'{{"status": "on_hold", "own": "{own.pk}"}}' in page
    undone = browser.post(address, {"status": "on_hold", "own": own.pk}).json()["before"]
    assert undone == {"status": "new", "own": ""}
    assert "물류팀 확인 중" in browser.get("/desk/open/").content.decode()
    assert "상태를 물류팀 확인 중" in browser.get(f"/desk/open/{ticket.number}/?activity").content.decode()
    browser.post(address, {"status": "on_hold", "own": ""})
    assert browser.post(address, {"status": "open", "own": "999999"}).status_code == 409
    ticket.refresh_from_db()
    assert (ticket.status, ticket.own_status) == (Status.ON_HOLD, None)
