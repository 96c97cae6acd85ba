"""Members: who makes them, changes them and lets them go."""

import pytest

from madang.accounts import actions
from madang.accounts.errors import (
    AlreadyMember,
    LastOwner,
    NotAllowed,
    NotAMember,
    NotAnAddress,
    OwnersOnly,
    TeamExists,
)
from madang.accounts.models import Team, User
from madang.accounts.roles import Reach, Role
from madang.history.models import Event
from tests.cast import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def serin(db: None) -> User:
    """The administrator."""
    return person("serin@lantern.example", "오세린", Role.ADMINISTRATOR)


def make(by: User | None, role: Role = Role.AGENT, email: str = "new@lantern.example") -> User:
    return actions.make_member(name="하늘", email=email, role=role, by=by)


def test_an_administrator_makes_members_and_an_agent_does_not(serin: User, mina: User) -> None:
    assert make(serin).is_agent
    with pytest.raises(NotAllowed):
        make(mina, email="other@lantern.example")


def test_only_owners_make_owners(serin: User, jiwoo: User, mina: User) -> None:
    with pytest.raises(OwnersOnly):
        make(serin, Role.OWNER)
    with pytest.raises(OwnersOnly):
        actions.change_role(mina, to=Role.OWNER, by=serin)
    actions.change_role(mina, to=Role.OWNER, by=jiwoo)
    mina.refresh_from_db()
    assert mina.role == Role.OWNER


def test_an_administrator_touches_no_owner(serin: User, jiwoo: User) -> None:
    make(None, Role.OWNER)
    with pytest.raises(OwnersOnly):
        actions.change_role(jiwoo, to=Role.AGENT, by=serin)
    with pytest.raises(OwnersOnly):
        actions.deactivate(jiwoo, by=serin)
    with pytest.raises(OwnersOnly):
        actions.set_teams(jiwoo, to=[Team.objects.create(name="A")], by=serin)
    with pytest.raises(OwnersOnly):
        actions.change_reach(jiwoo, to=Reach.ASSIGNED, by=serin)
    with pytest.raises(OwnersOnly):
        actions.drop_two_factor(jiwoo, by=serin)


def test_the_last_owner_stays(jiwoo: User) -> None:
    with pytest.raises(LastOwner):
        actions.deactivate(jiwoo, by=jiwoo)
    with pytest.raises(LastOwner):
        actions.change_role(jiwoo, to=Role.AGENT, by=jiwoo)
    second = make(jiwoo, Role.OWNER)
    actions.deactivate(jiwoo, by=second)
    with pytest.raises(LastOwner):
        actions.deactivate(second, by=second)


def test_a_customer_becomes_a_member_and_keeps_their_name(serin: User, seoa: User) -> None:
    member = actions.make_member(name="", email="Seoa.Yoon@example.com", role=Role.LIGHT_AGENT, by=serin)
    assert member == seoa
    assert (member.name, member.role) == ("윤서아", Role.LIGHT_AGENT)


def test_nobody_is_made_a_member_twice(serin: User, mina: User) -> None:
    with pytest.raises(AlreadyMember):
        make(serin, email="MINA@lantern.example")


def test_a_member_has_an_address_and_a_members_role(serin: User) -> None:
    with pytest.raises(NotAnAddress):
        make(serin, email="nobody")
    with pytest.raises(ValueError, match="requester"):
        make(serin, Role.REQUESTER)


def test_who_was_let_go_can_come_back(serin: User, mina: User) -> None:
    actions.deactivate(mina, by=serin)
    actions.deactivate(mina, by=serin)
    actions.reactivate(mina, by=serin)
    mina.refresh_from_db()
    assert mina.is_agent
    kinds = Event.objects.filter(subject_id=mina.pk).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["user.deactivated", "user.reactivated"]


def test_the_same_role_and_the_same_teams_are_silent(serin: User, mina: User, payments: Team) -> None:
    actions.change_role(mina, to=Role.AGENT, by=serin)
    actions.set_teams(mina, to=[payments], by=serin)
    assert not Event.objects.exists()


def test_teams_are_joined_and_left(serin: User, mina: User, payments: Team, technical: Team) -> None:
    actions.set_teams(mina, to=[technical], by=serin)
    assert list(mina.teams.all()) == [technical]
    assert Event.objects.get().data == {"added": [technical.pk], "removed": [payments.pk]}


def test_customers_are_in_no_team(serin: User, seoa: User, payments: Team) -> None:
    with pytest.raises(NotAMember):
        actions.set_teams(seoa, to=[payments], by=serin)
    with pytest.raises(NotAMember):
        actions.change_role(seoa, to=Role.AGENT, by=serin)


def test_two_teams_never_have_one_name(serin: User, payments: Team) -> None:
    with pytest.raises(TeamExists):
        actions.make_team(" 결제·환불 ", by=serin)


def test_a_profile_is_ones_own(mina: User, jun: User, serin: User) -> None:
    mine = {"name": "미나", "language": "en", "theme": "dark", "time_zone": "Europe/Berlin"}
    with pytest.raises(NotAllowed):
        actions.change_profile(mina, **mine, by=jun)
    actions.change_profile(mina, **mine, by=mina)
    assert Event.objects.get().data == {"fields": ["name", "language", "theme", "time_zone"]}
