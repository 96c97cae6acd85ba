"""Organizations: their domains, who joins by themselves, and what is refused."""

from collections.abc import Callable

import pytest

from madang.accounts import actions
from madang.accounts.domains import EVERYBODYS
from madang.accounts.errors import NoNameGiven, NotAllowed, OrganizationExists, UnusableDomain
from madang.accounts.models import Organization, User
from madang.accounts.requesters import Requesters, find_or_make_requester
from madang.channels.base import Address
from madang.history.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def lantern(mina: User) -> Organization:
    made = actions.find_or_make_organization("등불 공방", by=mina)
    actions.add_domain(made, value="@Works.Example", by=mina)
    return made


def kinds(organization: Organization) -> list[str]:
    events = Event.objects.filter(subject_type="organization", subject_id=organization.pk)
    return list(events.order_by("pk").values_list("kind", flat=True))


def test_somebody_new_of_a_domain_belongs_to_its_organization(lantern: Organization) -> None:
    newcomer = find_or_make_requester(Address(email="new@WORKS.example", name="새 손님"))
    assert User.objects.get(pk=newcomer.pk).organization == lantern


def test_neither_a_subdomain_nor_a_longer_name_is_the_domain(lantern: Organization) -> None:
    for email in ("a@mail.works.example", "b@notworks.example", "c@works.example.org"):
        assert find_or_make_requester(Address(email=email, name="")).organization_id is None


def test_who_is_known_already_stays_where_they_are(lantern: Organization, mina: User) -> None:
    known = find_or_make_requester(Address(email="old@other.example", name=""))
    actions.add_domain(lantern, value="other.example", by=mina)
    assert find_or_make_requester(Address(email="old@other.example", name="")) == known
    assert User.objects.get(pk=known.pk).organization is None


def test_nobody_joins_by_themselves_when_that_is_switched_off(lantern: Organization, mina: User) -> None:
    actions.change_organization(lantern, joins_by_domain=False, by=mina)
    assert find_or_make_requester(Address(email="new@works.example", name="")).organization_id is None


def test_whoever_does_not_prove_their_address_does_not_join(lantern: Organization) -> None:
    address = Address(email="new@works.example", name="")
    assert Requesters([address]).find_or_make_unproven(address).organization_id is None


@pytest.mark.parametrize(
    "wrong", ["", "works", "two words.example", "-a.example", "a..b", *sorted(EVERYBODYS)[:3]]
)
def test_what_can_not_stand_for_an_organization_is_refused_in_words(
    wrong: str, lantern: Organization, mina: User
) -> None:
    with pytest.raises(UnusableDomain) as refused:
        actions.add_domain(lantern, value=wrong, by=mina)
    assert str(refused.value)
    assert lantern.domains.count() == 1


def test_a_domain_belongs_to_one_organization(lantern: Organization, mina: User) -> None:
    other = actions.find_or_make_organization("다른 곳", by=mina)
    with pytest.raises(UnusableDomain, match="등불 공방"):
        actions.add_domain(other, value="works.example", by=mina)
    assert kinds(other) == ["organization.made"]
    actions.add_domain(lantern, value="works.example", by=mina)
    assert kinds(lantern) == ["organization.made", "organization.changed"]


def test_two_organizations_never_have_one_name(lantern: Organization, mina: User) -> None:
    other = actions.find_or_make_organization("Works", by=mina)
    third = actions.find_or_make_organization("Wide", by=mina)
    with pytest.raises(OrganizationExists):
        actions.change_organization(third, name="WORKS", by=mina)
    with pytest.raises(NoNameGiven):
        actions.change_organization(other, name="  ", by=mina)
    actions.change_organization(other, name="WORKS", by=mina)
    assert set(Organization.objects.values_list("name", flat=True)) == {"등불 공방", "WORKS", "Wide"}


def test_when_an_organization_is_removed_its_people_stay(
    lantern: Organization, mina: User, seoa: User
) -> None:
    actions.put_in_organization(seoa, to=lantern, by=mina)
    actions.remove_organization(lantern, by=mina)
    seoa.refresh_from_db()
    assert seoa.organization is None
    assert Event.objects.get(kind="organization.removed").data == {"name": "등불 공방"}
    assert find_or_make_requester(Address(email="new@works.example", name="")).organization_id is None


def test_a_light_agent_changes_no_organization(lantern: Organization, haneul: User) -> None:
    deeds: list[Callable[[], object]] = [
        lambda: actions.change_organization(lantern, name="x", by=haneul),
        lambda: actions.add_domain(lantern, value="x.example", by=haneul),
        lambda: actions.remove_domain(lantern, value="works.example", by=haneul),
        lambda: actions.tag_organization(lantern, add=("x",), by=haneul),
        lambda: actions.remove_organization(lantern, by=haneul),
    ]
    for deed in deeds:
        with pytest.raises(NotAllowed):
            deed()
    assert lantern.domains.count() == 1
