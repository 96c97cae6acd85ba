"""Fields beside the conversation: filled in at once, undone, refused in words."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madang.accounts.models import User
from madang.tickets import actions
from madang.tickets.models import Field, FieldKind, FieldValue, Status, Ticket
from tests.cast import OpenTicket
from tests.desk.conftest import SignedIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def amount() -> Field:
    """A number."""
    return actions.make_field({"ko": "금액", "en": "Amount"}, kind=FieldKind.NUMBER, by=None)


def test_a_field_is_filled_in_undone_and_told(
    signed_in: SignedIn, mina: User, ticket: Ticket, amount: Field
) -> None:
    browser = signed_in(mina)
    address = f"/desk/tickets/{ticket.number}/fields/{amount.pk}/"
    assert browser.post(address, {"value": "12,500"}).json() == {"before": {"value": [""]}}
    assert browser.post(address, {"value": "900"}).json() == {"before": {"value": ["12500"]}}
    page = browser.get(f"/desk/open/{ticket.number}/?activity").content.decode()
    assert 'value="900"' in page
    assert "금액" in page
    assert "채웠습니다" in page
    refused = browser.post(address, {"value": "many"})
    assert refused.status_code == 409
    assert "숫자" in refused.json()["detail"]
    assert FieldValue.objects.get().number == 900
    browser.post(address, {"value": ""})
    assert not FieldValue.objects.exists()


def test_a_retired_field_is_shown_as_such_and_can_not_be_changed(
    signed_in: SignedIn, mina: User, ticket: Ticket, amount: Field
) -> None:
    browser = signed_in(mina)
    actions.set_field(ticket, amount, ["900"], by=mina)
    actions.retire_field(amount, by=None)
    page = browser.get(f"/desk/open/{ticket.number}/").content.decode()
    assert "(사용 중지)" in page
    address = f"/desk/tickets/{ticket.number}/fields/{amount.pk}/"
    assert address not in page
    assert browser.post(address, {"value": "1"}).status_code == 409
    actions.remove_field(amount, by=None, most=10)
    assert "삭제되었습니다" in browser.post(address, {"value": "1"}).json()["detail"]


def test_a_file_in_a_field_is_fetched_by_those_who_see_the_ticket(
    signed_in: SignedIn, mina: User, haneul: User, ticket: Ticket
) -> None:
    field = actions.make_field({"ko": "영수증"}, kind=FieldKind.FILE, by=None)
    address = f"/desk/tickets/{ticket.number}/fields/{field.pk}/"
    browser = signed_in(mina)
    assert browser.get(f"{address}file/").status_code == 404
    browser.post(address, {"file": SimpleUploadedFile("영수증.txt", b"1")})
    answer = browser.get(f"{address}file/")
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    assert signed_in(haneul).get(f"{address}file/").status_code == 404


def test_colleagues_and_the_customer_can_be_linked_and_other_customers_are_not_told(
    signed_in: SignedIn, mina: User, jun: User, noor: User, ticket: Ticket
) -> None:
    browser = signed_in(mina)

    def offered(typed: str) -> list[str]:
        answer = browser.get(f"/desk/tickets/{ticket.number}/people/", {"q": typed})
        return [one["label"] for one in answer.json()["choices"]]

    assert offered("준") == ["박준"]
    assert offered("윤서") == ["윤서아"]
    assert offered("Noor") == []


def test_who_may_not_change_the_ticket_reads_what_is_in_its_fields(
    signed_in: SignedIn, mina: User, ticket: Ticket, amount: Field
) -> None:
    actions.set_field(ticket, amount, ["12500"], by=mina)
    actions.change_status(ticket, to=Status.CLOSED, by=mina)
    page = signed_in(mina).get(f"/desk/open/{ticket.number}/").content.decode()
    assert "12,500" in page
    assert f"/fields/{amount.pk}/" not in page


def test_the_pane_costs_the_same_with_few_and_with_many_fields(
    signed_in: SignedIn, mina: User, ticket: Ticket, amount: Field
) -> None:
    browser = signed_in(mina)

    def queries() -> int:
        browser.get(f"/desk/open/{ticket.number}/")
        with CaptureQueriesContext(connection) as captured:
            browser.get(f"/desk/open/{ticket.number}/")
        return len(captured)

    actions.set_field(ticket, amount, ["1"], by=mina)
    few = queries()
    for number in range(8):
        field = actions.make_field({"ko": f"항목 {number}"}, kind=FieldKind.DROPDOWN, by=None)
        actions.add_option(field, {"ko": "하나"}, by=None)
        actions.set_field(ticket, field, ["option"], by=mina)
    assert queries() == few


def test_tags_are_offered_the_most_used_first_and_not_what_the_ticket_has(
    signed_in: SignedIn, mina: User, ticket: Ticket, open_ticket: OpenTicket
) -> None:
    actions.tag(ticket, add=["환불"], by=mina)
    for place, names in enumerate((["이중결제", "결제"], ["이중결제"], ["이중결제", "환불-지연"], ["결제"])):
        actions.tag(open_ticket(str(place)), add=names, by=mina)
    browser = signed_in(mina)

    def offered(typed: str) -> list[str]:
        answer = browser.get(f"/desk/tickets/{ticket.number}/tags/", {"q": typed})
        return [one["value"] for one in answer.json()["choices"]]

    assert offered("") == ["이중결제", "결제", "환불-지연"]
    assert offered("결제") == ["결제", "이중결제"], "what begins with it comes first"
    assert offered("환불") == ["환불-지연"]
    assert offered("없는 것") == []
