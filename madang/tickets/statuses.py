"""The statuses that can be chosen: the categories, and the desk's own within them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q

from madang.lib.prepared import Given, Prepared

from .models import OwnStatus, Status

NEVER_CHOSEN = frozenset({Status.NEW, Status.CLOSED})
"""Categories that a ticket comes into by itself, so that no menu offers them."""

_ALL = Prepared(lambda: OwnStatus.objects.all())
_DEFAULT = Prepared(lambda: OwnStatus.objects.filter(category=Given("category"), is_default=True)[:1])


@dataclass(frozen=True, slots=True)
class Choice:
    """One status to choose: its category, and the id of the desk's own, None for the plain category."""

    category: str
    own: int | None
    name: str
    is_current: bool = False
    is_retired: bool = False


@dataclass(frozen=True, slots=True)
class Category:
    """A category with what can be chosen in it, in order; one choice of its own name needs no heading."""

    category: str
    name: str
    choices: Sequence[Choice]

    @property
    def heading(self) -> bool:
        """Whether the choices don't say the category's name already."""
        return [one.name for one in self.choices] != [self.name]


def default_of(category: Status) -> OwnStatus | None:
    """The status of its own that a ticket gets when it comes into a category; None for the plain one."""
    return _DEFAULT.first(category=category.value)


def choices_for(category: str, own: int | None) -> Sequence[Category]:
    """What a ticket with this status can be set to, by category, what it has among it. One query.

    The plain status of a category is offered unless one of the desk's own is the default in its place.
    """
    by_category: dict[str, list[OwnStatus]] = {}
    for one in _ALL.all():
        if not one.is_retired or one.pk == own:
            by_category.setdefault(one.category, []).append(one)
    offered = []
    for status in Status:
        is_here = status.value == category
        if status in NEVER_CHOSEN and not is_here:
            continue
        owned = sorted(by_category.get(status.value, []), key=lambda one: not one.is_default)
        choices = [
            Choice(one.category, one.pk, one.name, is_current=one.pk == own, is_retired=one.is_retired)
            for one in owned
        ]
        has_plain = is_here and own is None
        if has_plain or not any(one.is_default for one in owned):
            choices.insert(0, Choice(status.value, None, str(status.label), is_current=has_plain))
        offered.append(Category(status.value, str(status.label), choices))
    return offered


def has_own_status(ids: Collection[int]) -> Q:
    """The condition that a ticket has one of these statuses of the desk's own; its index answers it."""
    return Q(own_status__in=sorted(ids))
