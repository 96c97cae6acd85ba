"""Whom notes name: `@` in front of an agent or a team, kept as a link that says who is meant.

`<a href="#agent-12">@김민아</a>` names an agent, `#team-3` a team. The words are for who reads text alone.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from madang.accounts.agents import agents
from madang.accounts.models import Team, User
from madang.accounts.roles import Permission
from madang.lib.text.hangul import initials

from .models import Ticket
from .queries import who_see

MOST_OFFERED = 8
MOST_READ = 2_000
"""Colleagues and teams that are looked at for what was typed: by initials no index finds them."""
MARK = re.compile(r"#(agent|team)-(\d{1,18})")
_IN_HTML = re.compile(r'<a\b[^>]*?\bhref="#(agent|team)-(\d{1,18})"')


@dataclass(frozen=True, slots=True)
class Named:
    """The ids of the agents and teams that a text names, each once, in its order."""

    people: Sequence[int] = ()
    teams: Sequence[int] = ()

    def __bool__(self) -> bool:
        return bool(self.people or self.teams)


@dataclass(frozen=True, slots=True)
class Offer:
    """Somebody who can be named: `mark` is what is kept, `note` says who that is.

    `caution` is what happens, or can't, because they don't see the ticket yet; `possible` is False when it
    can't.
    """

    mark: str
    name: str
    note: str
    caution: str = ""
    possible: bool = True


def named_in(html: str) -> Named:
    """Whom a clean text names. No query."""
    found = [(kind, int(key)) for kind, key in _IN_HTML.findall(html)] if "#" in html else []
    return Named(
        people=tuple(dict.fromkeys(key for kind, key in found if kind == "agent")),
        teams=tuple(dict.fromkeys(key for kind, key in found if kind == "team")),
    )


def offered(ticket: Ticket, typed: str, *, by: User) -> list[Offer]:
    """The colleagues and teams that what was typed may mean, those who see the ticket first. Four queries.

    Names are found by any part, addresses by their start, Korean names by their initials too (ㄱㅁㅇ).
    """
    wanted = typed.strip().casefold()
    people = [
        one
        for one in agents().exclude(pk=by.pk).order_by("name", "pk")[:MOST_READ]
        if _fits(wanted, one.shown_name) or (one.email or "").startswith(wanted)
    ]
    teams = [one for one in Team.objects.order_by("name", "pk")[:MOST_READ] if _fits(wanted, one.name)]
    seeing = set(
        agents().filter(who_see(ticket), pk__in=[one.pk for one in people]).values_list("pk", flat=True)
    )
    people.sort(key=lambda one: (one.pk not in seeing, not one.shown_name.casefold().startswith(wanted)))
    found = [_of_person(one, sees=one.pk in seeing, by=by) for one in people[:MOST_OFFERED]]
    return [*found, *(_of_team(one) for one in teams[: max(2, MOST_OFFERED - len(found))])]


def about(ticket: Ticket, html: str, *, by: User) -> list[Offer]:
    """The agents whom a text names already, with what there is to say of each. Two queries."""
    people = list(agents().filter(pk__in=named_in(html).people).order_by("pk"))
    unseen = {one.pk for one in unseeing(ticket, [one.pk for one in people])}
    return [_of_person(one, sees=one.pk not in unseen, by=by) for one in people]


def unseeing(ticket: Ticket, people: Collection[int]) -> list[User]:
    """Those of the agents who don't see the ticket. One query."""
    return list(agents().filter(pk__in=people).exclude(who_see(ticket)).order_by("pk"))


def members_of(teams: Collection[int]) -> set[int]:
    """The ids of the agents of these teams. One query, none without teams."""
    if not teams:
        return set()
    return set(agents().filter(memberships__team__in=teams).values_list("pk", flat=True))


def may_show(person: User) -> bool:
    """Whether `person` may show a ticket to a colleague who doesn't see it: who may give it to them may."""
    return person.may(Permission.ASSIGN)


def _fits(wanted: str, name: str) -> bool:
    folded = name.casefold()
    return wanted in folded or (bool(wanted) and wanted in initials(folded))


def _of_person(person: User, *, sees: bool, by: User) -> Offer:
    mark, note = f"agent-{person.pk}", person.email or ""
    if sees:
        return Offer(mark, person.shown_name, note)
    if may_show(by):
        return Offer(mark, person.shown_name, note, caution=_("Sees this ticket from then on"))
    words = _("Does not see this ticket, and you can't show it to them")
    return Offer(mark, person.shown_name, note, caution=words, possible=False)


def _of_team(team: Team) -> Offer:
    return Offer(f"team-{team.pk}", team.name, _("Everybody in the team"))
