"""A saved view as the workspace shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import User
from madang.lib.conditions import Group, Wrong, leaves
from madang.tickets.filters import (
    USUAL_ORDER,
    described,
    in_one_line,
    names_order,
    read,
    wrong_in_words,
)
from madang.tickets.filters.attribute import ME
from madang.tickets.models import SavedView, Sharing
from madang.tickets.views import may_change_view

from .field_columns import is_of_field, trouble_with_order, troubles_with

FACTS: Mapping[str, str | Promise] = {
    "preview": _("Beginning of the last message"),
    "status": _("Status"),
    "priority": _("Priority"),
    "type": _("Type"),
    "team": _("Team"),
    "assignee": _("Assignee"),
    "tags": _("Tags"),
    "brand": _("Brand"),
    "inbox": _("Support address"),
    "number": _("Ticket number"),
    "organization": _("Organization"),
    "created": _("Created"),
    "updated": _("Last changed"),
    "solved": _("Solved"),
}
"""What a row can show besides customer, subject and time."""

USUAL_FACTS = ("preview", "status", "priority", "team", "assignee", "tags")


@dataclass(frozen=True, slots=True)
class ShownView:
    """A saved view, read. `tree` is None when its conditions can't be read, for the reason `wrong`."""

    saved: SavedView
    tree: Group | None
    order: str
    grouping: str
    facts: tuple[str, ...]
    wrong: str = ""

    @property
    def is_the_same_for_all(self) -> bool:
        """Whether everybody with the same rights would see the same tickets in it."""
        return self.tree is not None and all(
            ME not in one.value for one in leaves(self.tree) if isinstance(one.value, tuple)
        )


def shown(saved: SavedView) -> ShownView:
    """Read a saved view; what another release wrote and this one doesn't know is left out."""
    order = saved.order if names_order(saved.order) else USUAL_ORDER
    facts = tuple(one for one in saved.facts if one in FACTS or is_of_field(one))
    try:
        return ShownView(saved, read(saved.conditions), order, saved.grouping, facts)
    except Wrong as wrong:
        return ShownView(saved, None, order, "", facts, wrong_in_words(wrong))


@dataclass(frozen=True, slots=True)
class DescribedView:
    """What stands above the rows of a view: its conditions in words, and what is wrong with it."""

    pk: int
    conditions: str
    troubles: Sequence[str]
    may_change: bool
    is_shared: bool


def described_view(view: ShownView, person: User) -> DescribedView:
    """The view in words, for `person`."""
    words = described(view.tree) if view.tree is not None else None
    return DescribedView(
        pk=view.saved.pk,
        conditions=in_one_line(words) if words is not None else "",
        troubles=[
            *([view.wrong] if words is None else words.gone),
            *trouble_with_order(view.order),
            *troubles_with(view.facts),
        ],
        may_change=may_change_view(person, view.saved),
        is_shared=view.saved.sharing != Sharing.PERSONAL,
    )
