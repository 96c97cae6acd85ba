"""Two customers who turn out to be one become one, with all they asked, and are parted again for a day."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madang.accounts import actions as of_people
from madang.accounts.actions import Valued
from madang.accounts.errors import CannotMergeCustomers, CustomerMerged, NotACustomer, NotAllowed
from madang.accounts.models import CustomerMerge, CustomerNotes, MergeState, Organization, User
from madang.accounts.requesters import UNPROVEN, find_by_email, find_or_make_requester
from madang.accounts.roles import Role
from madang.channels.base import Address
from madang.history.models import Event
from madang.lib.jobs import run_pending
from madang.search.find import find_customers
from madang.tickets import actions
from madang.tickets.actions import merging_customers as merging
from madang.tickets.copies import requesters
from madang.tickets.customers import asked_by, customers_visible_to
from madang.tickets.models import Status, Ticket
from tests.cast import OpenTicket, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(db: None) -> User:
    """The customer 서아 once more, by her company's address."""
    return person("seoa@work.example", "Seoa Yoon", Role.REQUESTER)


def fresh(one: User) -> User:
    return User.objects.get(pk=one.pk)


def state(*people: User) -> list[object]:
    """All that a merge may change of them, and that undoing has to give back."""
    return [
        (
            *(now.name, now.email, now.language, now.time_zone, now.organization_id, now.merged_into_id),
            sorted(now.tags.values_list("name", flat=True)),
            sorted(now.identities.values_list("kind", "value")),
            CustomerNotes.objects.filter(user=now).values_list("text", flat=True).first(),
            sorted(now.tickets.values_list("pk", flat=True)),
        )
        for now in map(fresh, people)
    ]


def test_tickets_and_addresses_of_both_are_the_ones(
    open_ticket: OpenTicket, mina: User, seoa: User, other: User
) -> None:
    first, second = open_ticket("first"), open_ticket("second", requester=other)
    actions.merge_customers(other, into=seoa, by=mina)
    assert set(seoa.tickets.all()) == {first, second}
    for address in ("seoa.yoon@example.com", "seoa@work.example"):
        assert find_by_email(address) == seoa
        assert find_or_make_requester(Address(email=address, name="x")) == seoa
    assert list(customers_visible_to(mina)) == [seoa]
    assert find_customers(mina, "seoa", limit=5) == [seoa.pk]
    assert asked_by([seoa.pk], seen_by=mina)[seoa.pk].tickets == 2
    event = Event.objects.get(kind="ticket.requester_changed")
    assert (event.subject_id, event.data["previous"], event.data["current"]) == (second.pk, other.pk, seoa.pk)
    assert event.actor_id == mina.pk


def test_events_hold_no_words_of_the_customers(
    open_ticket: OpenTicket, mina: User, seoa: User, other: User
) -> None:
    open_ticket(requester=other)
    actions.merge_customers(other, into=seoa, by=mina, take=[Valued.NAME])
    told = str(list(Event.objects.filter(kind__contains="merge").values_list("data", flat=True)))
    assert "Seoa" not in told
    assert "work.example" not in told


def test_each_value_is_the_ones_unless_the_others_was_taken_or_there_is_none(
    mina: User, seoa: User, other: User
) -> None:
    shop = Organization.objects.create(name="등불")
    User.objects.filter(pk=other.pk).update(language="en", organization=shop, time_zone="Asia/Tokyo")
    User.objects.filter(pk=seoa.pk).update(time_zone="Asia/Seoul")
    actions.merge_customers(fresh(other), into=fresh(seoa), by=mina, take=[Valued.EMAIL])
    one = fresh(seoa)
    assert (one.name, one.email) == ("윤서아", "seoa@work.example")
    assert (one.language, one.time_zone, one.organization) == ("en", "Asia/Seoul", shop)
    assert fresh(other).organization is None
    assert list(shop.people.all()) == [one]


