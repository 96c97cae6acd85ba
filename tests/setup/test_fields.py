"""The settings of fields and of the answers to choose in them."""

import pytest
from django.test import Client

from madang.accounts.models import User
from madang.setup import removing_fields
from madang.setup.removing_fields import empty_field
from madang.tickets import actions
from madang.tickets.models import Field, FieldKind, FieldOption, FieldSubject, Ticket
from tests.cast import OpenTicket
from tests.setup.conftest import SignedIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(jiwoo: User, desk: object, signed_in: SignedIn) -> Client:
    """The owner's browser."""
    return signed_in(jiwoo)


def test_a_dropdown_is_made_with_its_choices_and_changed(owner: Client) -> None:
    given = {"kind": "dropdown", "name_en": "Product", "name_ko": "상품", "for_customer": "editable"}
    answer = owner.post("/setup/fields/new/", given)
    field = Field.objects.get()
    assert answer["Location"] == f"/setup/fields/{field.pk}/", "its choices come next"
    assert (field.names, field.for_customer) == ({"en": "Product", "ko": "상품"}, "editable")
    for name in ("Lamp", "Chair"):
        owner.post(f"/setup/fields/{field.pk}/options/", {"new_en": name})
    lamp, chair = field.options.all()
    owner.post(f"/setup/fields/{field.pk}/options/", {f"{lamp.pk}_ko": "조명", f"{lamp.pk}_en": "Light"})
    owner.post(f"/setup/fields/{field.pk}/options/order/", {"up": chair.pk})
    assert [one.names for one in field.options.all()] == [{"en": "Chair"}, {"en": "Light", "ko": "조명"}]
    owner.post(f"/setup/fields/{field.pk}/", {**given, "help_en": "On the box.", "is_required": "on"})
    field.refresh_from_db()
    assert (field.is_required, field.help) == (True, "On the box.")
    page = owner.get("/setup/fields/").content.decode()
    assert "Dropdown: Chair, Light" in page
    assert "Required to solve" in page


def test_a_choice_without_a_name_is_explained_and_nothing_is_saved(owner: Client) -> None:
    field = actions.make_field({"en": "Product"}, kind=FieldKind.DROPDOWN, by=None)
    lamp = actions.add_option(field, {"en": "Lamp"}, by=None)
    given = {f"{lamp.pk}_ko": " ", f"{lamp.pk}_en": "", "new_en": "Chair"}
    page = owner.post(f"/setup/fields/{field.pk}/options/", given, follow=True)
    assert "Give it a name in at least one language." in page.content.decode()
    assert [one.names for one in FieldOption.objects.all()] == [{"en": "Lamp"}]


def test_a_choice_that_tickets_have_is_shown_as_retired(owner: Client, ticket: Ticket) -> None:
    field = actions.make_field({"en": "Product"}, kind=FieldKind.DROPDOWN, by=None)
    lamp = actions.add_option(field, {"en": "Lamp"}, by=None)
    actions.set_field(ticket, field, ["lamp"], by=None)
    page = owner.post(f"/setup/fields/options/{lamp.pk}/remove/", follow=True).content.decode()
    assert "Lamp · Not in use any more" in page
    owner.post(f"/setup/fields/options/{lamp.pk}/back/")
    lamp.refresh_from_db()
    assert not lamp.is_retired


def test_a_field_is_retired_used_again_and_removed_by_its_name(owner: Client, ticket: Ticket) -> None:
    field = actions.make_field({"en": "Order number"}, kind=FieldKind.TEXT, by=None)
    actions.set_field(ticket, field, ["AB-1"], by=None)
    owner.post(f"/setup/fields/{field.pk}/retire/")
    assert "Not in use any more" in owner.get("/setup/fields/").content.decode()
    owner.post(f"/setup/fields/{field.pk}/back/")
    page = owner.get(f"/setup/fields/{field.pk}/remove/").content.decode()
    assert "1 ticket has something in it" in page
    assert owner.post(f"/setup/fields/{field.pk}/remove/", {"name": "Order"}).status_code == 422
    assert Field.objects.exists()
    owner.post(f"/setup/fields/{field.pk}/remove/", {"name": "Order number"})
    assert not Field.objects.exists()


def test_a_field_with_much_in_it_goes_in_the_background(
    owner: Client, jiwoo: User, open_ticket: OpenTicket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(removing_fields, "AT_ONCE", 2)
    field = actions.make_field({"en": "Order number"}, kind=FieldKind.TEXT, by=None)
    for number in range(5):
        actions.set_field(open_ticket(str(number)), field, [f"AB-{number}"], by=None)
    page = owner.post(f"/setup/fields/{field.pk}/remove/", {"name": "Order number"}, follow=True)
    assert "is being removed" in page.content.decode()
    empty_field.call(field.pk, jiwoo.pk)
    assert not Field.objects.exists()
    empty_field.call(field.pk, jiwoo.pk)


def test_fields_of_customers_have_a_list_of_their_own_and_are_not_asked_what_is_for_tickets(
    owner: Client,
) -> None:
    page = owner.get("/setup/fields/new/?of=customer").content.decode()
    assert "Required to solve" not in page
    assert 'value="file"' not in page
    given = {"kind": "dropdown", "name_en": "Plan", "for_customer": "hidden", "beside_tickets": "on"}
    answer = owner.post("/setup/fields/new/?of=customer", {**given, "key": "tier"})
    field = Field.objects.get()
    assert answer["Location"] == f"/setup/fields/{field.pk}/"
    assert (field.subject, field.key, field.beside_tickets) == ("customer", "tier", True)
    assert "Plan" not in owner.get("/setup/fields/").content.decode()
    assert "Plan" in owner.get("/setup/fields/?of=customer").content.decode()
    del given["beside_tickets"]
    answer = owner.post(f"/setup/fields/{field.pk}/", given)
    assert answer["Location"] == "/setup/fields/?of=customer"
    field.refresh_from_db()
    assert not field.beside_tickets


def test_a_key_that_means_something_already_is_said_at_its_input(owner: Client) -> None:
    given = {"kind": "text", "name_en": "Plan", "for_customer": "hidden", "key": "status"}
    page = owner.post("/setup/fields/new/?of=organization", given)
    assert page.status_code == 422
    assert "“status” means something in searches already." in page.content.decode()
    assert not Field.objects.exists()


def test_removing_a_customers_field_says_how_many_have_something_in_it(owner: Client, noor: User) -> None:
    field = actions.make_field({"en": "Plan"}, kind=FieldKind.TEXT, subject=FieldSubject.CUSTOMER, by=None)
    actions.set_customer_field(noor, field, ["Gold"], by=None)
    assert "1 customer has something in it" in owner.get(f"/setup/fields/{field.pk}/remove/").content.decode()
    owner.post(f"/setup/fields/{field.pk}/remove/", {"name": "Plan"})
    assert not Field.objects.exists()
