"""The single things that a macro, or a change of many tickets, does with each ticket."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madang.accounts.agents import agents
from madang.accounts.models import Team, User
from madang.accounts.roles import Permission

from .models import OwnStatus, Priority, Status, Tag, TicketType

ME = "me"
NOBODY = ""
ANSWER = "answer"
SNOOZE_DAYS = ("1", "3", "7", "30")


class PartKind(models.TextChoices):
    """What is done."""

    STATUS = "status", gettext_lazy("Status")
    PRIORITY = "priority", gettext_lazy("Priority")
    TYPE = "type", gettext_lazy("Type")
    UNTAG = "untag", gettext_lazy("Tag off")
    TAG = "tag", gettext_lazy("Tag on")
    ASSIGNEE = "assignee", gettext_lazy("Assignee")
    TEAM = "team", gettext_lazy("Team")
    SNOOZE = "snooze", gettext_lazy("Snooze")


PERMISSION = {PartKind.ASSIGNEE: Permission.ASSIGN, PartKind.TEAM: Permission.ASSIGN}
"""What a part needs; every other needs the permission to change."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to do.

    `value` is a code: of a status `solved`, with one of the desk's own `on_hold:12`; of a priority its
    number; of a type its code, empty for none; of a tag its id; of a person their id, `me` or empty for
    nobody; of a team its id, empty for none; of a snooze its days, or `answer`. `name` is what it was
    called when it was kept, to speak of it when it is gone.
    """

    kind: str
    value: str
    name: str = ""

    def kept(self) -> dict[str, str]:
        """As it is kept in a column."""
        return asdict(self)


def parts_in(kept: Iterable[Mapping[str, str]]) -> list[Part]:
    """The parts of what was kept, in the order in which they are done; of a kind unknown here none."""
    order = {kind: place for place, kind in enumerate(PartKind.values)}
    found = [Part(one["kind"], one["value"], one.get("name", "")) for one in kept if one["kind"] in order]
    return sorted(found, key=lambda part: order[part.kind])


@dataclass(frozen=True, slots=True)
class Prospect:
    """A part in words, and why it would be left out; `why_not` is empty for what would be done."""

    part: Part
    words: str
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What parts name by id, as it is now."""

    teams: Mapping[str, Team]
    people: Mapping[str, User]
    tags: Mapping[str, str]
    statuses: Mapping[str, OwnStatus]


def loaded(parts: Sequence[Part]) -> Loaded:
    """What the parts name. Four queries at most."""
    ids = {kind: _ids(parts, kind) for kind in PartKind}
    tags = ids[PartKind.TAG] | ids[PartKind.UNTAG]
    owned = {int(part.value.partition(":")[2]) for part in parts if _is_own(part)}
    teams = Team.objects.in_bulk(ids[PartKind.TEAM]) if ids[PartKind.TEAM] else {}
    people = agents().in_bulk(ids[PartKind.ASSIGNEE]) if ids[PartKind.ASSIGNEE] else {}
    own = OwnStatus.objects.filter(is_retired=False).in_bulk(owned) if owned else {}
    named = Tag.objects.filter(pk__in=tags).values_list("pk", "name") if tags else ()
    return Loaded(
        teams={str(pk): one for pk, one in teams.items()},
        people={str(pk): one for pk, one in people.items()},
        tags={str(pk): name for pk, name in named},
        statuses={str(pk): one for pk, one in own.items()},
    )


def prospects(parts: Sequence[Part], *, by: User, there: Loaded | None = None) -> list[Prospect]:
    """Each part in words, with why it would be left out when `by` used it. Four queries at most."""
    there = there or loaded(parts)
    return [_prospect(part, there, by) for part in parts]


def _prospect(part: Part, there: Loaded, by: User) -> Prospect:
    name = _name(part, there)
    words = _words(part, name or part.name or "?")
    if name is None:
        return Prospect(part, words, _("it is not there any more"))
    if not by.may(PERMISSION.get(PartKind(part.kind), Permission.CHANGE)):
        return Prospect(part, words, _("you may not do this"))
    return Prospect(part, words)


def _name(part: Part, there: Loaded) -> str | None:
    """What the value is called now, None when it is gone."""
    value = part.value
    match part.kind:
        case PartKind.STATUS:
            category, _colon, own = value.partition(":")
            if own:
                status = there.statuses.get(own)
                return status.name if status is not None and status.category == category else None
            return str(Status(category).label) if category in Status.values else None
        case PartKind.PRIORITY:
            known = value.isdecimal() and int(value) in Priority.values
            return str(Priority(int(value)).label) if known else None
        case PartKind.TYPE:
            none = _("No type")
            return none if not value else str(TicketType(value).label) if value in TicketType.values else None
        case PartKind.TAG | PartKind.UNTAG:
            return there.tags.get(value)
        case PartKind.TEAM:
            return there.teams[value].name if value in there.teams else None if value else _("No team")
        case PartKind.ASSIGNEE:
            fixed = {ME: _("Me"), NOBODY: _("Nobody")}
            return fixed.get(value) or (there.people[value].shown_name if value in there.people else None)
        case _:
            return _snooze_words(value)


def _snooze_words(value: str) -> str | None:
    if value == ANSWER:
        return _("Until the customer writes")
    if value == "1":
        return _("Until tomorrow")
    return _("For %(days)s days") % {"days": value} if value in SNOOZE_DAYS else None


def _words(part: Part, name: str) -> str:
    return f"{PartKind(part.kind).label}: {name}"


def _ids(parts: Sequence[Part], kind: PartKind) -> set[int]:
    return {int(part.value) for part in parts if part.kind == kind and part.value.isdecimal()}


def _is_own(part: Part) -> bool:
    return part.kind == PartKind.STATUS and part.value.partition(":")[2].isdecimal()


def without(parts: Iterable[Part], left_out: Collection[Part]) -> list[Part]:
    """The parts but some."""
    return [part for part in parts if part not in left_out]
