"""The desk's own fields as columns of views: what tickets and their customers have in them."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from madang.lib.text.numbers import number_in
from madang.tickets.answers_in_words import in_words
from madang.tickets.fields import answers_of_tickets
from madang.tickets.filters import field_ordered_by, names_field_order
from madang.tickets.models import Field, FieldSubject, Ticket
from madang.tickets.people_fields import answers_of_people

OF_FIELD = "field:"
"""What the names of such columns begin with; the field's id follows."""

LONGEST = 80

Shown = tuple[str, str, str]
"""The name of a column, what it is called, and what stands in it."""


def is_of_field(name: str) -> bool:
    """Whether the column shows a field, one that is there or not."""
    return name.startswith(OF_FIELD) and number_in(name.removeprefix(OF_FIELD)) > 0


def field_columns() -> Mapping[str, str]:
    """All columns that can be chosen, as they are called. One query."""
    fields = Field.objects.filter(
        subject__in=[FieldSubject.TICKET, FieldSubject.CUSTOMER], is_retired=False
    ).order_by("-subject", "position", "pk")
    return {f"{OF_FIELD}{field.pk}": _called(field) for field in fields}


def troubles_with(columns: Sequence[str]) -> list[str]:
    """What is wrong with columns of a view: fields that are gone or retired. One query, none without such."""
    ids = [_id(name) for name in columns if is_of_field(name)]
    if not ids:
        return []
    there = Field.objects.in_bulk(ids)
    found = [_("A field that rows show was removed. Change the view.")] if len(there) < len(set(ids)) else []
    retired = _("“%(name)s” is not in use any more: rows show what is left in it.")
    return [*found, *(retired % {"name": one.name} for one in there.values() if one.is_retired)]


def trouble_with_order(order: str) -> list[str]:
    """What is wrong with the order of a view: its field is gone or retired. One query at most."""
    if not names_field_order(order):
        return []
    field = field_ordered_by(order)
    if field is None:
        words = _("The field that gave the order was removed: the newest message is first. Change the view.")
        return [words]
    retired = _("“%(name)s” is not in use any more: what is left in it still puts the tickets in order.")
    return [retired % {"name": field.name}] if field.is_retired else []


def shown_in(columns: Sequence[str], tickets: Sequence[int]) -> Mapping[int, tuple[Shown, ...]]:
    """What these tickets have in the fields that are shown, by the ticket's id.

    Three queries at most: none without such columns.
    """
    ids = [_id(name) for name in columns if is_of_field(name)]
    fields = Field.objects.in_bulk(ids) if ids else {}
    if not fields:
        return {}
    found: dict[int, dict[int, str]] = {}
    own = [field for field in fields.values() if field.subject == FieldSubject.TICKET]
    theirs = [field for field in fields.values() if field.subject == FieldSubject.CUSTOMER]
    if own:
        _read_own(own, tickets, found)
    if theirs:
        _read_theirs(theirs, tickets, found)
    in_order = [fields[pk] for pk in dict.fromkeys(ids) if pk in fields]
    return {
        ticket: tuple(
            (f"{OF_FIELD}{field.pk}", field.name, words[field.pk])
            for field in in_order
            if words.get(field.pk)
        )
        for ticket, words in found.items()
    }


def _read_own(fields: Sequence[Field], tickets: Sequence[int], found: dict[int, dict[int, str]]) -> None:
    for ticket, answers in answers_of_tickets(tickets, fields).items():
        found[ticket] = {field: _short(in_words(answer)) for field, answer in answers.items()}


def _read_theirs(fields: Sequence[Field], tickets: Sequence[int], found: dict[int, dict[int, str]]) -> None:
    requesters = dict(Ticket.objects.filter(pk__in=tickets).values_list("pk", "requester_id"))
    answers = answers_of_people(FieldSubject.CUSTOMER, set(requesters.values()), fields)
    for ticket, requester in requesters.items():
        for field, answer in answers.get(requester, {}).items():
            found.setdefault(ticket, {})[field] = _short(in_words(answer))


def _called(field: Field) -> str:
    if field.subject == FieldSubject.CUSTOMER:
        return _("Customer: %(name)s") % {"name": field.name}
    return field.name


def _id(name: str) -> int:
    return number_in(name.removeprefix(OF_FIELD))


def _short(words: str) -> str:
    line = " ".join(words.split())
    return f"{line[:LONGEST]}…" if len(line) > LONGEST else line
