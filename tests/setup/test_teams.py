"""Teams are led, and removed without a ticket being lost."""

import pytest
from django.test import Client

from madang.accounts.models import Team, TeamMembership, User
from madang.accounts.roles import Reach
from madang.channels.models import Inbox
from madang.history.models import Event
from madang.setup import removing
from madang.setup.removing import empty_team
from madang.tickets import actions
from madang.tickets.models import Status, Ticket
from madang.tickets.queries import visible_to
from tests.cast import OpenTicket
from tests.setup.conftest import SignedIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(jiwoo: User, help_inbox: Inbox, signed_in: SignedIn) -> Client:
    """The owner's browser."""
    browser = signed_in(jiwoo)
    User.objects.filter(pk=jiwoo.pk).update(language="ko")
    return browser


@pytest.fixture
def three(open_ticket: OpenTicket, payments: Team) -> list[Ticket]:
    """Tickets of the payments team: one open, one solved, one closed."""
    made = [open_ticket("열린 문의"), open_ticket("해결된 문의"), open_ticket("닫힌 문의")]
    for ticket in made:
        actions.move(ticket, to=payments, by=None)
    actions.change_status(made[1], to=Status.SOLVED, by=None)
    actions.change_status(made[2], to=Status.CLOSED, by=None)
    return made


def kinds() -> list[str]:
    """The kinds of all that was recorded, oldest first."""
    return list(Event.objects.order_by("pk").values_list("kind", flat=True))


def test_a_lead_is_a_member_and_history_knows_who_made_them_one(
    owner: Client, payments: Team, jun: User, mina: User
) -> None:
    given = {"name": payments.name, "members": [mina.pk], "leads": [jun.pk]}
    assert owner.post(f"/setup/teams/{payments.pk}/", given).status_code == 302
    assert {one.user: one.is_lead for one in payments.memberships.all()} == {mina: False, jun: True}
    assert "team.leads_changed" in kinds()
    assert "팀장 박준" in owner.get("/setup/teams/").content.decode()
    before = Event.objects.count()
    given = {"name": payments.name, "members": [mina.pk, jun.pk], "leads": [jun.pk]}
    owner.post(f"/setup/teams/{payments.pk}/", given)
    assert Event.objects.count() == before, "what is so already is not told again"
    owner.post(f"/setup/teams/{payments.pk}/", {"name": payments.name, "members": [mina.pk, jun.pk]})
    assert not payments.memberships.filter(is_lead=True).exists()


def test_before_a_team_goes_it_is_said_what_becomes_of_what_it_has(
    owner: Client, payments: Team, three: list[Ticket], mina: User
) -> None:
    page = owner.get(f"/setup/teams/{payments.pk}/remove/").content.decode()
    for words in ("열린 문의 1건", "해결되거나 종료된 문의 2건", "help@lantern.example", "구성원 1명"):
        assert words in page


def test_nobody_removes_a_team_without_saying_where_its_tickets_go(
    owner: Client, payments: Team, three: list[Ticket]
) -> None:
    for choice in ("", "999999", str(payments.pk), "x"):
        answer = owner.post(f"/setup/teams/{payments.pk}/remove/", {"to": choice})
        assert answer.status_code == 422
    assert Ticket.objects.filter(team=payments).count() == 3


def test_tickets_and_addresses_go_to_the_team_that_was_chosen(
    owner: Client, payments: Team, technical: Team, three: list[Ticket], haneul: User, mina: User
) -> None:
    answer = owner.post(f"/setup/teams/{payments.pk}/remove/", {"to": technical.pk})
    assert answer.status_code == 302
    assert not Team.objects.filter(pk=payments.pk).exists()
    assert set(Ticket.objects.filter(team=technical)) == set(three)
    assert haneul.reach == Reach.TEAMS
    assert set(visible_to(haneul)) == set(three)
    assert Inbox.objects.get().team == technical
    assert not TeamMembership.objects.filter(user=mina).exists()
    told = kinds()
    assert told.count("ticket.team_changed") == 6
    assert {"team.removed", "user.teams_changed", "inbox.changed"} <= set(told)


def test_tickets_of_a_team_may_go_to_none(owner: Client, payments: Team, three: list[Ticket]) -> None:
    assert owner.post(f"/setup/teams/{payments.pk}/remove/", {"to": "none"}).status_code == 302
    assert Ticket.objects.filter(team=None).count() == 3
    assert Inbox.objects.get().team is None


def test_a_team_with_nothing_goes_at_once(owner: Client, technical: Team) -> None:
    assert owner.post(f"/setup/teams/{technical.pk}/remove/").status_code == 302
    assert not Team.objects.filter(pk=technical.pk).exists()


def test_a_team_with_many_tickets_stays_until_the_last_has_left(
    owner: Client,
    jiwoo: User,
    payments: Team,
    technical: Team,
    three: list[Ticket],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(removing, "AT_ONCE", 2)
    page = owner.post(f"/setup/teams/{payments.pk}/remove/", {"to": technical.pk}, follow=True)
    assert "옮기고 있습니다" in page.content.decode()
    assert Ticket.objects.filter(team=payments).count() == 1
    empty_team.call(payments.pk, technical.pk, jiwoo.pk)
    assert not Team.objects.filter(pk=payments.pk).exists()
    assert Ticket.objects.filter(team=technical).count() == 3
    empty_team.call(payments.pk, technical.pk, jiwoo.pk)


def test_when_the_team_that_takes_over_is_gone_too_tickets_go_to_none(
    jiwoo: User, payments: Team, technical: Team, three: list[Ticket]
) -> None:
    gone = technical.pk
    technical.delete()
    empty_team.call(payments.pk, gone, jiwoo.pk)
    assert Ticket.objects.filter(team=None).count() == 3
