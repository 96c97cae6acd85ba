"""Readers with the same rights are asked for once: their hints and counts are the same."""

from dataclasses import dataclass

from madang.accounts.models import TeamMembership, User
from madang.accounts.roles import Permission, Reach


@dataclass(frozen=True, slots=True)
class Rights:
    """What a group of people sees. `key` is the same for the same rights.

    `person` stands for all of them where `visible_to` is asked; `teams` are theirs when their reach is by
    team. `notes`: whether they may know of internal notes.
    """

    key: str
    person: User
    teams: frozenset[int]
    notes: bool


def rights_of(person: User) -> Rights:
    """The rights of an agent; one query when their reach is by team."""
    notes = person.may(Permission.NOTE)
    teams: frozenset[int] = frozenset()
    match person.reach:
        case Reach.ALL:
            reach = "all"
        case Reach.TEAMS:
            teams = frozenset(TeamMembership.objects.filter(user=person).values_list("team_id", flat=True))
            reach = f"teams:{','.join(map(str, sorted(teams)))}:{person.pk}"
        case _:
            reach = f"assigned:{person.pk}"
    return Rights(key=f"{reach}{'+notes' if notes else ''}", person=person, teams=teams, notes=notes)


def rights_key(person: User) -> str:
    """The same text for people who see the same tickets and notes; good as a part of a cache's key."""
    return rights_of(person).key
