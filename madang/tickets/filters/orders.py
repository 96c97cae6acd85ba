"""The orders in which tickets can be shown, and what they can be grouped by.

Every order is that of an index, beginning with `is_open` or with a field of the desk's own, so that a page
of any list is read from where the last one ended, however long the list is. An order is a row of stages that
follow one another; so is a list that is grouped: the tickets of the first group, then those of the second.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madang.accounts.agents import agents
from madang.accounts.models import Team
from madang.brands.models import Brand

from ..models import OPEN_STATUSES, Priority, Status
from .field_orders import field_order, names_field_order
from .stages import Order, Stage

MOST_GROUPS = 200


_SAID = "last_message_at"
_ALL: tuple[Order, ...] = (
    Order(
        "newest_message",
        _("Newest message first"),
        (Stage(_SAID),),
    ),
    Order(
        "oldest_message",
        _("Oldest message first"),
        (Stage(_SAID, newest_first=False),),
    ),
    Order(
        "longest_waiting",
        _("Longest waiting customer first"),
        (
            Stage("waiting_since", newest_first=False, index=Q(waiting_since__isnull=False)),
            Stage(_SAID, condition=Q(waiting_since__isnull=True)),
        ),
    ),
    Order(
        "priority",
        _("Most urgent first"),
        tuple(Stage(_SAID, index=Q(priority__in=(level,))) for level in sorted(Priority)[::-1]),
    ),
    Order(
        "updated",
        _("Last changed first"),
        (Stage("updated_at"),),
    ),
    Order(
        "longest_unchanged",
        _("Longest unchanged first"),
        (Stage("updated_at", newest_first=False),),
    ),
    Order(
        "solved",
        _("Last solved first"),
        (
            Stage("solved_at", index=Q(solved_at__isnull=False)),
            Stage(_SAID, condition=Q(solved_at__isnull=True)),
        ),
    ),
    Order(
        "newest",
        _("Newest ticket first"),
        (Stage("created_at"),),
    ),
    Order(
        "oldest",
        _("Oldest ticket first"),
        (Stage("created_at", newest_first=False),),
    ),
)
ORDERS: dict[str, Order] = {one.name: one for one in _ALL}
"""The orders that every desk has."""

USUAL_ORDER = "newest_message"


def names_order(name: str) -> bool:
    """Whether a view may be ordered so, as far as its name tells: a field may be gone. No query."""
    return name in ORDERS or names_field_order(name)


def order_of(name: str) -> Order | None:
    """The order of that name; None for a field that is gone. Two queries at most, for a field's."""
    return ORDERS.get(name) or field_order(name)


def order_or_usual(name: str) -> Order:
    """The order of that name, else the one that lists begin with."""
    return order_of(name) or ORDERS[USUAL_ORDER]


@dataclass(frozen=True, slots=True)
class Group:
    """One group of a grouped list: its name for people, what its tickets have in common, and whether all of
    them are open, or none; None says nothing of it."""

    label: str
    condition: Q
    is_open: bool | None = None


Groups: TypeAlias = Callable[[], Sequence[Group]]


@dataclass(frozen=True, slots=True)
class Grouping:
    """What a list can be grouped by."""

    name: str
    label: str | Promise
    groups: Groups


def _statuses() -> Sequence[Group]:
    return [Group(str(one.label), Q(status__in=(one.value,)), one in OPEN_STATUSES) for one in Status]


def _priorities() -> Sequence[Group]:
    levels = sorted(Priority)[::-1]
    return [Group(str(one.label), Q(priority__in=(one.value,))) for one in levels]


def _assignees() -> Sequence[Group]:
    shown = list(agents().order_by("name", "pk")[:MOST_GROUPS])
    ids = [one.pk for one in shown]
    return [
        Group(str(_("Nobody")), Q(assignee__isnull=True)),
        *(Group(one.shown_name, Q(assignee__in=(one.pk,))) for one in shown),
        Group(str(_("Others")), Q(assignee__isnull=False) & ~Q(assignee__in=ids)),
    ]


def _teams() -> Sequence[Group]:
    shown = list(Team.objects.order_by("name", "pk")[:MOST_GROUPS])
    ids = [one.pk for one in shown]
    return [
        Group(str(_("No team")), Q(team__isnull=True)),
        *(Group(one.name, Q(team__in=(one.pk,))) for one in shown),
        Group(str(_("Others")), Q(team__isnull=False) & ~Q(team__in=ids)),
    ]


def _brands() -> Sequence[Group]:
    return [Group(one.name, Q(brand__in=(one.pk,))) for one in Brand.objects.order_by("name", "pk")]


GROUPINGS: dict[str, Grouping] = {
    one.name: one
    for one in (
        Grouping("status", _("Status"), _statuses),
        Grouping("priority", _("Priority"), _priorities),
        Grouping("assignee", _("Assignee"), _assignees),
        Grouping("team", _("Team"), _teams),
        Grouping("brand", _("Brand"), _brands),
    )
}


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of the order within one group: the list is all of them, one after the other."""

    nth: int
    group: str
    stage: Stage
    condition: Q
    is_open: bool | None

    @property
    def common(self) -> Q:
        """What all of its tickets have in common."""
        return self.condition & self.stage.index


def steps_of(order: str, grouping: str) -> list[Step]:
    """The steps of a list in an order, the usual one where it is gone, grouped or not ("").

    Three queries at most: one of them for the groups, two for a field to order by.
    """
    groups = GROUPINGS[grouping].groups() if grouping in GROUPINGS else [Group("", Q())]
    stages = order_or_usual(order).stages
    return [
        Step(
            nth=nth * len(stages) + place,
            group=group.label,
            stage=stage,
            condition=group.condition & stage.condition,
            is_open=group.is_open,
        )
        for nth, group in enumerate(groups)
        for place, stage in enumerate(stages)
    ]
