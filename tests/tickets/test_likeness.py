"""Somebody who writes from a new address is recognised and proposed, never merged by itself."""

import pytest

from madang.accounts import actions as of_people
from madang.accounts.errors import NotAllowed
from madang.accounts.models import CustomerMerge, Likeness, Organization, User
from madang.accounts.requesters import UNPROVEN
from madang.accounts.roles import Role
from madang.history.models import Event
from madang.lib.jobs import run_pending
from madang.tickets import actions
from madang.tickets.likeness import clues_of, folded
from madang.tickets.models import Ticket
from tests.cast import OpenTicket, person

pytestmark = pytest.mark.django_db

SIGNED = "결제가 두 번 됐어요. 확인 부탁드려요.\n\n-- \n윤서아\n{}"


@pytest.fixture
def other(db: None) -> User:
    """The customer 서아 once more, by her company's address."""
    return person("seoa@work.example", "윤 서아", Role.REQUESTER)


def proposed() -> list[tuple[int, int, str, str]]:
    return list(Likeness.objects.filter(is_open=True).values_list("person_id", "other_id", "why", "detail"))


def test_an_address_in_a_signature_tells_who_it_is(open_ticket: OpenTicket, seoa: User, other: User) -> None:
    open_ticket(requester=other, text=SIGNED.format("seoa.yoon@example.com | 02-555-0100"))
    assert not proposed(), "not in the request"
    run_pending()
    assert proposed() == [(seoa.pk, other.pk, "address", "seoa.yoon@example.com")]
    assert not CustomerMerge.objects.exists()
    event = Event.objects.get(kind="likeness.proposed")
    assert (event.actor_id, "example.com" in str(event.data)) == (None, False)


def test_an_address_among_the_words_tells_nothing(open_ticket: OpenTicket, seoa: User, other: User) -> None:
    open_ticket(requester=other, text="seoa.yoon@example.com 님이 보내 준 쿠폰이 안 돼요. 왜 그런가요?")
    run_pending()
    assert not proposed()


@pytest.mark.parametrize("written", ["010-1234-5678", "+82 10 1234 5678", "M. 010.1234.5678"])
def test_the_same_name_with_the_same_number_is_the_same(
    mina: User, open_ticket: OpenTicket, seoa: User, other: User, noor: User, written: str
) -> None:
    of_people.add_identity(seoa, kind="phone", value="010-1234-5678", by=mina)
    open_ticket(requester=noor, text=SIGNED.format(written))
    open_ticket(requester=other, text=SIGNED.format(written))
    run_pending()
    assert proposed() == [(seoa.pk, other.pk, "phone", "01012345678")]


def test_the_same_name_at_another_provider_is_the_same(open_ticket: OpenTicket) -> None:
    first = person("seoa.yoon@gmail.com", "윤서아", Role.REQUESTER)
    person("seoa.yoon@daum.net", "다른 사람", Role.REQUESTER)
    second = person("seoa.yoon@naver.com", "윤 서아", Role.REQUESTER)
    info = [person(f"support@{one}", "고객 지원", Role.REQUESTER) for one in ("gmail.com", "naver.com")]
    for one in (second, info[1]):
        open_ticket(requester=one)
    run_pending()
    assert proposed() == [(first.pk, second.pk, "local_part", "seoa.yoon@gmail.com")]


def test_the_same_name_in_the_same_organization_is_the_same(
    open_ticket: OpenTicket, seoa: User, other: User, noor: User
) -> None:
    User.objects.update(organization=Organization.objects.create(name="등불"))
    open_ticket(requester=other)
    run_pending()
    assert proposed() == [(seoa.pk, other.pk, "organization", "")]


def test_a_proposal_is_made_once_and_dismissed_for_good(
    mina: User, haneul: User, open_ticket: OpenTicket, seoa: User, other: User
) -> None:
    text = SIGNED.format("seoa.yoon@example.com")
    for _ in range(2):
        open_ticket(requester=other, text=text)
    run_pending()
    assert len(proposed()) == 1
    with pytest.raises(NotAllowed):
        of_people.dismiss_likeness(seoa, other, by=haneul)
    of_people.dismiss_likeness(seoa, other, by=mina)
    of_people.dismiss_likeness(seoa, other, by=mina)
    open_ticket(requester=other, text=text)
    run_pending()
    assert proposed() == []
    kinds = Event.objects.filter(kind__startswith="likeness.").values_list("kind", flat=True)
    assert sorted(kinds) == ["likeness.dismissed", "likeness.proposed"]


def test_who_was_merged_and_parted_again_is_not_proposed_once_more(
    mina: User, open_ticket: OpenTicket, seoa: User, other: User
) -> None:
    open_ticket(requester=other, text=SIGNED.format("seoa.yoon@example.com"))
    run_pending()
    merge = actions.merge_customers(other, into=seoa, by=mina)
    assert proposed() == []
    actions.part_customers(merge, by=mina)
    open_ticket(requester=other, text=SIGNED.format("seoa.yoon@example.com"))
    run_pending()
    assert proposed() == []


def test_members_and_whoever_used_an_address_without_proof_are_never_proposed(
    open_ticket: OpenTicket, mina: User, seoa: User, other: User
) -> None:
    other.identities.create(kind=UNPROVEN, value="x@example.com")
    open_ticket(requester=other, text=SIGNED.format("seoa.yoon@example.com"))
    open_ticket(requester=seoa, text=SIGNED.format("mina@lantern.example"))
    run_pending()
    assert proposed() == []


def test_what_an_agent_wrote_for_a_customer_tells_nothing(mina: User, seoa: User, ticket: Ticket) -> None:
    actions.reply(ticket, by=mina, body_text=SIGNED.format("seoa.yoon@example.com"))
    run_pending()
    assert proposed() == []


@pytest.mark.parametrize("text", ["", "\n" * 50_000, "1" * 100_000, "a@" * 50_000, "+82 (" * 20_000])
def test_no_text_is_too_odd_to_be_looked_at(seoa: User, text: str) -> None:
    assert list(clues_of(seoa, text)) == []


def test_names_are_the_same_without_spaces_and_capitals() -> None:
    assert folded("Seoa  YOON") == folded("seoa yoon")
    assert folded("윤 서아") == folded("윤서아")
    assert folded("-") == folded("A") == ""
