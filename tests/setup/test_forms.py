"""The editor of forms, and the result beside it."""

import pytest
from django.test import Client

from madang.accounts.models import User
from madang.tickets import actions
from madang.tickets.models import Field, FieldKind, ForCustomer, Form, Ticket
from tests.setup.conftest import SignedIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(jiwoo: User, desk: object, signed_in: SignedIn) -> Client:
    """The owner's browser."""
    return signed_in(jiwoo)


@pytest.fixture
def topic() -> Field:
    """A dropdown that customers fill in."""
    field = actions.make_field(
        {"en": "Topic"}, kind=FieldKind.DROPDOWN, for_customer=ForCustomer.EDITABLE, by=None
    )
    for name in ("Refund", "Praise"):
        actions.add_option(field, {"en": name}, by=None)
    return field


@pytest.fixture
def reason() -> Field:
    """A text for agents alone."""
    return actions.make_field({"en": "Reason"}, kind=FieldKind.TEXT, by=None)


@pytest.fixture
def form(owner: Client, topic: Field, reason: Field) -> Form:
    """A form made in the editor: with a refund, its reason."""
    owner.post("/setup/forms/new/", {"name_en": "Refunds"})
    form = Form.objects.get()
    for field in (topic, reason):
        owner.post(f"/setup/forms/{form.pk}/items/", {"field": field.pk})
    given = {"required": "on", f"when-{topic.pk}": ["refund", "made-up"]}
    assert owner.post(f"/setup/forms/{form.pk}/items/{reason.pk}/", given).status_code == 302
    form.refresh_from_db()
    return form


def test_a_form_is_made_of_fields_with_conditions(
    owner: Client, form: Form, topic: Field, reason: Field
) -> None:
    assert form.items == [
        {"field": topic.pk, "required": False, "when": []},
        {"field": reason.pk, "required": True, "when": [{"field": topic.pk, "answers": ["refund"]}]},
    ]
    page = owner.get(f"/setup/forms/{form.pk}/").content.decode()
    assert "Topic: Refund" in page
    owner.post(f"/setup/forms/{form.pk}/items/order/", {"up": reason.pk})
    form.refresh_from_db()
    assert [one["field"] for one in form.items] == [reason.pk, topic.pk]
    owner.post(f"/setup/forms/{form.pk}/items/{reason.pk}/out/")
    form.refresh_from_db()
    assert [one["field"] for one in form.items] == [topic.pk]
    assert owner.get(f"/setup/forms/{form.pk}/items/{reason.pk}/").status_code == 404


def test_the_result_follows_the_answers_for_agents_and_for_customers(
    owner: Client, form: Form, topic: Field, reason: Field
) -> None:
    address = f"/setup/forms/{form.pk}/preview/"

    def asked(**given: str) -> str:
        return owner.post(address, given).content.decode()

    assert "Reason" not in asked(seen_by="agent")
    assert "1 more field appears" in asked(seen_by="agent")
    refund = {f"field-{topic.pk}": "refund"}
    assert "Reason" in asked(seen_by="agent", **refund)
    customer = asked(seen_by="customer", **refund)
    assert "Topic" in customer
    assert "Reason" not in customer
    assert Form.objects.get().items == form.items


def test_a_circle_is_explained_and_what_was_ticked_stays(
    owner: Client, form: Form, topic: Field, reason: Field
) -> None:
    answer = owner.post(f"/setup/forms/{form.pk}/items/{topic.pk}/", {f"when-{reason.pk}": "*"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "in a circle: Topic → Reason." in page
    assert "checked" in page
    assert Form.objects.get().items == form.items


def test_a_form_is_named_anew_and_taken_out_of_use(owner: Client, form: Form, ticket: Ticket) -> None:
    owner.post(f"/setup/forms/{form.pk}/names/", {"name_en": "Money back", "name_ko": "환불"})
    form.refresh_from_db()
    assert form.names == {"en": "Money back", "ko": "환불"}
    actions.choose_form(ticket, form=form, by=None)
    assert "Tickets have it" in owner.get(f"/setup/forms/{form.pk}/remove/").content.decode()
    owner.post(f"/setup/forms/{form.pk}/remove/")
    assert "Not in use any more" in owner.get("/setup/forms/").content.decode()
    owner.post(f"/setup/forms/{form.pk}/back/")
    actions.choose_form(ticket, form=None, by=None)
    owner.post(f"/setup/forms/{form.pk}/remove/")
    assert not Form.objects.exists()