def test_tags_and_notes_of_both_are_kept(mina: User, seoa: User, other: User) -> None:
    of_people.tag_customer(seoa, by=mina, add=["단골"])
    of_people.tag_customer(other, by=mina, add=["단골", "vip"])
    of_people.change_customer(seoa, by=mina, notes="전화가 편하다")
    of_people.change_customer(other, by=mina, notes="회사 계정")
    actions.merge_customers(other, into=seoa, by=mina)
    assert set(seoa.tags.values_list("name", flat=True)) == {"단골", "vip"}
    assert CustomerNotes.objects.get(user=seoa).text == "전화가 편하다\n\n회사 계정"


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    take=st.sets(st.sampled_from(list(Valued))),
    names=st.tuples(st.sampled_from(["", "윤서아"]), st.sampled_from(["", "Seoa"])),
    notes=st.tuples(st.sampled_from(["", "a"]), st.sampled_from(["", "a", "b"])),
    tags=st.tuples(st.sets(st.sampled_from("xyz")), st.sets(st.sampled_from("xyz"))),
    addresses=st.tuples(st.integers(0, 2), st.integers(0, 2)),
)
def test_undoing_gives_back_all_there_was(
    mina: User,
    open_ticket: OpenTicket,
    take: set[Valued],
    names: tuple[str, str],
    notes: tuple[str, str],
    tags: tuple[set[str], set[str]],
    addresses: tuple[int, int],
) -> None:
    both = []
    for nth in (0, 1):
        made = User.objects.create(name=names[nth], role=Role.REQUESTER)
        key = f"{made.pk}-{Event.objects.count()}"
        for number in range(addresses[nth]):
            of_people.add_identity(made, kind="email", value=f"{key}-{number}@e.example", by=mina)
        of_people.change_customer(made, by=mina, notes=notes[nth])
        of_people.tag_customer(made, by=mina, add=tags[nth])
        both.append(fresh(made))
        open_ticket(requester=made)
    before = state(*both)
    merge = actions.merge_customers(both[0], into=both[1], by=mina, take=take)
    assert not both[0].tickets.exists()
    actions.part_customers(merge, by=mina)
    run_pending()
    assert state(*both) == before


def test_what_was_changed_or_came_since_stays_when_a_merge_is_undone(
    open_ticket: OpenTicket, mina: User, seoa: User, other: User
) -> None:
    old = open_ticket("old", requester=other)
    merge = actions.merge_customers(other, into=seoa, by=mina, take=[Valued.NAME])
    of_people.change_customer(seoa, by=mina, name="윤 서아")
    since = open_ticket("since")
    actions.part_customers(merge, by=mina)
    actions.part_customers(merge, by=mina)
    run_pending()
    assert fresh(seoa).name == "윤 서아"
    assert set(seoa.tickets.all()) == {since}
    assert set(other.tickets.all()) == {old}
    assert find_by_email("seoa@work.example") == other
    assert find_customers(mina, "seoa", limit=5) == [other.pk, seoa.pk] or find_customers(
        mina, "seoa", limit=5
    ) == [seoa.pk, other.pk]
    merge.refresh_from_db()
    assert (merge.state, merge.before) == (MergeState.PARTED, {})


def test_many_tickets_follow_behind_the_scenes_and_go_back_the_same_way(
    open_ticket: OpenTicket, mina: User, seoa: User, other: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "IN_THE_REQUEST", 3)
    monkeypatch.setattr(merging, "AT_ONCE", 2)
    monkeypatch.setattr(merging, "SLICE", 0)
    theirs = [open_ticket(f"{nth}", requester=other) for nth in range(9)]
    actions.change_status(theirs[0], to=Status.SOLVED, by=mina)
    own = open_ticket("own")
    merge = actions.merge_customers(other, into=seoa, by=mina)
    assert other.tickets.count() == 6
    left = Ticket.objects.select_related("requester").filter(requester=other).first()
    assert left is not None
    assert requesters(left) == ["seoa.yoon@example.com"], "answers find the one meanwhile"
    run_pending()
    merge.refresh_from_db()
    assert (merge.state, merge.followed) == (MergeState.DONE, 9)
    assert set(seoa.tickets.all()) == {own, *theirs}
    actions.part_customers(merge, by=mina)
    run_pending()
    assert set(other.tickets.all()) == set(theirs)
    assert set(seoa.tickets.all()) == {own}


