"""The fields of a ticket with what is in them, and how tickets are found by them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, prefetch_related_objects

from madang.lib.prepared import Given, Prepared

from .answers import EMPTY, Answer, answer_in, column_of
from .form_items import by_keys, form_of, forms_for, items_in
from .forms import shown
from .models import Field, FieldSubject, FieldValue, Form, Status, Ticket

ENDS = frozenset({Status.SOLVED, Status.CLOSED})
"""A ticket comes into these only when its required fields are filled in."""


_ALL = Prepared(lambda: Field.objects.filter(subject=Given("subject")))


@dataclass(frozen=True, slots=True)
class Filled:
    """A field of a ticket, a customer or an organization, and what is in it."""

    field: Field
    answer: Answer
    is_required: bool


def every_field(subject: str = FieldSubject.TICKET) -> Sequence[Field]:
    """All fields of tickets, or of others, in order, with options and brands. Three queries, one for none."""
    every = _ALL.all(subject=str(subject))
    if every:
        prefetch_related_objects(every, "options", "brands")
    return every


def fields_of_tickets() -> QuerySet[Field]:
    """The fields of tickets, without those of customers and organizations."""
    return Field.objects.filter(subject=FieldSubject.TICKET)


def is_for(field: Field, brand_id: int) -> bool:
    """Whether the field is on tickets of that brand; its brands are read already."""
    brands = field.brands.all()
    return not brands or any(one.pk == brand_id for one in brands)


def fields_of(ticket: Ticket, forms: Sequence[Form] | None = None) -> Sequence[Filled]:
    """The fields that are shown on the ticket, in order: those of its form, or all while there is no form.

    Of its form those whose conditions hold. A retired one is shown when something is in it. `forms` are those
    of its brand, read when they are not given.
    """
    every = every_field()
    if not every:
        return []
    answers = answers_of(ticket, every)
    forms = forms_for(ticket.brand_id) if forms is None else forms
    form = form_of(ticket, forms)
    if form is None:
        return _all_of(ticket, every, answers)
    by_id = {field.pk: field for field in every if not field.is_retired or answers.get(field.pk)}
    return [
        _filled(by_id[one.field], answers, is_required=one.is_required)
        for one in shown(items_in(form, by_id), by_keys(answers))
    ]


def all_fields_of(ticket: Ticket) -> Sequence[Filled]:
    """All fields of the ticket's brand and those with something in them, whatever its form shows."""
    every = every_field()
    return _all_of(ticket, every, answers_of(ticket, every)) if every else []


def _all_of(ticket: Ticket, every: Sequence[Field], answers: Mapping[int, Answer]) -> Sequence[Filled]:
    return [
        _filled(field, answers)
        for field in every
        if (not field.is_retired and is_for(field, ticket.brand_id)) or answers.get(field.pk)
    ]


def _filled(field: Field, answers: Mapping[int, Answer], *, is_required: bool = False) -> Filled:
    required = (is_required or field.is_required) and not field.is_retired
    return Filled(field, answers.get(field.pk, EMPTY), is_required=required)


def answers_of(ticket: Ticket, fields: Iterable[Field]) -> Mapping[int, Answer]:
    """What is in the ticket's fields, by the field's id. One query."""
    return answers_of_tickets([ticket.pk], fields).get(ticket.pk, {})


def answers_of_tickets(
    tickets: Collection[int], fields: Iterable[Field]
) -> Mapping[int, Mapping[int, Answer]]:
    """The same of several tickets, by the ticket's id. One query."""
    by_id = {field.pk: field for field in fields}
    rows: dict[int, dict[int, list[FieldValue]]] = {}
    found = FieldValue.objects.filter(ticket__in=tickets).select_related("option", "file", "person")
    for row in found.order_by("pk"):
        if row.field_id in by_id:
            rows.setdefault(row.ticket_id, {}).setdefault(row.field_id, []).append(row)
    return {
        ticket: {field: answer_in(by_id[field], some) for field, some in of_one.items()}
        for ticket, of_one in rows.items()
    }


def missing_in(ticket: Ticket) -> Sequence[Field]:
    """The fields that are shown and must be filled in before the ticket is solved, and are empty."""
    return [one.field for one in fields_of(ticket) if one.is_required and not one.answer]


def has_value(field: Field, lookup: str, value: Any) -> Q:
    """The condition that tickets have such a value in a field, by its index.

    `lookup` is one of Django's that the column takes: "exact", "gte", "in"; of options and people it is asked
    by their ids. `has_value(amount, "gte", 10_000)`.
    """
    asked = {f"{column_of(field.kind)}__{lookup}": value}
    return Q(pk__in=FieldValue.objects.filter(field=field, **asked).values("ticket"))


def has_any_value(field: Field) -> Q:
    """The condition that tickets have something in a field."""
    filled = {f"{column_of(field.kind)}__isnull": False}
    return Q(pk__in=FieldValue.objects.filter(field=field, **filled).values("ticket"))


def ids_in(answer: Answer) -> tuple[int, ...]:
    """The ids that history tells of an answer: of the options chosen, never words."""
    return tuple(one.pk for one in answer.options)


def names_in(fields: Collection[Field]) -> str:
    """The names of fields in one line."""
    return ", ".join(one.name for one in fields)
