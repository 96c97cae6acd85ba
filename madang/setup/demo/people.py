"""The brands, teams and members of the sample data, made by the same actions that people use."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from madang.accounts.actions import make_member, make_team
from madang.accounts.models import Team, TeamMembership, User
from madang.accounts.requesters import find_by_email
from madang.accounts.roles import Reach, Role
from madang.brands.actions import make_brand
from madang.brands.models import Brand, Desk, Language
from madang.channels.actions import make_inbox
from madang.channels.models import Inbox

from .reading import OWNER, SampleAgent, SampleBrand, people


class NotSetUp(Exception):
    """There is no desk yet that could be filled."""

    def __init__(self) -> None:
        super().__init__(_("Set the desk up first; the sample data needs an owner."))


@dataclass(frozen=True, slots=True)
class Company:
    """Who and what the conversations name, by the keys they use; `leads` is who sorts what comes in, by team."""

    inboxes: Mapping[str, Inbox]
    teams: Mapping[str, Team]
    agents: Mapping[str, User]
    leads: Mapping[str, str]


@transaction.atomic
def company() -> Company:
    """Find everybody, and make whoever is missing. Raises NotSetUp."""
    desk = Desk.objects.select_for_update().first()
    owner = User.objects.filter(role=Role.OWNER, is_active=True).order_by("pk").first()
    if desk is None or owner is None:
        raise NotSetUp
    given = people(Language(desk.language))
    inboxes = {brand.key: _inbox(brand) for brand in given.brands}
    teams = {key: _team(names, Language(desk.language)) for key, names in given.teams.items()}
    agents = {agent.key: owner if agent.key == OWNER else _member(agent, teams) for agent in given.agents}
    leads = {team: agent.key for agent in given.agents for team in agent.leads}
    return Company(inboxes=inboxes, teams=teams, agents=agents, leads={**leads, "": leads["accounts"]})


def sample_members() -> list[User]:
    """The members that the sample data brought, as far as they still work here; never the owner."""
    addresses = [agent.email for agent in people(Language.ENGLISH).agents if agent.key != OWNER]
    members = User.objects.filter(email__in=addresses, is_active=True).exclude(
        role__in=[Role.OWNER, Role.REQUESTER]
    )
    return list(members.order_by("pk"))


def _inbox(sample: SampleBrand) -> Inbox:
    found = Inbox.objects.select_related("brand").filter(address=sample.address).first()
    if found is not None:
        return found
    brand = Brand.objects.filter(name=sample.name).first()
    if brand is None:
        brand = make_brand(name=sample.name, language=sample.language, colour=sample.colour, by=None)
    first = Inbox.objects.select_related("team").order_by("pk").first()
    return make_inbox(brand=brand, address=sample.address, team=first.team if first else None, by=None)


def _team(names: Mapping[Language, str], language: Language) -> Team:
    return Team.objects.filter(name__in=names.values()).first() or make_team(names[language], by=None)


def _member(sample: SampleAgent, teams: Mapping[str, Team]) -> User:
    known = find_by_email(sample.email)
    if known is not None and known.role != Role.REQUESTER:
        return known
    member = make_member(
        name=sample.name,
        email=sample.email,
        role=Role(sample.role),
        by=None,
        teams=[teams[key] for key in sample.teams],
        reach=Reach(sample.reach),
        language=sample.language,
    )
    led = [teams[key] for key in sample.leads]
    TeamMembership.objects.filter(user=member, team__in=led).update(is_lead=True)
    return member
