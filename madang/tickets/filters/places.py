"""Where tickets stand in a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.expressions import BaseExpression, Combinable

from ..models import FieldValue, Ticket
from .cursors import Cursor, Key
from .orders import Step
from .stages import TIMES, Stage, moment_of


@dataclass(frozen=True, slots=True)
class Place:
    """One ticket of a page: its key, the step of the list it is in, and what it is ordered by there."""

    pk: int
    step: Step
    at: Key

    @property
    def rank(self) -> str:
        """Texts that sort as the list does, here and in browsers."""
        return f"{self.step.nth:05d}{self.step.stage.rank(self.at, self.pk)}"

    @property
    def moment(self) -> datetime | None:
        """The time it is ordered by, None for what is none."""
        if self.step.stage.scale is not TIMES or not isinstance(self.at, int):
            return None
        return moment_of(self.at)

    @property
    def cursor(self) -> Cursor:
        """The cursor of what follows it."""
        return Cursor(self.step.nth, self.at, self.pk)


def among(tickets: QuerySet[Ticket], steps: Sequence[Step]) -> list[Place]:
    """The places in a list of a few tickets that are known, in order. One query."""
    whens = [When(step.common, then=Value(step.nth)) for step in steps if step.common]
    if whens:
        tickets = tickets.annotate(step=Case(*whens, default=Value(len(steps))))
    else:
        tickets = tickets.annotate(step=Value(0))
    columns: dict[str, str | Combinable | BaseExpression] = {}
    for step in steps:
        columns.setdefault(_named(step.stage), _column(step.stage))
    names = list(columns)
    tickets = tickets.annotate(**{name: one for name, one in columns.items() if not isinstance(one, str)})
    places = [
        _place(pk, steps[nth], found[names.index(_named(steps[nth].stage))])
        for pk, nth, *found in tickets.values_list("pk", "step", *names)
        if nth < len(steps)
    ]
    return sorted(places, key=lambda place: place.rank)


def _place(pk: int, step: Step, value: object) -> Place:
    return Place(pk, step, step.stage.scale.to_key(value))


def _named(stage: Stage) -> str:
    return stage.column or "in_field"


def _column(stage: Stage) -> str | Subquery:
    """What tickets are ordered by: their column, or what is in one field of theirs."""
    if stage.leads is None:
        return stage.column
    values = FieldValue.objects.filter(stage.leads.of_field, ticket=OuterRef("pk"))
    return Subquery(values.values_list(stage.leads.read)[:1])
