"""Customers and organizations, as programs read and change them."""

from typing import Any

import pytest

from madang.accounts import actions as of_people
from madang.accounts.models import Identity, Organization, User
from madang.brands.models import Desk
from madang.tickets import actions
from madang.tickets.models import CustomerFieldValue, Field, FieldKind, FieldSubject
from tests.api.test_tickets import Program
from tests.cast import OpenTicket

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(desk: Desk, mina: User) -> Program:
    """A program with Mina's token."""
    return Program(mina)


@pytest.fixture
def plan(db: None) -> Field:
    """What customers pay for."""
    field = actions.make_field(
        {"en": "Plan"}, kind=FieldKind.DROPDOWN, subject=FieldSubject.CUSTOMER, by=None
    )
    actions.add_option(field, {"en": "Gold"}, by=None)
    return field


def test_a_customer_is_made_shown_and_changed_with_everything(program: Program, plan: Field) -> None:
    status, made = program.send(
        "POST",
        "/customers",
        name="강 하늬",
        identities=[{"value": "Hanui@Lantern.example"}, {"kind": "phone", "value": "010-1234-5678"}],
        organization="등불",
        language="ko",
        notes="전화가 편하다",
        tags=["VIP"],
        fields={"plan": "gold"},
    )
    assert status == 201, made
    assert made["email"] == "hanui@lantern.example"
    assert made["organization"]["name"] == "등불"
    assert [one["value"] for one in made["identities"]] == ["hanui@lantern.example", "01012345678"]
    assert (made["tags"], made["notes"], made["fields"]) == (["vip"], "전화가 편하다", {"plan": "gold"})
    assert (made["tickets"], made["open_tickets"], made["last_contact"]) == (0, 0, None)
    path = f"/customers/{made['id']}"
    assert program.get(path) == (200, made)
    status, changed = program.send(
        "PATCH",
        path,
        name="강하늬",
        organization=None,
        tags=["단골"],
        identities=[{"value": "new@lantern.example"}, {"value": "hanui@lantern.example"}],
        fields={"plan": None},
    )
    assert status == 200, changed
    assert (changed["name"], changed["organization"], changed["tags"]) == ("강하늬", None, ["단골"])
    assert changed["email"] == "new@lantern.example"
    assert {one["value"] for one in changed["identities"]} == {"new@lantern.example", "hanui@lantern.example"}
    assert (changed["fields"], changed["notes"]) == ({"plan": None}, "전화가 편하다")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"identities": []}, 422),
        ({}, 422),
        ({"identities": [{"value": "no address"}]}, 422),
        ({"identities": [{"value": "seoa.yoon@example.com"}]}, 409),
        ({"identities": [{"value": "a@b.example"}], "fields": {"plan": "platinum"}}, 422),
        ({"identities": [{"value": "a@b.example"}], "fields": {"nothing": "1"}}, 422),
        ({"identities": [{"value": "a@b.example"}], "time_zone": "Mars"}, 422),
        ({"identities": [{"value": "a@b.example"}], "nmae": "typo"}, 422),
    ],
)
def test_what_is_wrong_is_said_and_makes_nobody(
    program: Program, plan: Field, seoa: User, body: dict[str, Any], status: int
) -> None:
    before = User.objects.count()
    answered, told = program.send("POST", "/customers", **body)
    assert (answered, bool(told["detail"])) == (status, True)
    assert User.objects.count() == before
    assert not CustomerFieldValue.objects.exists()


def test_a_wrong_answer_leaves_the_whole_change_undone(program: Program, plan: Field, seoa: User) -> None:
    status, _told = program.send("PATCH", f"/customers/{seoa.pk}", name="Other", fields={"plan": "x"})
    assert status == 422
    seoa.refresh_from_db()
    assert seoa.name == "윤서아"


def test_customers_are_found_and_paged_each_once(program: Program, seoa: User, noor: User) -> None:
    status, page = program.get("/customers", limit=1)
    assert status == 200
    assert [one["id"] for one in page["items"]] == [noor.pk]
    late = of_people.make_customer("Late", [("email", "late@new.example")], by=None)
    page = program.get("/customers", limit=1, cursor=page["next"])[1]
    assert ([one["id"] for one in page["items"]], page["next"]) == ([seoa.pk], None)
    assert [one["id"] for one in program.get("/customers", q="late@")[1]["items"]] == [late.pk]
    assert program.get("/customers", cursor="x")[0] == 400
    assert program.get("/organizations", cursor="aWQgeA")[0] == 400


