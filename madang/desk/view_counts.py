"""How many tickets the views hold: all in one go, and those that are the same for all once for all."""

from collections.abc import Sequence

from django.utils import timezone

from madang.accounts.models import User
from madang.lib.conditions import Group as Tree
from madang.lib.once import Once
from madang.tickets.filters import Asker, count_all

from .lists import Group
from .shown import ShownView

_SHARED: Once[dict[str, str]] = Once(most=16)


def view_counts_for(person: User, groups: Sequence[Group], shared: str | None) -> dict[str, str]:
    """The counts of the person's views in words, by slug: those that hold the same for all, once for all.

    `shared` is `shared_by(person)`.
    """
    views = {one.slug: one.view for group in groups for one in group.lists if one.view is not None}
    own = {slug: view for slug, view in views.items() if view.tree is not None}
    same = {slug: view for slug, view in own.items() if view.is_the_same_for_all}
    if shared is None or not same:
        return _counted(own, person)
    written = ",".join(f"{slug}:{view.saved.updated_at.timestamp()}" for slug, view in same.items())
    key = (shared, timezone.get_current_timezone_name(), written)
    known = _SHARED.get(key, lambda: _counted(same, person))
    return {**known, **_counted({slug: view for slug, view in own.items() if slug not in same}, person)}


def _counted(views: dict[str, ShownView], person: User) -> dict[str, str]:
    trees: dict[str, Tree] = {slug: view.tree for slug, view in views.items() if view.tree is not None}
    return {slug: str(found) for slug, found in count_all(trees, by=Asker.of(person)).items()}
