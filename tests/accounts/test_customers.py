"""Customers as the desk knows them: their addresses, organization, tags and notes."""

from collections.abc import Callable

import pytest

from madang.accounts import actions
from madang.accounts.errors import (
    IdentityTaken,
    NotACustomer,
    NotAllowed,
    NotAnAddress,
    Refused,
    UnusableIdentity,
)
from madang.accounts.models import CustomerNotes, Identity, Organization, User
from madang.accounts.requesters import find_by_email
from madang.history.models import Event
from madang.search.find import find_customers

pytestmark = pytest.mark.django_db


def happened(person: User) -> list[str]:
    return list(
        Event.objects.filter(subject_type="user", subject_id=person.pk)
        .order_by("pk")
        .values_list("kind", flat=True)
    )


def test_what_comes_from_an_added_address_is_the_customers(mina: User, seoa: User) -> None:
    actions.add_identity(seoa, kind="email", value=" Seoa@Work.example ", by=mina)
    assert find_by_email("seoa@work.example") == seoa
    assert find_customers(mina, "work.example", limit=5) == [seoa.pk]
    assert happened(seoa) == ["identity.added"]
    assert Event.objects.get(kind="identity.added").data["kind"] == "email"
    assert "work.example" not in str(Event.objects.get(kind="identity.added").data)


def test_adding_an_address_twice_is_silent(mina: User, seoa: User) -> None:
    first = actions.add_identity(seoa, kind="phone", value="010-1234-5678", by=mina)
    assert first.value == "01012345678"
    assert actions.add_identity(seoa, kind="phone", value="010 1234 5678", by=mina) == first
    assert happened(seoa) == ["identity.added"]


def test_an_address_of_somebody_else_is_refused_and_changes_nothing(
    mina: User, seoa: User, noor: User
) -> None:
    with pytest.raises(IdentityTaken):
        actions.add_identity(seoa, kind="email", value="noor.haddad@example.com", by=mina)
    assert find_by_email("noor.haddad@example.com") == noor
    assert seoa.identities.count() == 1


@pytest.mark.parametrize(
    ("kind", "value", "refusal"),
    [
        ("email", "no address", NotAnAddress),
        ("phone", "call me", UnusableIdentity),
        ("pigeon", "x", UnusableIdentity),
        ("kakao", "  ", UnusableIdentity),
        ("own", "x" * 321, UnusableIdentity),
    ],
)
def test_what_is_no_address_is_refused_in_words(
    mina: User, seoa: User, kind: str, value: str, refusal: type[Refused]
) -> None:
    with pytest.raises(refusal) as refused:
        actions.add_identity(seoa, kind=kind, value=value, by=mina)
    assert str(refused.value)
    assert not happened(seoa)


def test_when_the_first_address_goes_the_next_takes_its_place(mina: User, seoa: User) -> None:
    second = actions.add_identity(seoa, kind="email", value="seoa@work.example", by=mina)
    actions.remove_identity(Identity.objects.get(value="seoa.yoon@example.com"), by=mina)
    seoa.refresh_from_db()
    assert seoa.email == "seoa@work.example"
    assert find_by_email("seoa.yoon@example.com") is None
    actions.remove_identity(second, by=mina)
    actions.remove_identity(second, by=mina)
    assert User.objects.get(pk=seoa.pk).email is None
    assert happened(seoa) == ["identity.added", "identity.removed", "identity.removed"]
    assert find_customers(mina, "seoa", limit=5) == []


def test_the_address_that_is_put_first_is_the_one_answers_go_to(mina: User, seoa: User) -> None:
    second = actions.add_identity(seoa, kind="email", value="seoa@work.example", by=mina)
    actions.put_identity_first(second, by=mina)
    actions.put_identity_first(second, by=mina)
    seoa.refresh_from_db()
    assert seoa.email == "seoa@work.example"
    assert happened(seoa)[1:] == ["identity.put_first"]


def test_a_members_addresses_are_not_a_customers(mina: User, jun: User, jiwoo: User) -> None:
    deeds: list[Callable[[], object]] = [
        lambda: actions.add_identity(jun, kind="email", value="new@example.com", by=mina),
        lambda: actions.change_customer(jiwoo, name="나", by=mina),
        lambda: actions.remove_identity(jun.identities.get(), by=mina),
        lambda: actions.tag_customer(jun, add=["vip"], by=jiwoo),
    ]
    for deed in deeds:
        with pytest.raises(NotACustomer):
            deed()
    assert not happened(jun)


def test_a_light_agent_changes_no_customer(haneul: User, seoa: User) -> None:
    with pytest.raises(NotAllowed):
        actions.change_customer(seoa, name="누구", by=haneul)
    with pytest.raises(NotAllowed):
        actions.find_or_make_organization("등불", by=haneul)


def test_only_what_is_given_changes_and_the_history_names_the_fields(mina: User, seoa: User) -> None:
    actions.change_customer(seoa, language="en", notes=" 전화가 편하다 ", by=mina)
    actions.change_customer(seoa, language="en", notes="전화가 편하다", by=mina)
    seoa.refresh_from_db()
    assert (seoa.name, seoa.language) == ("윤서아", "en")
    assert CustomerNotes.objects.get(user=seoa).text == "전화가 편하다"
    assert [event.data for event in Event.objects.all()] == [{"fields": ["language", "notes"]}]
    actions.change_customer(seoa, notes="", by=mina)
    assert not CustomerNotes.objects.exists()


@pytest.mark.parametrize("wrong", [{"language": "tlh"}, {"time_zone": "Moon/Tranquility"}])
def test_a_language_or_zone_that_there_is_not_changes_nothing(
    mina: User, seoa: User, wrong: dict[str, str]
) -> None:
    with pytest.raises(Refused):
        actions.change_customer(seoa, name="다른 이름", by=mina, **wrong)
    seoa.refresh_from_db()
    assert seoa.name == "윤서아"


def test_an_organization_is_one_however_its_name_is_written(mina: User, seoa: User) -> None:
    first = actions.find_or_make_organization("Lantern  Works", by=mina)
    assert actions.find_or_make_organization("lantern works", by=mina) == first
    assert Organization.objects.count() == 1
    actions.put_in_organization(seoa, to=first, by=mina)
    actions.put_in_organization(seoa, to=first, by=mina)
    actions.put_in_organization(seoa, to=None, by=mina)
    assert happened(seoa) == ["user.organization_changed", "user.organization_changed"]


def test_tags_are_put_on_once_in_lower_case(mina: User, seoa: User) -> None:
    actions.tag_customer(seoa, add=["VIP", "vip ", " "], by=mina)
    actions.tag_customer(seoa, add=["vip"], remove=["never there"], by=mina)
    assert [tag.name for tag in seoa.tags.all()] == ["vip"]
    assert happened(seoa) == ["user.tagged"]
    actions.tag_customer(seoa, remove=["Vip"], by=mina)
    assert not seoa.tags.exists()
