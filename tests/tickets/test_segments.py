"""Segments: customers who meet conditions, also as something that views ask of tickets."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from madang.accounts import actions as of_people
from madang.accounts.models import CustomerTag, User
from madang.accounts.roles import Role
from madang.history.models import Event
from madang.lib.conditions import Group, How, Wrong
from madang.tickets import actions
from madang.tickets.customers import customers_visible_to
from madang.tickets.errors import NotAllowed, WrongSegment
from madang.tickets.filters import Asker, described, page_of, read
from madang.tickets.filters.customers import CUSTOMER_ATTRIBUTES, customers_q, read_customers
from madang.tickets.models import Segment, Status
from tests.cast import OpenTicket, person

pytestmark = pytest.mark.django_db

EVERYBODY = Group(How.ALL)


def asked(attribute: str, operator: str, value: object = None, *, how: str = "all") -> Group:
    part = {"attribute": attribute, "operator": operator, "value": value}
    return read_customers({"version": 1, how: [part]})


def found(tree: Group, by: User) -> set[User]:
    return set(customers_visible_to(by).filter(customers_q(tree, Asker.of(by))))


def test_each_attribute_parts_customers_in_two(
    mina: User, seoa: User, noor: User, open_ticket: OpenTicket
) -> None:
    of_people.tag_customer(seoa, add=["vip"], by=mina)
    organization = of_people.find_or_make_organization("등불", by=mina)
    of_people.put_in_organization(seoa, to=organization, by=mina)
    of_people.change_customer(seoa, language="ko", by=mina)
    of_people.add_identity(seoa, kind="email", value="seoa@work.example", by=mina)
    of_people.put_identity_first(seoa.identities.get(value="seoa@work.example"), by=mina)
    User.objects.filter(pk=noor.pk).update(created_at=timezone.now() - timedelta(days=40))
    open_ticket(requester=seoa)
    actions.change_status(open_ticket(requester=noor), to=Status.SOLVED, by=mina)
    noor.tickets.update(last_message_at=timezone.now() - timedelta(days=40))
    vip = CustomerTag.objects.get(name="vip").pk
    cases: list[tuple[str, str, str, Any]] = [
        ("tag", "has_any", "has_none", [vip]),
        ("organization", "is", "is_not", [organization.pk]),
        ("language", "is", "is_not", ["ko"]),
        ("domain", "is", "is_not", ["@Work.Example"]),
        ("first_seen", "within", "longer_ago", {"days": 30}),
        ("open", "is_so", "is_not_so", None),
        ("last_contact", "within", "longer_ago", {"days": 30}),
    ]
    known = {one.name for one in CUSTOMER_ATTRIBUTES if "_field_" not in one.name}
    assert {name for name, *_ in cases} == known, "fields of one's own have tests of their own"
    for name, operator, other, value in cases:
        assert found(asked(name, operator, value), mina) == {seoa}, name
        assert found(asked(name, other, value), mina) == {noor}, name
        assert found(asked(name, operator, value, how="none"), mina) == {noor}, name
    assert found(EVERYBODY, mina) == {seoa, noor}


def test_who_has_no_address_belongs_to_no_domain_and_is_not_left_out_of_the_others(mina: User) -> None:
    nobody = User.objects.create(email=None, role=Role.REQUESTER)
    assert found(asked("domain", "is", ["work.example"]), mina) == set()
    assert found(asked("domain", "is_not", ["work.example"]), mina) == {nobody}


def test_views_ask_for_the_customers_of_a_segment_as_they_are_now(
    mina: User, seoa: User, noor: User, open_ticket: OpenTicket
) -> None:
    first, second = open_ticket(requester=seoa), open_ticket(requester=noor)
    of_people.tag_customer(seoa, add=["vip"], by=mina)
    vip = CustomerTag.objects.get(name="vip").pk
    segment = actions.make_segment("VIP", asked("tag", "has_any", [vip]), by=mina)
    segment_id = segment.pk

    def view(operator: str) -> Group:
        part = {"attribute": "segment", "operator": operator, "value": [segment_id]}
        return read({"version": 1, "all": [part]})

    def listed(operator: str) -> list[int]:
        return [one.pk for one in page_of(view(operator), by=Asker.of(mina)).places]

    assert "VIP" in str(described(view("is")).parts)

    assert (listed("is"), listed("is_not")) == ([first.pk], [second.pk])
    of_people.tag_customer(noor, add=["vip"], by=mina)
    assert set(listed("is")) == {first.pk, second.pk}
    assert listed("is_not") == []
    actions.remove_segment(segment, by=mina)
    assert listed("is") == []
    assert described(view("is")).gone


def test_segments_have_a_name_of_their_own_and_what_does_nothing_is_silent(mina: User, haneul: User) -> None:
    made = actions.make_segment(" VIP  고객 ", EVERYBODY, by=mina)
    assert made.name == "VIP 고객"
    for name in ("", "  ", "vip 고객"):
        with pytest.raises(WrongSegment):
            actions.make_segment(name, EVERYBODY, by=mina)
    actions.change_segment(made, name="VIP 고객", conditions=EVERYBODY, by=mina)
    actions.change_segment(made, name="단골", conditions=asked("open", "is_so"), by=mina)
    with pytest.raises(NotAllowed):
        actions.remove_segment(made, by=haneul)
    actions.remove_segment(made, by=mina)
    actions.remove_segment(made, by=mina)
    with pytest.raises(WrongSegment):
        actions.change_segment(made, name="x", conditions=EVERYBODY, by=mina)
    kinds = Event.objects.filter(subject_type="segment").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["segment.made", "segment.changed", "segment.removed"]


def test_conditions_of_tickets_are_none_of_customers() -> None:
    with pytest.raises(Wrong):
        asked("status", "is", ["open"])


def test_a_segment_that_can_not_be_read_any_more_has_nobody(mina: User, seoa: User) -> None:
    broken = Segment.objects.create(name="x", conditions={"version": 99})
    person("x@e.example", "x", Role.REQUESTER)
    tree = read({"version": 1, "all": [{"attribute": "segment", "operator": "is", "value": [broken.pk]}]})
    assert page_of(tree, by=Asker.of(mina)).places == []