def test_a_ticket_that_was_on_its_way_follows_later(
    open_ticket: OpenTicket, mina: User, seoa: User, other: User
) -> None:
    actions.merge_customers(other, into=seoa, by=mina)
    late = open_ticket("late", requester=other)
    merging.go_on_with_merges()
    run_pending()
    assert set(seoa.tickets.all()) == {late}


def test_merges_after_one_another_are_undone_in_turn(
    open_ticket: OpenTicket, mina: User, seoa: User, other: User, noor: User
) -> None:
    for one in (seoa, other, noor):
        open_ticket(requester=one)
    before = state(seoa, other, noor)
    first = actions.merge_customers(other, into=seoa, by=mina)
    second = actions.merge_customers(seoa, into=noor, by=mina)
    assert noor.tickets.count() == 3
    assert find_by_email("seoa@work.example") == noor
    with pytest.raises(CannotMergeCustomers, match="Noor Haddad"):
        actions.part_customers(first, by=mina)
    for merge in (second, first):
        actions.part_customers(merge, by=mina)
        run_pending()
    assert state(seoa, other, noor) == before


def test_nobody_is_merged_with_themselves_or_in_a_circle(mina: User, seoa: User, other: User) -> None:
    with pytest.raises(CannotMergeCustomers):
        actions.merge_customers(seoa, into=seoa, by=mina)
    actions.merge_customers(other, into=seoa, by=mina)
    with pytest.raises(CustomerMerged):
        actions.merge_customers(seoa, into=other, by=mina)
    with pytest.raises(CannotMergeCustomers, match="윤서아"):
        actions.merge_customers(other, into=seoa, by=mina)
    with pytest.raises(CustomerMerged, match="윤서아"):
        of_people.change_customer(other, by=mina, name="x")


def test_members_of_the_desk_are_merged_with_nobody(mina: User, jun: User, seoa: User) -> None:
    for one, into in ((jun, seoa), (seoa, jun)):
        with pytest.raises(NotACustomer):
            actions.merge_customers(one, into=into, by=mina)
    assert not CustomerMerge.objects.exists()


def test_whoever_may_not_change_customers_merges_none(haneul: User, seoa: User, other: User) -> None:
    with pytest.raises(NotAllowed):
        actions.merge_customers(other, into=seoa, by=haneul)
    assert fresh(other).merged_into is None


def test_whoever_used_an_address_without_proof_is_merged_with_nobody(
    mina: User, seoa: User, other: User
) -> None:
    other.identities.create(kind=UNPROVEN, value="seoa.yoon@example.com")
    for one, into in ((other, seoa), (seoa, other)):
        with pytest.raises(CannotMergeCustomers):
            actions.merge_customers(one, into=into, by=mina)


def test_notes_too_long_for_one_are_said_and_nothing_is_changed(mina: User, seoa: User, other: User) -> None:
    for one, letter in ((seoa, "가"), (other, "나")):
        of_people.change_customer(one, by=mina, notes=letter * 6_000)
    before = state(seoa, other)
    with pytest.raises(CannotMergeCustomers):
        actions.merge_customers(other, into=seoa, by=mina)
    assert state(seoa, other) == before


def test_a_merge_can_be_undone_for_a_day_and_is_forgotten_then(mina: User, seoa: User, other: User) -> None:
    merge = actions.merge_customers(other, into=seoa, by=mina)
    CustomerMerge.objects.update(created_at=timezone.now() - timedelta(hours=25))
    with pytest.raises(CannotMergeCustomers):
        actions.part_customers(merge, by=mina)
    of_people.forget_merges()
    merge.refresh_from_db()
    assert merge.before == {}
    assert find_by_email("seoa@work.example") == seoa
