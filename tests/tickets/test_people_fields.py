"""Fields of the desk's own on customers and organizations: kept as those of tickets are, by the same rules."""

from typing import Any

import pytest

from madang.accounts.actions import put_in_organization
from madang.accounts.errors import CustomerMerged, NotACustomer
from madang.accounts.errors import NotAllowed as NotAllowedHere
from madang.accounts.models import Organization, User
from madang.history.models import Event
from madang.tickets import actions
from madang.tickets.answers import written
from madang.tickets.errors import NotTheirField, NotThisField, WrongAnswer, WrongKey
from madang.tickets.fields import fields_of
from madang.tickets.models import (
    CustomerFieldValue,
    Field,
    FieldKind,
    FieldSubject,
    OrganizationFieldValue,
    Ticket,
)
from madang.tickets.people_fields import Subject, fields_beside_tickets, fields_of_people

pytestmark = pytest.mark.django_db


def make(kind: FieldKind, name: str, subject: FieldSubject, **options: Any) -> Field:
    """A field that the desk itself made."""
    return actions.make_field({"en": name}, kind=kind, subject=subject, by=None, **options)


@pytest.fixture
def plan(db: None) -> Field:
    """What customers pay for: silver or gold."""
    field = make(FieldKind.DROPDOWN, "Plan", FieldSubject.CUSTOMER, beside_tickets=True)
    for name in ("Silver", "Gold"):
        actions.add_option(field, {"en": name}, by=None)
    return field


@pytest.fixture
def seats(db: None) -> Field:
    """How many seats an organization has bought."""
    return make(FieldKind.NUMBER, "Seats", FieldSubject.ORGANIZATION, beside_tickets=True)


@pytest.fixture
def school(db: None) -> Organization:
    """An organization."""
    return Organization.objects.create(name="한빛학교")


def in_them(one: Subject) -> dict[str, list[str]]:
    """What is in the fields of a customer or an organization, as it is written."""
    return {each.field.key: written(each.answer) for each in fields_of_people(one)}


def test_a_customers_field_is_filled_in_once_and_tells_what_was_there(
    plan: Field, noor: User, mina: User
) -> None:
    assert not actions.set_customer_field(noor, plan, ["gold"], by=mina)
    assert in_them(noor) == {"plan": ["gold"]}
    assert written(actions.set_customer_field(noor, plan, ["silver"], by=mina)) == ["gold"]
    actions.set_customer_field(noor, plan, ["silver"], by=mina)
    events = Event.objects.filter(kind="user.field_set", subject_id=noor.pk)
    assert [one.data["is_filled"] for one in events] == [True, True], "the same again is silent"
    actions.set_customer_field(noor, plan, [], by=mina)
    assert not CustomerFieldValue.objects.exists()


def test_an_organizations_field_is_kept_apart_from_its_peoples(
    seats: Field, plan: Field, school: Organization, noor: User, mina: User
) -> None:
    actions.set_organization_field(school, seats, ["1,200"], by=mina)
    assert in_them(school) == {"seats": ["1200"]}
    assert in_them(noor) == {"plan": []}
    assert Event.objects.filter(kind="organization.field_set", subject_id=school.pk).count() == 1
    school.delete()
    assert not OrganizationFieldValue.objects.exists()


@pytest.mark.parametrize("given", ["platinum", "Gold"])
def test_what_is_no_choice_is_refused_and_nothing_is_changed(
    plan: Field, noor: User, mina: User, given: str
) -> None:
    actions.set_customer_field(noor, plan, ["gold"], by=mina)
    with pytest.raises(WrongAnswer, match=r"\w"):
        actions.set_customer_field(noor, plan, [given], by=mina)
    assert in_them(noor) == {"plan": ["gold"]}


def test_a_field_belongs_to_tickets_to_customers_or_to_organizations(
    plan: Field, seats: Field, noor: User, mina: User, school: Organization, ticket: Ticket
) -> None:
    with pytest.raises(NotTheirField):
        actions.set_customer_field(noor, seats, ["3"], by=mina)
    with pytest.raises(NotTheirField):
        actions.set_organization_field(school, plan, ["gold"], by=mina)
    with pytest.raises(NotThisField):
        actions.set_field(ticket, plan, ["gold"], by=mina)
    assert not fields_of(ticket)


def test_whoever_may_not_change_customers_fills_in_nothing(
    plan: Field, seats: Field, noor: User, mina: User, jun: User, school: Organization, haneul: User
) -> None:
    with pytest.raises(NotAllowedHere):
        actions.set_customer_field(noor, plan, ["gold"], by=haneul)
    with pytest.raises(NotAllowedHere):
        actions.set_organization_field(school, seats, ["3"], by=haneul)
    with pytest.raises(NotACustomer):
        actions.set_customer_field(jun, plan, ["gold"], by=mina)


