"""What a macro, or a change of many tickets, can be told to do: the choices of forms, and what was chosen."""

from collections.abc import Sequence

from django.http import QueryDict
from django.utils.translation import gettext as _

from madang.accounts.agents import agents
from madang.accounts.models import Team

from .models import OwnStatus, Priority, Status, Tag, TicketType
from .parts import ANSWER, ME, SNOOZE_DAYS, Part, PartKind
from .statuses import NEVER_CHOSEN
from .tags import as_kept

UNCHANGED = "-"
"""The choice that leaves something as it is."""

NONE = "none"
MOST_CHOICES = 500
OF_TAGS = frozenset({PartKind.TAG, PartKind.UNTAG})


def part_choices() -> Sequence[tuple[str, str, list[tuple[str, str]]]]:
    """Each kind of part with its name and its choices, which are none for tags: those are written."""
    choices = choices_of_parts()
    return [(kind.value, str(kind.label), choices.get(kind.value, [])) for kind in PartKind]


def parts_chosen(given: QueryDict) -> list[Part]:
    """The parts that a form posted; a value that is not offered counts as not given."""
    choices, parts = choices_of_parts(), []
    for kind in PartKind:
        value = given.get(kind.value, UNCHANGED)
        if kind in OF_TAGS:
            parts += tag_parts(kind, value if value != UNCHANGED else "")
            continue
        name = dict(choices[kind.value]).get(value)
        if value != UNCHANGED and name is not None:
            parts.append(Part(kind.value, "" if value == NONE else value, name))
    return parts


def tag_parts(kind: PartKind, written: str) -> list[Part]:
    """What is done with the tags of those names, one part for each; those that nobody made yet have no id.

    One query when any is named. The action that keeps the parts makes what is to be put on.
    """
    names = [name for name in dict.fromkeys(as_kept(name) for name in written.split(",")) if name]
    known = dict(Tag.objects.filter(name__in=names).values_list("name", "pk")) if names else {}
    return [Part(kind.value, str(known.get(name, "")), name) for name in names]


def choices_of_parts() -> dict[str, list[tuple[str, str]]]:
    """What each part that is chosen from a list can be set to."""
    same = (UNCHANGED, str(_("Leave as it is")))
    statuses = [(one.value, str(one.label)) for one in Status if one not in NEVER_CHOSEN]
    own = [(f"{one.category}:{one.pk}", one.name) for one in OwnStatus.objects.filter(is_retired=False)]
    own = [one for one in own if one[0].partition(":")[0] not in NEVER_CHOSEN]
    colleagues = agents().order_by("name", "pk")
    days = {"1": str(_("Until tomorrow"))}
    teams = Team.objects.order_by("name")[:MOST_CHOICES]
    return {
        "status": [same, *statuses, *own],
        "priority": [same, *((str(value), str(label)) for value, label in Priority.choices)],
        "type": [
            same,
            *((value, str(label)) for value, label in TicketType.choices),
            (NONE, str(_("No type"))),
        ],
        "assignee": [
            same,
            (ME, str(_("Whoever uses it"))),
            (NONE, str(_("Nobody"))),
            *((str(one.pk), one.shown_name) for one in colleagues[:MOST_CHOICES]),
        ],
        "team": [same, *((str(one.pk), one.name) for one in teams), (NONE, str(_("No team")))],
        "snooze": [
            same,
            (ANSWER, str(_("Until the customer writes"))),
            *((one, days.get(one) or str(_("For %(days)s days") % {"days": one})) for one in SNOOZE_DAYS),
        ],
    }
