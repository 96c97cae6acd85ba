"""Customers and organizations as JSON, for programs. Names here are promises to programs."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from madang.accounts.models import CustomerNotes, Organization, User

from .answers import as_json
from .customers import Asked, asked_by
from .people_fields import Subject, fields_of_people

_OF_CUSTOMERS = ("id", "name", "email", "language", "time_zone", "created_at")
_OF_ORGANIZATIONS = ("id", "name", "created_at")


def customer_rows(customers: QuerySet[User]) -> list[dict[str, Any]]:
    """The customers as rows, in one query, in the order given."""
    found = customers.values(*_OF_CUSTOMERS, "organization_id", "organization__name")
    return [_customer_row(row) for row in found]


def customer(person: User, *, seen_by: User) -> dict[str, Any]:
    """One customer with all that is known of them; their tickets counted as far as `seen_by` sees them."""
    row = customer_rows(User.objects.filter(pk=person.pk))[0]
    asked = asked_by([person.pk], seen_by=seen_by).get(person.pk, Asked())
    known = person.identities.order_by("pk").values_list("kind", "value", "verified_at")
    return {
        **row,
        "identities": [
            {"kind": kind, "value": value, "verified_at": verified_at} for kind, value, verified_at in known
        ],
        "tags": sorted(person.tags.values_list("name", flat=True)),
        "notes": CustomerNotes.objects.filter(user=person).values_list("text", flat=True).first() or "",
        "fields": _fields(person),
        "tickets": asked.tickets,
        "open_tickets": asked.open,
        "last_contact": asked.last_contact,
    }


def organization_rows(organizations: QuerySet[Organization]) -> list[dict[str, Any]]:
    """The organizations as rows, in one query, in the order given."""
    return list(organizations.values(*_OF_ORGANIZATIONS))


def organization(one: Organization) -> dict[str, Any]:
    """One organization with all that is known of it."""
    row: Mapping[str, Any] = organization_rows(Organization.objects.filter(pk=one.pk))[0]
    domains: Sequence[str] = list(one.domains.order_by("value").values_list("value", flat=True))
    return {
        **row,
        "domains": domains,
        "joins_by_domain": one.joins_by_domain,
        "shares_tickets": one.shares_tickets,
        "tags": sorted(one.tags.values_list("name", flat=True)),
        "notes": one.notes,
        "fields": _fields(one),
    }


def _fields(one: Subject) -> dict[str, Any]:
    return {each.field.key: as_json(each.field, each.answer) for each in fields_of_people(one)}


def _customer_row(row: dict[str, Any]) -> dict[str, Any]:
    name = row.pop("organization__name")
    pk = row.pop("organization_id")
    return {**row, "organization": {"id": pk, "name": name} if pk is not None else None}
