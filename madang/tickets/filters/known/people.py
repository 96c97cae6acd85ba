"""Whose ticket it is: assignee, team, and the customer."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from madang.accounts.agents import agents
from madang.accounts.at_work import Said
from madang.accounts.availability import in_state
from madang.accounts.models import Identity, Organization, Team, User
from madang.lib.conditions import Choices, Value

from ...customers import organizations_visible_to
from ...models import Follower, TeamInvitation, Ticket
from ..attribute import ME, NONE, Asker, Choice, TicketAttribute, Word
from ..registry import register
from .choosing import (
    IDS,
    IDS_OR_CODES,
    MOST_CHOICES,
    MOST_LOOKED_UP,
    NOTHING,
    PEOPLE,
    code_names,
    is_or_is_not,
    of_codes,
    of_column,
    of_rows,
    one_of,
    row_names,
)

ME_IN_WORDS, NOBODY_IN_WORDS = _("Me (whoever looks)"), _("Nobody")
NO_TEAM, NO_ORGANIZATION = _("No team"), _("No organization")


def _own(values: Iterable[Any], asker: Asker) -> list[Any]:
    return [asker.person.pk if one == ME else one for one in values]


def _assignee(operator: str, value: Value, asker: Asker) -> Q:
    found = one_of("assignee", _own(value, asker))
    return found if operator == "is" else ~found


def _assigned(operator: str, value: Value, asker: Asker) -> QuerySet[Any, Any] | None:
    if operator != "is" or NONE in value:
        return None
    return Ticket.objects.filter(assignee__in=_own(value, asker)).order_by().values("pk")


def _agents(asker: Asker) -> Sequence[Choice]:
    colleagues = agents().order_by("name", "pk")
    return [
        Choice(ME, str(ME_IN_WORDS)),
        Choice(NONE, str(NOBODY_IN_WORDS)),
        *(Choice(agent.pk, agent.shown_name) for agent in colleagues[:MOST_CHOICES]),
    ]


def _agents_like(typed: str, asker: Asker) -> Sequence[Choice]:
    named = agents().filter(Q(name__icontains=typed) | Q(email__istartswith=typed)).order_by("name", "pk")
    return [Choice(agent.pk, agent.shown_name) for agent in named[:MOST_LOOKED_UP]]


def _shown(person: User) -> str:
    if person.is_agent:
        return person.shown_name
    return _now("%(name)s (not an agent any more)") % {"name": person.shown_name}


register(
    TicketAttribute(
        name="assignee",
        label=_("Assignee"),
        heading=PEOPLE,
        operators=is_or_is_not(IDS_OR_CODES),
        q=_assignee,
        choices=_agents,
        named=row_names(User, _shown, codes={ME: ME_IN_WORDS, NONE: NOBODY_IN_WORDS}),
        rows=_assigned,
        keys=("담당자", "담당"),
        called={**NOTHING, "me": (ME,), "나": (ME,), "저": (ME,), "nobody": (NONE,)},
        look_up=_agents_like,
    )
)


def _there(operator: str, value: Value, asker: Asker) -> Q:
    # Who is there is asked now: it follows from the clock as well as from what people said.
    found = one_of("assignee", sorted(in_state(value, now=asker.now)))
    return found if operator == "is" else ~found & Q(assignee__isnull=False)


def _of_those(operator: str, value: Value, asker: Asker) -> QuerySet[Any, Any] | None:
    if operator != "is":
        return None
    return Ticket.objects.filter(assignee__in=in_state(value, now=asker.now)).order_by().values("pk")


def _states() -> Sequence[tuple[Word, object]]:
    return [*Said.choices]


register(
    TicketAttribute(
        name="assignee_is",
        label=_("Assignee is"),
        heading=PEOPLE,
        operators=is_or_is_not(Choices(of=frozenset(Said.values))),
        q=_there,
        choices=of_codes(_states),
        named=code_names(_states),
        rows=_of_those,
        keys=("담당자상태",),
    )
)


def _of_teams(operator: str, value: Value, asker: Asker) -> QuerySet[Any, Any] | None:
    if operator != "is" or NONE in value:
        return None
    return Ticket.objects.filter(team__in=value).order_by().values("pk")


register(
    TicketAttribute(
        name="team",
        label=_("Team"),
        heading=PEOPLE,
        operators=is_or_is_not(IDS_OR_CODES),
        q=of_column("team"),
        choices=of_rows(lambda: Team.objects.order_by("name", "pk"), str, nothing=NO_TEAM),
        named=row_names(Team, str, codes={NONE: NO_TEAM}),
        rows=_of_teams,
        keys=("group", "팀"),
        called=NOTHING,
    )
)


def _following(operator: str, value: Value, asker: Asker) -> Q:
    found = Q(Exists(Follower.objects.filter(ticket=OuterRef("pk"), person__in=_own(value, asker))))
    return found if operator == "is" else ~found


def _followed(operator: str, value: Value, asker: Asker) -> QuerySet[Any, Any] | None:
    if operator != "is":
        return None
    return Follower.objects.filter(person__in=_own(value, asker)).values("ticket")


register(
    TicketAttribute(
        name="follower",
        label=_("Follower"),
        heading=PEOPLE,
        operators=is_or_is_not(IDS_OR_CODES),
        q=_following,
        choices=lambda asker: [one for one in _agents(asker) if one.value != NONE],
        named=row_names(User, _shown, codes={ME: ME_IN_WORDS}),
        rows=_followed,
        single=False,
        keys=("팔로워",),
    )
)


def _waiting_on(operator: str, value: Value, asker: Asker) -> Q:
    asked = TeamInvitation.objects.filter(ticket=OuterRef("pk"), team__in=value, done_at__isnull=True)
    return Q(Exists(asked)) if operator == "is" else ~Q(Exists(asked))


def _asked(operator: str, value: Value, asker: Asker) -> QuerySet[Any, Any] | None:
    if operator != "is":
        return None
    return TeamInvitation.objects.filter(team__in=value, done_at__isnull=True).values("ticket")


register(
    TicketAttribute(
        name="waits_on",
        label=_("Waiting on team"),
        heading=PEOPLE,
        operators=is_or_is_not(IDS),
        q=_waiting_on,
        choices=of_rows(lambda: Team.objects.order_by("name", "pk"), str),
        named=row_names(Team, str),
        rows=_asked,
        single=False,
        keys=("도움요청",),
    )
)


def _users(addresses: Iterable[str]) -> QuerySet[Identity, int]:
    values = [address.lower() for address in addresses]
    return Identity.objects.filter(kind="email", value__in=values).values_list("user_id", flat=True)


def _requester(operator: str, value: Value, asker: Asker) -> Q:
    found = Q(requester__in=list(_users(value)))
    return found if operator == "is" else ~found


def _requested(operator: str, value: Value, asker: Asker) -> QuerySet[Any, Any] | None:
    if operator != "is":
        return None
    return Ticket.objects.filter(requester__in=list(_users(value))).order_by().values("pk")


def _addresses(values: Iterable[Word]) -> Mapping[Word, str]:
    asked = {str(value).lower(): value for value in values}
    known = Identity.objects.filter(kind="email", value__in=list(asked)).values_list("value", flat=True)
    return {asked[one]: one for one in known if one in asked}


def _of_organizations(operator: str, value: Value, asker: Asker) -> Q:
    # Asked of each customer by themselves: an organization may have more people than a view has tickets.
    ids = [one for one in value if one != NONE]
    belongs = Q(organization__isnull=False, organization__in=ids) if ids else Q(pk__in=())
    if NONE in value:
        belongs |= Q(organization__isnull=True)
    found = Q(Exists(User.objects.filter(belongs, pk=OuterRef("requester"))))
    return found if operator == "is" else ~found


def _asked_by_organizations(operator: str, value: Value, asker: Asker) -> QuerySet[Any, Any] | None:
    people = User.objects.filter(organization__isnull=False).order_by()
    if operator == "is" and NONE not in value:
        people = people.filter(organization__in=value)
    elif operator == "is" or tuple(value) != (NONE,):
        return None
    return Ticket.objects.filter(requester__in=people.values("pk")).order_by().values("pk")


def _organizations(asker: Asker) -> Sequence[Choice]:
    seen = organizations_visible_to(asker.person).order_by("name", "pk")
    return [Choice(NONE, str(NO_ORGANIZATION)), *(Choice(one.pk, one.name) for one in seen[:MOST_CHOICES])]


def _organizations_like(typed: str, asker: Asker) -> Sequence[Choice]:
    seen = organizations_visible_to(asker.person).filter(name__icontains=typed).order_by("name", "pk")
    return [Choice(one.pk, one.name) for one in seen[:MOST_LOOKED_UP]]


register(
    TicketAttribute(
        name="organization",
        label=_("Customer's organization"),
        heading=PEOPLE,
        operators=is_or_is_not(IDS_OR_CODES),
        q=_of_organizations,
        choices=_organizations,
        named=row_names(Organization, str, codes={NONE: NO_ORGANIZATION}),
        rows=_asked_by_organizations,
        keys=("org", "조직", "회사"),
        called=NOTHING,
        look_up=_organizations_like,
    )
)


register(
    TicketAttribute(
        name="requester",
        label=_("Customer's address"),
        heading=PEOPLE,
        operators=is_or_is_not(Choices()),
        q=_requester,
        named=_addresses,
        rows=_requested,
        keys=("from", "고객", "요청자"),
    )
)
