"""Fields of customers and organizations where they are shown: their pages, beside a ticket, when two are merged."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madang.accounts import actions as of_people
from madang.accounts.models import Organization, Team, User
from madang.tickets import actions
from madang.tickets.models import (
    CustomerFieldValue,
    Field,
    FieldKind,
    FieldSubject,
    OrganizationFieldValue,
    Ticket,
)
from tests.cast import OpenTicket
from tests.desk.conftest import SignedIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def seats(db: None) -> Field:
    """A number of customers that is shown with tickets."""
    return actions.make_field(
        {"ko": "좌석 수", "en": "Seats"},
        kind=FieldKind.NUMBER,
        subject=FieldSubject.CUSTOMER,
        beside_tickets=True,
        by=None,
    )


@pytest.fixture
def contract(db: None) -> Field:
    """A text of organizations that is shown with tickets."""
    return actions.make_field(
        {"ko": "계약", "en": "Contract"},
        kind=FieldKind.TEXT,
        subject=FieldSubject.ORGANIZATION,
        beside_tickets=True,
        by=None,
    )


@pytest.fixture
def school(mina: User, seoa: User) -> Organization:
    """The organization that Seoa belongs to."""
    made = of_people.find_or_make_organization("한빛학교", by=mina)
    of_people.put_in_organization(seoa, to=made, by=mina)
    return made


def test_a_customers_field_is_filled_in_on_their_page_and_undone(
    signed_in: SignedIn, mina: User, seoa: User, seats: Field
) -> None:
    browser = signed_in(mina)
    address = f"/desk/people/{seoa.pk}/fields/{seats.pk}/"
    assert browser.post(address, {"value": "12,500"}).json() == {"before": {"value": [""]}}
    assert browser.post(address, {"value": "900"}).json() == {"before": {"value": ["12500"]}}
    page = browser.get(f"/desk/people/{seoa.pk}/").content.decode()
    assert f'data-fill="{address}"' in page
    assert 'value="900"' in page
    refused = browser.post(address, {"value": "many"})
    assert refused.status_code == 409
    assert "숫자" in refused.json()["detail"]
    assert CustomerFieldValue.objects.get().number == 900
    browser.post(address, {"value": ""})
    assert not CustomerFieldValue.objects.exists()


def test_an_organizations_field_is_filled_in_on_its_page(
    signed_in: SignedIn, mina: User, school: Organization, contract: Field, seats: Field
) -> None:
    browser = signed_in(mina)
    address = f"/desk/organizations/{school.pk}/fields/{contract.pk}/"
    assert browser.post(address, {"value": "2026-A"}).status_code == 200
    assert 'value="2026-A"' in browser.get(f"/desk/organizations/{school.pk}/").content.decode()
    wrong = browser.post(f"/desk/organizations/{school.pk}/fields/{seats.pk}/", {"value": "1"})
    assert "삭제되었습니다" in wrong.json()["detail"], "a customer's field is none of theirs"
    actions.retire_field(contract, by=None)
    assert browser.post(address, {"value": "2027-B"}).status_code == 409
    of_people.remove_organization(school, by=mina)
    assert browser.post(address, {"value": ""}).status_code == 404
    assert not OrganizationFieldValue.objects.exists()


def test_beside_a_ticket_they_are_shown_and_changed_by_who_may(
    signed_in: SignedIn,
    mina: User,
    haneul: User,
    technical: Team,
    ticket: Ticket,
    school: Organization,
    seats: Field,
    contract: Field,
) -> None:
    hidden = actions.make_field({"ko": "생일"}, kind=FieldKind.DATE, subject=FieldSubject.CUSTOMER, by=None)
    actions.set_customer_field(ticket.requester, seats, ["1200"], by=mina)
    page = signed_in(mina).get(f"/desk/open/{ticket.number}/").content.decode()
    assert f'data-fill="/desk/people/{ticket.requester_id}/fields/{seats.pk}/"' in page
    assert f'data-fill="/desk/organizations/{school.pk}/fields/{contract.pk}/"' in page
    assert f"/fields/{hidden.pk}/" not in page
    actions.move(ticket, to=technical, by=mina)
    page = signed_in(haneul).get(f"/desk/open/{ticket.number}/").content.decode()
    assert "1,200" in page
    assert f"/fields/{seats.pk}/" not in page, "a partner reads it and does not change it"


def test_who_does_not_see_a_customer_fills_in_nothing_of_theirs(
    signed_in: SignedIn, seoa: User, seats: Field, school: Organization, contract: Field, db: None
) -> None:
    few = User.objects.create(email="few@lantern.example", role="agent", reach="assigned")
    browser = signed_in(few)
    assert browser.post(f"/desk/people/{seoa.pk}/fields/{seats.pk}/", {"value": "1"}).status_code == 404
    organization = f"/desk/organizations/{school.pk}/fields/{contract.pk}/"
    assert browser.post(organization, {"value": "1"}).status_code == 404
    assert not CustomerFieldValue.objects.exists()


def test_a_merge_shows_both_values_and_takes_the_one_that_is_chosen(
    signed_in: SignedIn, mina: User, seoa: User, noor: User, seats: Field
) -> None:
    actions.set_customer_field(seoa, seats, ["12"], by=mina)
    actions.set_customer_field(noor, seats, ["3400"], by=mina)
    browser = signed_in(mina)
    address = f"/desk/people/{seoa.pk}/merge/"
    page = browser.get(address, {"with": noor.pk}).content.decode()
    assert "3,400" in page
    assert f'name="field-{seats.pk}"' in page
    browser.post(address, {"with": noor.pk, f"field-{seats.pk}": "theirs"})
    assert CustomerFieldValue.objects.get(customer=seoa).number == 3400


def test_colleagues_alone_are_offered_for_a_field(
    signed_in: SignedIn, mina: User, jun: User, noor: User
) -> None:
    browser = signed_in(mina)
    assert [one["label"] for one in browser.get("/desk/people/colleagues/?q=준").json()["choices"]] == [
        "박준"
    ]
    assert browser.get("/desk/people/colleagues/?q=noor").json()["choices"] == []


def test_sixty_fields_take_as_many_queries_as_one(
    signed_in: SignedIn,
    mina: User,
    seoa: User,
    school: Organization,
    ticket: Ticket,
    seats: Field,
    contract: Field,
) -> None:
    browser = signed_in(mina)
    pages = [f"/desk/people/{seoa.pk}/", f"/desk/organizations/{school.pk}/", f"/desk/open/{ticket.number}/"]

    def queries() -> list[int]:
        found = []
        for page in pages:
            browser.get(page)
            with CaptureQueriesContext(connection) as captured:
                browser.get(page)
            found.append(len(captured))
        return found

    few = queries()
    for nth in range(60):
        kind = list(FieldKind)[nth % 7]
        for subject in (FieldSubject.CUSTOMER, FieldSubject.ORGANIZATION):
            field = actions.make_field(
                {"en": f"{nth}"}, kind=kind, subject=subject, beside_tickets=True, by=None
            )
            if kind in {FieldKind.TEXT, FieldKind.LONG_TEXT} and subject == FieldSubject.CUSTOMER:
                actions.set_customer_field(seoa, field, ["x" * 200], by=mina)
    assert queries() == few


def test_another_subjects_fields_are_none_of_a_tickets(
    signed_in: SignedIn, mina: User, ticket: Ticket, seats: Field, open_ticket: OpenTicket
) -> None:
    refused = signed_in(mina).post(f"/desk/tickets/{ticket.number}/fields/{seats.pk}/", {"value": "1"})
    assert refused.status_code == 409
    assert not CustomerFieldValue.objects.exists()
