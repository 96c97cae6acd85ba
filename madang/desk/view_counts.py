"""How many tickets the views hold: all in one go, and those that are the same for all once for all."""

from collections.abc import Sequence
from hashlib import sha256

from django.core.cache import cache
from django.utils import timezone

from madang.accounts.models import User
from madang.accounts.roles import Reach
from madang.lib.conditions import Group as Tree
from madang.realtime.rights import rights_key
from madang.tickets.filters import Asker, count_all

from .counts import KEPT_SECONDS, what_happened
from .lists import Group
from .shown import ShownView


def view_counts_for(person: User, groups: Sequence[Group]) -> dict[str, str]:
    """The counts of the person's views in words, by slug: counted when something happened since."""
    views = {one.slug: one.view for group in groups for one in group.lists if one.view is not None}
    own = {slug: view for slug, view in views.items() if view.tree is not None}
    same = {slug: view for slug, view in own.items() if view.is_the_same_for_all}
    happened = what_happened() if same and person.reach == Reach.ALL else None
    if happened is None:
        return _counted(own, person)
    zone = timezone.get_current_timezone_name()
    written = ",".join(f"{slug}:{view.saved.updated_at.timestamp()}" for slug, view in same.items())
    asked = f"{rights_key(person)}|{zone}|{happened}|{written}"
    key = f"desk.views:{sha256(asked.encode()).hexdigest()}"
    known: dict[str, str] | None = cache.get(key)
    if known is None:
        known = _counted(same, person)
        cache.set(key, known, KEPT_SECONDS)
    return {**known, **_counted({slug: view for slug, view in own.items() if slug not in same}, person)}


def _counted(views: dict[str, ShownView], person: User) -> dict[str, str]:
    trees: dict[str, Tree] = {slug: view.tree for slug, view in views.items() if view.tree is not None}
    return {slug: str(found) for slug, found in count_all(trees, by=Asker.of(person)).items()}
