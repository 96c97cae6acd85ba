"""The macros that somebody may use, and how they are found by typing."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from madang.accounts.models import Team, User
from madang.accounts.roles import Permission
from madang.lib.html import to_text

from .models import Audience, Macro

MOST_SEARCHED = 3000
MOST_FOUND = 20


def macros_for(person: User) -> QuerySet[Macro]:
    """The macros that a person may use: their own, their teams', everybody's; retired ones too."""
    if not person.is_agent:
        return Macro.objects.none()
    own_teams = Team.objects.filter(memberships__user=person).values("pk")
    of_teams = Macro.objects.filter(audience=Audience.TEAMS, teams__in=own_teams).values("pk")
    return Macro.objects.filter(
        Q(audience=Audience.EVERYBODY)
        | Q(audience=Audience.PERSONAL, owner=person)
        | Q(audience=Audience.TEAMS, pk__in=of_teams)
    )


def changed_by(person: User) -> QuerySet[Macro]:
    """The macros that a person may see and change in the settings: their own, and the shared they manage."""
    own = Q(audience=Audience.PERSONAL, owner=person)
    if person.may(Permission.MANAGE_DESK):
        return Macro.objects.filter(own | ~Q(audience=Audience.PERSONAL))
    led = Team.objects.filter(memberships__user=person, memberships__is_lead=True).values("pk")
    of_others = Macro.teams.through.objects.exclude(team__in=led).values("macro")
    return (
        Macro.objects.filter(own | Q(audience=Audience.TEAMS, teams__in=led))
        .exclude(~own & Q(pk__in=of_others))
        .distinct()
    )


def may_share(person: User, audience: Audience, teams: Iterable[Team]) -> bool:
    """Whether somebody may share a macro that far: with all as a manager, with teams as their lead."""
    if audience == Audience.PERSONAL or person.may(Permission.MANAGE_DESK):
        return True
    wanted = {team.pk for team in teams}
    led = set(person.memberships.filter(is_lead=True).values_list("team", flat=True))
    return audience == Audience.TEAMS and bool(wanted) and wanted <= led


@dataclass(frozen=True, slots=True)
class _Known:
    pk: int
    name: str
    uses: int
    bodies: dict[str, str]


def find(person: User, typed: str, *, most: int = MOST_FOUND) -> Sequence[Macro]:
    """The macros in use that fit what was typed: by name first, then by their words, the most used first.

    Two queries.
    """
    wanted = _plain(typed).split()
    ranked = []
    rows = macros_for(person).filter(is_retired=False).order_by("-uses", "pk")
    for pk, name, uses, bodies in rows.values_list("pk", "name", "uses", "bodies")[:MOST_SEARCHED]:
        rank = _rank(_Known(pk, name, uses, bodies), wanted)
        if rank is not None:
            ranked.append((rank, -uses, name, pk))
    chosen = [pk for *_order, pk in sorted(ranked)[:most]]
    found = macros_for(person).prefetch_related("attachments", "teams").in_bulk(chosen)
    return [found[pk] for pk in chosen if pk in found]


def _rank(macro: _Known, wanted: Sequence[str]) -> int | None:
    """How well it fits, the smaller the better; None when it doesn't."""
    name = _plain(macro.name)
    if not wanted or name.startswith(" ".join(wanted)):
        return 0
    if all(any(word.startswith(one) for word in name.split()) for one in wanted):
        return 1
    if all(one in name for one in wanted):
        return 2
    words = f"{name} {_plain(' '.join(to_text(body) for body in macro.bodies.values()))}"
    return 3 if all(one in words for one in wanted) else None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
