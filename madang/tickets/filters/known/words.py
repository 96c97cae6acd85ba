"""What a ticket says."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from madang.lib.conditions import Value, Words

from ..attribute import Asker, TicketAttribute
from ..registry import register
from .choosing import TICKET


def _subject(operator: str, value: Value, asker: Asker) -> Q:
    every = Q()
    for word in value.split():
        every &= Q(subject__icontains=word)
    return ~every if operator == "has_not" else every


register(
    TicketAttribute(
        name="subject",
        label=_("Words of the subject"),
        heading=TICKET,
        operators={"has": Words(), "has_not": Words()},
        q=_subject,
        single=False,
        keys=("제목",),
    )
)
