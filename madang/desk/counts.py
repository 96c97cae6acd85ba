"""How many tickets lists hold: asked in one go, and never counted further than people read."""

from collections.abc import Sequence

from django.db import connection

from madang.accounts.models import User
from madang.accounts.roles import Reach
from madang.lib.once import Once
from madang.lib.prepared import Given, PreparedCounts, counting

from .list_contents import OF_THEIR_OWN
from .lists import Group

MOST = 1000
"""Counting stops here; more is shown as 999+. A million open tickets cost no more than a thousand."""


_OWN = PreparedCounts(
    lambda: [content(Reach.ALL, Given("agent")) for content in OF_THEIR_OWN.values()], most=MOST
)
_SHARED: Once[dict[str, int]] = Once(most=16)


def counts_for(person: User, groups: Sequence[Group], shared: str | None) -> dict[str, int]:
    """The same as `counts`, counted once for all who see the same: `shared` is `shared_by(person)`."""
    if shared is None:
        return counts(groups)
    of_all = [Group(group.name, [one for one in group.lists if not one.is_own]) for group in groups]
    own = zip(OF_THEIR_OWN, _OWN.of(agent=person.pk), strict=True)
    return {**_SHARED.get(shared, lambda: counts(of_all)), **dict(own)}


def counts(groups: Sequence[Group]) -> dict[str, int]:
    """The number of tickets in each counted list by its slug, at most MOST. One query, however many lists."""
    lists = [one for group in groups for one in group.lists if one.counted and one.view is None]
    if not lists:
        return {}
    statement, values = counting([one.tickets for one in lists], most=MOST)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchone()
    return {one.slug: number for one, number in zip(lists, found, strict=True)}


def in_words(number: int) -> str:
    """The count as it is shown."""
    return f"{MOST - 1}+" if number >= MOST else str(number)
