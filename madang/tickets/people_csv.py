"""Customers and organizations as rows of CSV; the columns are those that `accounts.importing` reads."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from madang.accounts.identities import Kind
from madang.accounts.models import (
    CustomerNotes,
    CustomerTag,
    Identity,
    Organization,
    OrganizationDomain,
    User,
)
from madang.lib.spreadsheets import guarded

from .answers import EMPTY, Answer
from .cells import cell, heads
from .customers import Asked, asked_by
from .fields import every_field
from .models import Field, FieldSubject
from .people_fields import answers_of_people


def customers_head() -> list[str]:
    """The names of the columns, in the current language, those of the desk's own fields last."""
    names = [
        *(_("Name"), _("E-mail"), pgettext("a channel", "Phone"), _("Own ID"), _("Organization")),
        *(_("Language"), _("Time zone"), _("Customer tags"), _("Notes"), _("First seen")),
        *(_("Tickets"), _("Open tickets"), _("Last contact")),
    ]
    return [*names, *heads(_fields(FieldSubject.CUSTOMER), besides=names)]


def customers_rows(ids: Sequence[int], *, seen_by: User) -> list[list[str]]:
    """Customers in the order of their ids. Seven queries, ten where they have fields of the desk's own."""
    people = {
        row[0]: row[1:]
        for row in User.objects.filter(pk__in=ids).values_list(
            "pk", "name", "email", "organization__name", "language", "time_zone", "created_at"
        )
    }
    identities = _gathered(
        ((user, kind), value)
        for user, kind, value in Identity.objects.filter(user__in=ids)
        .order_by("pk")
        .values_list("user_id", "kind", "value")
    )
    tags = _gathered(
        CustomerTag.objects.filter(people__in=ids).order_by("name").values_list("people", "name")
    )
    notes = dict(CustomerNotes.objects.filter(user__in=ids).values_list("user_id", "text"))
    asked = asked_by(ids, seen_by=seen_by)
    fields = _fields(FieldSubject.CUSTOMER)
    answers = answers_of_people(FieldSubject.CUSTOMER, ids, fields) if fields else {}
    rows = []
    for pk in ids:
        if pk not in people:
            continue
        name, email, organization, language, zone, created_at = people[pk]
        mails = identities.get((pk, Kind.EMAIL.value), [])
        first = [email] if email else []
        known = asked.get(pk, Asked())
        words = [
            name,
            ", ".join([*first, *(one for one in mails if one != email)]),
            ", ".join(identities.get((pk, Kind.PHONE.value), [])),
            ", ".join(identities.get((pk, Kind.OWN.value), [])),
            organization or "",
            language,
            zone,
            ", ".join(tags.get(pk, [])),
            notes.get(pk, ""),
        ]
        last = timezone.localtime(known.last_contact) if known.last_contact is not None else None
        rows.append(
            [
                *(guarded(word) for word in words),
                f"{timezone.localtime(created_at):%Y-%m-%d %H:%M:%S}",
                str(known.tickets),
                str(known.open),
                f"{last:%Y-%m-%d %H:%M:%S}" if last is not None else "",
                *_cells(fields, answers.get(pk, {})),
            ]
        )
    return rows


def organizations_head() -> list[str]:
    """The names of the columns, in the current language, those of the desk's own fields last."""
    names = [_("Name"), _("Domains"), _("Customer tags"), _("Notes"), _("People")]
    return [*names, *heads(_fields(FieldSubject.ORGANIZATION), besides=names)]


def organizations_rows(ids: Sequence[int]) -> list[list[str]]:
    """Organizations in the order of their ids. Five queries, eight where they have fields of their own."""
    fields = _fields(FieldSubject.ORGANIZATION)
    answers = answers_of_people(FieldSubject.ORGANIZATION, ids, fields) if fields else {}
    found = {one.pk: one for one in Organization.objects.filter(pk__in=ids)}
    domains = _gathered(
        OrganizationDomain.objects.filter(organization__in=ids)
        .order_by("value")
        .values_list("organization_id", "value")
    )
    tags = _gathered(
        CustomerTag.objects.filter(organizations__in=ids)
        .order_by("name")
        .values_list("organizations", "name")
    )
    people = dict(
        User.objects.filter(organization__in=ids)
        .order_by()
        .values("organization")
        .annotate(people=Count("pk"))
        .values_list("organization", "people")
    )
    return [
        [
            guarded(found[pk].name),
            guarded(", ".join(domains.get(pk, []))),
            guarded(", ".join(tags.get(pk, []))),
            guarded(found[pk].notes),
            str(people.get(pk, 0)),
            *_cells(fields, answers.get(pk, {})),
        ]
        for pk in ids
        if pk in found
    ]


def _fields(subject: FieldSubject) -> list[Field]:
    return [field for field in every_field(subject) if not field.is_retired]


def _cells(fields: Sequence[Field], answers: Mapping[int, Answer]) -> list[str]:
    return [guarded(cell(answers.get(field.pk, EMPTY))) for field in fields]


def _gathered(pairs: Iterable[tuple[object, str]]) -> Mapping[object, list[str]]:
    found: dict[object, list[str]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found
