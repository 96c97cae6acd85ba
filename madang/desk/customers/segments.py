"""Who belongs to a segment, as far as somebody sees them."""

from madang.accounts.models import User
from madang.lib.conditions import Group
from madang.tickets.customers import listed_for
from madang.tickets.filters import Asker
from madang.tickets.filters.customers import customers_q

from .listing import PAGE, Lines, lines_of

MOST_COUNTED = 1_000


def customers_in(tree: Group, *, seen_by: User, before: int | None = None, most: int = PAGE) -> Lines:
    """The newest customers who meet the conditions, or those before the customer `before`."""
    found = listed_for(seen_by).filter(customers_q(tree, Asker.of(seen_by)))
    if before is not None:
        found = found.filter(pk__lt=before)
    lines = lines_of(seen_by, found.order_by("-pk"), most + 1)
    return Lines(lines[:most], next=lines[most - 1].pk if len(lines) > most else None)


def number_of(tree: Group, *, seen_by: User) -> str:
    """How many they are; more than a thousand are not counted."""
    found = listed_for(seen_by).filter(customers_q(tree, Asker.of(seen_by))).order_by()
    number = found.values("pk")[: MOST_COUNTED + 1].count()
    return f"{MOST_COUNTED:,}+" if number > MOST_COUNTED else str(number)
