"""Who may be the same customer, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from madang.accounts.models import Likeness, User
from madang.accounts.roles import Permission
from madang.lib.prepared import Given, Prepared
from madang.tickets.customers import customers_visible_to

MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody who may be the same, and what tells so; `detail` is the address or number that does."""

    person: User
    why: str
    detail: str


def alike_to(customer: int, *, seen_by: User) -> Sequence[Alike]:
    """Who may be the same as a customer, for whoever may merge them and sees both.

    One query, a second one when there is somebody.
    """
    if not seen_by.may(Permission.CHANGE_CUSTOMERS):
        return []
    found = {
        one.other_id if one.person_id == customer else one.person_id: one
        for one in _OPEN.all(person=customer, other=customer)
    }
    if not found:
        return []
    people = customers_visible_to(seen_by).filter(pk__in=list(found)).order_by("pk")[:MOST_SHOWN]
    return [
        Alike(one, str(Likeness.Why(found[one.pk].why).label), found[one.pk].detail)
        for one in people
        if found[one.pk].why in Likeness.Why.values
    ]


_OPEN = Prepared(
    lambda: Likeness.objects.filter(
        Q(person=Given("person")) | Q(other=Given("other")), is_open=True
    ).order_by("pk")[:20]
)
