"""When something happened to a ticket: by the day, or so long ago."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madang.lib.conditions import Day, Nothing, Reader, Span, Value

from ...models import Ticket
from ..attribute import Asker, TicketAttribute
from ..registry import register
from .choosing import TIMES

BY_DAY: Mapping[str, Reader] = {
    "within": Span(),
    "longer_ago": Span(),
    "since": Day(),
    "before": Day(),
    "on": Day(),
}
OR_NONE: Mapping[str, Reader] = {**BY_DAY, "is_set": Nothing(), "is_empty": Nothing()}

Bounds = tuple[datetime | None, datetime | None]


def bounds(operator: str, value: Value, asker: Asker) -> Bounds:
    """From when on, and until before when; None is no bound."""
    match operator:
        case "within":
            return asker.now - _delta(value), None
        case "longer_ago":
            return None, asker.now - _delta(value)
        case "since":
            return _begin(value, asker), None
        case "before":
            return None, _begin(value, asker)
        case "on":
            return _begin(value, asker), _begin(value + timedelta(days=1), asker)
    return None, None


def _delta(value: tuple[int, str]) -> timedelta:
    number, unit = value
    return timedelta(**{unit: number})


def _begin(day: date, asker: Asker) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=asker.zone)


def _register(
    name: str,
    label: str | Promise,
    column: str,
    operators: Mapping[str, Reader],
    keys: Sequence[str],
    *,
    indexed: bool,
    rare: bool = False,
) -> None:
    def q(operator: str, value: Value, asker: Asker) -> Q:
        if operator in ("is_set", "is_empty"):
            return Q(**{f"{column}__isnull": operator == "is_empty"})
        first, end = bounds(operator, value, asker)
        # None of SQL's third truth: what has no such time is not "not before" either.
        found = Q(**{f"{column}__isnull": False}) if "is_set" in operators else Q()
        if first is not None:
            found &= Q(**{f"{column}__gte": first})
        if end is not None:
            found &= Q(**{f"{column}__lt": end})
        return found

    def rows(operator: str, value: Value, asker: Asker) -> QuerySet[Any, Any] | None:
        first, end = bounds(operator, value, asker)
        if rare and operator != "is_empty":
            return Ticket.objects.filter(q(operator, value, asker)).order_by().values("pk")
        if first is None:
            return None
        found = Ticket.objects.filter(**{"is_open__in": (True, False), f"{column}__gte": first})
        if end is not None:
            found = found.filter(**{f"{column}__lt": end})
        return found.order_by().values("pk")

    register(
        TicketAttribute(
            name=name,
            label=label,
            heading=TIMES,
            operators=operators,
            q=q,
            rows=rows if indexed else None,
            keys=keys,
        )
    )


_register("created", _("Created"), "created_at", BY_DAY, ("접수", "만든날", "생성"), indexed=True)
_register("updated", _("Last changed"), "updated_at", BY_DAY, ("수정", "바뀐날"), indexed=True)
_register("last_message", _("Last message"), "last_message_at", BY_DAY, ("마지막",), indexed=True)
_register("waiting", _("Customer waiting since"), "waiting_since", OR_NONE, ("대기",), indexed=False)
_register(
    "waits_aside",
    _("Waiting on a side conversation since"),
    "waits_aside_since",
    OR_NONE,
    ("외부대화", "외부"),
    indexed=True,
    rare=True,
)
_register("solved", _("Solved"), "solved_at", OR_NONE, ("해결",), indexed=True)
