"""What customers and organizations have in the desk's own fields."""

from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias

from django.db.models import prefetch_related_objects

from madang.accounts.models import Organization, User
from madang.lib.prepared import Prepared

from .answers import EMPTY, Answer, answer_in
from .fields import Filled, every_field
from .models import CustomerFieldValue, Field, FieldSubject, FieldValue, OrganizationFieldValue, TypedValue

Subject: TypeAlias = User | Organization
"""A customer or an organization."""

TABLES: Mapping[str, tuple[type[TypedValue], str]] = {
    FieldSubject.CUSTOMER: (CustomerFieldValue, "customer"),
    FieldSubject.ORGANIZATION: (OrganizationFieldValue, "organization"),
}
"""By subject the table of its values, and the column that says whose they are."""


_BESIDE = Prepared(lambda: Field.objects.filter(beside_tickets=True))


def table_of(subject: str) -> type[TypedValue]:
    """The table of what is in the fields of a subject."""
    return TABLES[subject][0] if subject in TABLES else FieldValue


def subject_of(one: Subject) -> FieldSubject:
    """Which fields somebody or something has."""
    return FieldSubject.CUSTOMER if isinstance(one, User) else FieldSubject.ORGANIZATION


def fields_of_people(one: Subject) -> Sequence[Filled]:
    """The fields of a customer or an organization, in order; a retired one when something is in it.

    One query while there are none, else four.
    """
    every = every_field(subject_of(one))
    return _filled(one, every) if every else []


def fields_beside_tickets(customer: User) -> tuple[Sequence[Filled], Sequence[Filled]]:
    """Those of a customer and those of their organization that are shown with tickets. One query for none."""
    every = _BESIDE.all()
    if not every:
        return [], []
    prefetch_related_objects(every, "options")
    own = [field for field in every if field.subject == FieldSubject.CUSTOMER]
    shared = [field for field in every if field.subject == FieldSubject.ORGANIZATION]
    organization = customer.organization if shared else None
    return (
        _filled(customer, own) if own else [],
        _filled(organization, shared) if organization is not None else [],
    )


def _filled(one: Subject, every: Sequence[Field]) -> Sequence[Filled]:
    subject = subject_of(one)
    answers = answers_of_people(subject, [one.pk], every).get(one.pk, {})
    return [
        Filled(field, answers.get(field.pk, EMPTY), is_required=False)
        for field in every
        if not field.is_retired or field.pk in answers
    ]


def answers_of_people(
    subject: str, ids: Collection[int], fields: Sequence[Field]
) -> Mapping[int, Mapping[int, Answer]]:
    """What is in these fields, by whose it is and by the field's id. One query."""
    table, whose = TABLES[subject]
    rows: dict[int, dict[int, list[TypedValue]]] = {}
    found = table._default_manager.filter(**{f"{whose}__in": ids}).select_related("option", "person")
    for row in found.order_by("pk"):
        of_one = rows.setdefault(getattr(row, f"{whose}_id"), {})
        of_one.setdefault(row.field_id, []).append(row)
    by_id = {field.pk: field for field in fields}
    return {
        pk: {field: answer_in(by_id[field], some) for field, some in of_one.items() if field in by_id}
        for pk, of_one in rows.items()
    }
