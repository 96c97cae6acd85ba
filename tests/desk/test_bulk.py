"""Many tickets at once on the pages: chosen or all of a list, begun once, shown to who began it alone."""

import pytest

from madang.accounts.models import User
from madang.tickets.models import BulkRun, Priority, Ticket
from tests.cast import OpenTicket
from tests.desk.conftest import SignedIn

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_chosen_is_changed_and_the_report_is_ones_own(
    signed_in: SignedIn, open_ticket: OpenTicket, mina: User, jun: User
) -> None:
    chosen = [open_ticket("하나"), open_ticket("둘")]
    open_ticket("셋")
    browser = signed_in(mina)
    numbers = ",".join(str(ticket.number) for ticket in chosen)
    page = browser.get(f"/desk/bulk/new/?numbers={numbers}&list=open")
    assert "문의 2건 변경" in page.content.decode()
    pressed = {"numbers": numbers, "priority": "4", "key": "a"}
    answer = browser.post("/desk/bulk/new/", pressed)
    assert browser.post("/desk/bulk/new/", pressed)["Location"] == answer["Location"]
    assert Ticket.objects.filter(priority=Priority.URGENT).count() == 2
    assert BulkRun.objects.count() == 1
    assert "2 / 2" in browser.get(answer["Location"]).content.decode()
    assert signed_in(jun).get(answer["Location"]).status_code == 404


def test_all_of_a_list_are_those_that_the_person_sees(
    signed_in: SignedIn, open_ticket: OpenTicket, mina: User
) -> None:
    for nth in range(3):
        open_ticket(f"{nth}번째")
    browser = signed_in(mina)
    assert "문의 3건 변경" in browser.get("/desk/bulk/new/?which=all&list=open").content.decode()
    assert browser.get("/desk/bulk/new/?which=all&list=view-99").status_code == 404
    mina.reach = "assigned"
    mina.save()
    page = signed_in(mina).get("/desk/bulk/new/?which=all&list=open").content.decode()
    assert "고른 문의가 없습니다" in page


def test_what_is_pressed_without_a_key_is_never_taken_for_what_was_done_before(
    signed_in: SignedIn, open_ticket: OpenTicket, mina: User
) -> None:
    browser = signed_in(mina)
    for ticket in (open_ticket("하나"), open_ticket("둘")):
        browser.post("/desk/bulk/new/", {"numbers": str(ticket.number), "priority": "4"})
    assert Ticket.objects.filter(priority=Priority.URGENT).count() == 2


def test_nothing_chosen_to_change_is_said_and_what_was_done_is_taken_back(
    signed_in: SignedIn, ticket: Ticket, mina: User
) -> None:
    browser = signed_in(mina)
    assert browser.post("/desk/bulk/new/", {"numbers": str(ticket.number), "key": "a"}).status_code == 422
    answer = browser.post("/desk/bulk/new/", {"numbers": str(ticket.number), "tag": "vip", "key": "b"})
    assert ticket.tags.count() == 1
    browser.post(f"{answer['Location']}act/", {"do": "undo"})
    assert ticket.tags.count() == 0
    assert BulkRun.objects.count() == 2
    assert browser.get("/desk/bulk/").status_code == 200
