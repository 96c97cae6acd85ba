"""Who follows a ticket, as its side panel shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from madang.accounts.models import User
from madang.accounts.roles import Role
from madang.lib.prepared import Given, Prepared
from madang.tickets.merging import whole_conversation
from madang.tickets.models import Ticket

MOST_SHOWN = 12
_MOST_READ = 100


@dataclass(frozen=True, slots=True)
class Following:
    """The followers, oneself first; for `more` there is no room. `mine`: one follows oneself."""

    people: Sequence[User] = ()
    more: int = 0
    mine: bool = False


def following_of(person: User, ticket: Ticket) -> Following:
    """Who follows the ticket or what was merged into it. Two queries."""
    whole = whole_conversation(ticket)
    if len(whole) == 1:
        found = _FOLLOWERS.all(ticket=ticket.pk)
    else:
        found = list(User.objects.filter(followed__ticket__in=whole, is_active=True).distinct()[:_MOST_READ])
    people = sorted((one for one in found if one.role != Role.REQUESTER), key=lambda one: one.pk != person.pk)
    return Following(
        people=people[:MOST_SHOWN],
        more=max(0, len(people) - MOST_SHOWN),
        mine=bool(people) and people[0].pk == person.pk,
    )


_FOLLOWERS = Prepared(
    lambda: User.objects.filter(followed__ticket=Given("ticket"), is_active=True).order_by("pk")[:_MOST_READ]
)
