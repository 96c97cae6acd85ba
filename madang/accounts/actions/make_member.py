from collections.abc import Iterable
from dataclasses import dataclass

from madang.history.recording import action, record

from ..errors import AlreadyMember, NotAnAddress
from ..events import USER_JOINED, Joined
from ..models import Team, TeamMembership, User
from ..requesters import find_or_make_requester, normal_email, normal_name
from ..roles import Reach, Role
from .guard import guard_manages, locked


@dataclass(frozen=True, slots=True)
class _Newcomer:
    email: str
    name: str


@action
def make_member(
    *,
    name: str,
    email: str,
    role: Role,
    by: User | None,
    teams: Iterable[Team] = (),
    reach: Reach = Reach.ALL,
    language: str = "",
    password: str | None = None,
) -> User:
    """Let somebody work in the desk; a customer with this address, or a former member, becomes one.

    Without `password` they can sign in only after setting one by a link (see `invite`).
    Raises NotAllowed, OwnersOnly, NotAnAddress, AlreadyMember, and ValueError for the role of customers.
    """
    if role == Role.REQUESTER:
        raise ValueError("a member has another role than requester")
    guard_manages(by, role=role)
    address = normal_email(email)
    if not address:
        raise NotAnAddress(email)

    person = locked(find_or_make_requester(_Newcomer(email=address, name=name)))
    if person.is_agent:
        raise AlreadyMember(person.shown_name)
    guard_manages(by, person=person)

    person.email = address
    person.name = normal_name(name) or person.name
    person.role, person.reach, person.is_active = role, reach, True
    person.language = language or person.language
    person.set_password(password)
    person.save()
    TeamMembership.objects.filter(user=person).delete()
    joined = sorted(team.pk for team in teams)
    TeamMembership.objects.bulk_create(TeamMembership(team_id=team, user=person) for team in joined)
    record(person, USER_JOINED, by=by, data=Joined(role=role.value, teams=tuple(joined)))
    return person