def test_what_a_person_does_not_see_their_program_does_not_either(
    desk: Desk, haneul: User, seoa: User, open_ticket: OpenTicket
) -> None:
    open_ticket()
    partner = Program(haneul)
    assert partner.get("/customers")[1]["items"] == []
    assert partner.get(f"/customers/{seoa.pk}")[0] == 404
    assert partner.get(f"/customers/{seoa.pk}/tickets")[0] == 404
    assert partner.send("POST", "/customers", identities=[{"value": "a@b.example"}])[0] == 403
    assert partner.send("POST", "/organizations", name="등불")[0] == 403
    assert partner.get(f"/customers/{2**63}")[0] == 404
    assert partner.get(f"/organizations/{2**63}")[0] == 404


def test_the_tickets_of_a_customer_and_of_an_organization(
    program: Program, seoa: User, noor: User, open_ticket: OpenTicket, mina: User
) -> None:
    first, second = open_ticket("하나"), open_ticket("둘")
    open_ticket("three", requester=noor)
    page = program.get(f"/customers/{seoa.pk}/tickets", limit=1)[1]
    assert [one["number"] for one in page["items"]] == [second.number]
    page = program.get(f"/customers/{seoa.pk}/tickets", limit=1, cursor=page["next"])[1]
    assert ([one["number"] for one in page["items"]], page["next"]) == ([first.number], None)
    school = of_people.find_or_make_organization("한빛학교", by=mina)
    of_people.put_in_organization(noor, to=school, by=mina)
    items = program.get(f"/organizations/{school.pk}/tickets")[1]["items"]
    assert [one["subject"] for one in items] == ["three"]


def test_who_was_merged_is_shown_as_the_one_as_whom_they_go_on(
    program: Program, seoa: User, noor: User, mina: User
) -> None:
    actions.merge_customers(noor, into=seoa, by=mina)
    assert program.get(f"/customers/{noor.pk}")[1]["id"] == seoa.pk
    assert Identity.objects.filter(user=seoa).count() == 2


def test_an_organization_is_made_once_and_changed(program: Program, mina: User) -> None:
    actions.make_field({"en": "Seats"}, kind=FieldKind.NUMBER, subject=FieldSubject.ORGANIZATION, by=None)
    given = {"name": "한빛학교", "domains": ["hanbit.example"], "fields": {"seats": 30}}
    status, made = program.send("POST", "/organizations", **given)
    assert status == 201, made
    assert (made["domains"], made["fields"], made["shares_tickets"]) == (
        ["hanbit.example"],
        {"seats": 30},
        False,
    )
    assert program.send("POST", "/organizations", **given)[0] == 409, "sent twice, made once"
    assert program.send("POST", "/organizations", name="  ")[0] == 422
    path = f"/organizations/{made['id']}"
    status, changed = program.send(
        "PATCH", path, domains=["b.example"], tags=["학교"], shares_tickets=True, fields={"seats": "many"}
    )
    assert status == 422
    assert program.get(path)[1] == made
    status, changed = program.send("PATCH", path, domains=["b.example"], tags=["학교"], shares_tickets=True)
    assert (changed["domains"], changed["tags"], changed["shares_tickets"]) == (["b.example"], ["학교"], True)
    assert [one["id"] for one in program.get("/organizations", q="b.exa")[1]["items"]] == [made["id"]]
    assert [one["id"] for one in program.get("/organizations", q="한빛")[1]["items"]] == [made["id"]]
    assert program.get("/organizations", q="없음")[1]["items"] == []
    assert Organization.objects.count() == 1


def test_the_fields_tell_whose_they_are(program: Program, plan: Field) -> None:
    actions.make_field({"en": "Order"}, kind=FieldKind.TEXT, by=None)
    assert [(one["key"], one["subject"]) for one in program.get("/fields")[1]] == [
        ("order", "ticket"),
        ("plan", "customer"),
    ]
