"""How many tickets the views hold. After a change only the tickets that it touched are looked at again.

Views that are the same for all are counted once for all with the same rights.
"""

import threading
import time
from collections.abc import Mapping, Sequence

from django.utils import timezone

from madang.accounts.models import User
from madang.accounts.roles import Reach
from madang.history.readers import Newest, touched_since
from madang.lib.conditions import Group as Tree
from madang.lib.once import Once
from madang.realtime.rights import rights_key
from madang.tickets.filters import Asker, Tally

from .lists import Group
from .sharing import SHARED_SECONDS
from .shown import ShownView

Trees = Mapping[str, Tree]


def view_counts_for(person: User, groups: Sequence[Group], happened: Newest | None) -> dict[str, str]:
    """The counts of the person's views in words, by slug. `happened` is `newest()`, asked before."""
    views = {one.slug: one.view for group in groups for one in group.lists if one.view is not None}
    shared = {
        slug: view for slug, view in views.items() if view.is_the_same_for_all and person.reach == Reach.ALL
    }
    own = {slug: view for slug, view in views.items() if slug not in shared}
    return {
        **_counted(shared, person, happened, of=rights_key(person) if shared else ""),
        **_counted(own, person, happened, of=f"{person.pk}"),
    }


def _counted(
    views: Mapping[str, ShownView], person: User, happened: Newest | None, *, of: str
) -> dict[str, str]:
    trees = {slug: view.tree for slug, view in views.items() if view.tree is not None}
    if not trees:
        return {}
    written = ",".join(f"{slug}:{views[slug].saved.updated_at.timestamp()}" for slug in trees)
    kept = _KEPT.get((of, timezone.get_current_timezone_name(), written), _Kept)
    return kept.counts(trees, person, happened)


class _Kept:
    """The tally of some views, and how far it has come."""

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        self._tally: Tally[str] | None = None
        self._happened: Newest | None = None
        self._minute = 0.0

    def counts(self, trees: Trees, person: User, happened: Newest | None) -> dict[str, str]:
        with self._one_at_a_time:
            tally = self._brought_up_to(happened)
            if tally is None:
                tally = Tally(trees, by=Asker.of(person))
                self._minute = time.time() // SHARED_SECONDS
            self._tally, self._happened = tally, happened
            return {slug: str(count) for slug, count in tally.counts.items()}

    def _brought_up_to(self, happened: Newest | None) -> Tally[str] | None:
        """What is kept as it is now; None when all is to be counted anew."""
        if self._tally is None or self._happened is None or happened is None:
            return None
        if time.time() // SHARED_SECONDS != self._minute:
            return None
        if happened != self._happened:
            touched = touched_since(self._happened, "ticket")
            if touched is None:
                return None
            if touched:
                self._tally.look_again(touched)
        return self._tally


_KEPT: Once[_Kept] = Once(most=160)
