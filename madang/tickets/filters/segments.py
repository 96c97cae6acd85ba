"""The segment that a ticket's customer belongs to."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import User
from madang.lib.conditions import Value, Wrong

from ..models import Segment
from .attribute import Asker, TicketAttribute
from .customers import customers_q, read_customers
from .known.choosing import IDS, PEOPLE, is_or_is_not, of_rows, row_names
from .registry import register


def _segment(operator: str, value: Value, asker: Asker) -> Q:
    found = Q(pk__in=())
    for condition in _conditions(value, asker):
        found |= Q(Exists(User.objects.filter(condition, pk=OuterRef("requester"))))
    return found if operator == "is" else ~found


def _conditions(ids: Iterable[int], asker: Asker) -> list[Q]:
    """Of the segments that are there and can be read; one query."""
    found = []
    for segment in Segment.objects.filter(pk__in=list(ids)).order_by("pk"):
        try:
            found.append(customers_q(read_customers(segment.conditions), asker))
        except Wrong:
            continue
    return found


register(
    TicketAttribute(
        name="segment",
        label=_("Segment of the customer"),
        heading=PEOPLE,
        operators=is_or_is_not(IDS),
        q=_segment,
        choices=of_rows(lambda: Segment.objects.order_by("name", "pk"), str),
        named=row_names(Segment, str),
        single=False,
        keys=("segment", "세그먼트"),
    )
)