def test_a_retired_field_can_be_emptied_and_not_filled_in(plan: Field, noor: User, mina: User) -> None:
    actions.set_customer_field(noor, plan, ["gold"], by=mina)
    actions.retire_field(plan, by=None)
    with pytest.raises(NotTheirField):
        actions.set_customer_field(noor, plan, ["silver"], by=mina)
    assert in_them(noor) == {"plan": ["gold"]}, "what is in it stays"
    actions.set_customer_field(noor, plan, [], by=mina)
    assert in_them(noor) == {}


def test_removing_a_field_takes_what_is_in_it_a_part_at_a_time(plan: Field, noor: User, mina: User) -> None:
    actions.set_customer_field(noor, plan, ["gold"], by=mina)
    assert not actions.remove_field(plan, by=None, most=1)
    assert actions.remove_field(plan, by=None, most=1)
    assert not CustomerFieldValue.objects.exists()


def test_a_choice_that_a_customer_has_is_retired_and_not_removed(plan: Field, noor: User, mina: User) -> None:
    actions.set_customer_field(noor, plan, ["gold"], by=mina)
    silver, gold = plan.options.all()
    assert not actions.remove_option(gold, by=None)
    assert actions.remove_option(silver, by=None)


def test_files_are_not_kept_with_customers(db: None) -> None:
    with pytest.raises(WrongAnswer):
        make(FieldKind.FILE, "Contract", FieldSubject.CUSTOMER)
    assert not Field.objects.exists()


@pytest.mark.parametrize("key", ["status", "Assignee", "9lives", "plan-b", "요금제", "tag"])
def test_a_key_that_means_something_already_or_can_not_be_one_is_refused(db: None, key: str) -> None:
    with pytest.raises(WrongKey):
        make(FieldKind.TEXT, "Something", FieldSubject.CUSTOMER, key=key)
    assert not Field.objects.exists()


def test_a_key_is_one_for_all_fields_and_made_from_the_name_without_collisions(plan: Field) -> None:
    with pytest.raises(WrongKey):
        make(FieldKind.TEXT, "Tariff", FieldSubject.TICKET, key="PLAN")
    assert make(FieldKind.TEXT, "Tariff", FieldSubject.TICKET, key=" Tariff_2 ").key == "tariff_2"
    assert make(FieldKind.TEXT, "Status", FieldSubject.CUSTOMER).key == "status_2"
    assert make(FieldKind.TEXT, "Plan", FieldSubject.CUSTOMER).key == "plan_2"


def test_beside_a_ticket_stand_the_fields_that_are_marked_for_it(
    plan: Field, seats: Field, noor: User, mina: User, school: Organization
) -> None:
    make(FieldKind.TEXT, "Birthday gift", FieldSubject.CUSTOMER)
    own, shared = fields_beside_tickets(noor)
    assert ([one.field for one in own], list(shared)) == ([plan], [])
    put_in_organization(noor, to=school, by=mina)
    noor.refresh_from_db()
    own, shared = fields_beside_tickets(noor)
    assert [one.field for one in shared] == [seats]


def test_who_was_merged_is_filled_in_no_more(plan: Field, noor: User, seoa: User, mina: User) -> None:
    actions.merge_customers(seoa, into=noor, by=mina)
    with pytest.raises(CustomerMerged):
        actions.set_customer_field(seoa, plan, ["gold"], by=mina)


@pytest.mark.parametrize(("takes", "kept"), [(False, ["gold"]), (True, ["silver"])])
def test_merging_keeps_what_is_chosen_and_parting_gives_each_their_own_back(
    plan: Field, noor: User, seoa: User, mina: User, takes: bool, kept: list[str]
) -> None:
    born = make(FieldKind.DATE, "Born", FieldSubject.CUSTOMER)
    actions.set_customer_field(noor, plan, ["gold"], by=mina)
    actions.set_customer_field(seoa, plan, ["silver"], by=mina)
    actions.set_customer_field(seoa, born, ["1990-02-03"], by=mina)
    merge = actions.merge_customers(seoa, into=noor, by=mina, take_fields=[plan.pk] if takes else [])
    assert in_them(noor) == {"plan": kept, "born": ["1990-02-03"]}, "what is empty is filled in"
    actions.part_customers(merge, by=mina)
    assert in_them(noor) == {"plan": ["gold"], "born": []}
    assert in_them(seoa) == {"plan": ["silver"], "born": ["1990-02-03"]}


def test_parting_leaves_alone_what_was_changed_since_and_brings_retired_choices_back(
    plan: Field, noor: User, seoa: User, mina: User
) -> None:
    born = make(FieldKind.DATE, "Born", FieldSubject.CUSTOMER)
    actions.set_customer_field(noor, plan, ["gold"], by=mina)
    actions.set_customer_field(seoa, plan, ["silver"], by=mina)
    actions.set_customer_field(seoa, born, ["1990-02-03"], by=mina)
    merge = actions.merge_customers(seoa, into=noor, by=mina, take_fields=[plan.pk])
    actions.remove_option(plan.options.get(key="gold"), by=None)
    actions.set_customer_field(noor, born, ["1991-02-03"], by=mina)
    actions.part_customers(merge, by=mina)
    assert in_them(noor) == {"plan": [], "born": ["1991-02-03"]}
