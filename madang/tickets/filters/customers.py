"""Conditions on customers: what can be asked of one, for segments."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import CustomerTag, Organization, User
from madang.brands.models import Language
from madang.lib.conditions import (
    Choices,
    Condition,
    Group,
    Nothing,
    Reader,
    Registry,
    Span,
    Value,
    fold,
    from_json,
    to_json,
)

from ..models import CustomerFieldValue, FieldSubject, OrganizationFieldValue, Ticket
from .attribute import Asker, Choice
from .known.choosing import IDS, is_or_is_not, of_column, of_rows
from .known.fields import OF_CUSTOMERS, OF_ORGANIZATIONS, ON_CUSTOMERS, ON_ORGANIZATIONS
from .known.own_fields import Values, all_of
from .known.times import BY_DAY, bounds
from .sql import joined

ABOUT, ASKED = _("About the customer"), _("What they asked")


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerAttribute:
    """One attribute of a customer; `q` says it in SQL, over columns of the person or as EXISTS."""

    name: str
    label: str | Promise
    heading: str | Promise
    operators: Mapping[str, Reader]
    q: Callable[[str, Value, Asker], Q]
    choices: Callable[[Asker], Sequence[Choice]] | None = None


def _of_fields(
    values: Values, labels: Sequence[Any], heading: Any, *, prefix: str
) -> list[CustomerAttribute]:
    known = ("name", "label", "operators", "q", "choices")
    return [
        CustomerAttribute(**{name: one[name] for name in known}, heading=heading)
        for one in all_of(values, labels, prefix=prefix)
    ]


def _tag(operator: str, value: Value, asker: Asker) -> Q:
    has = Q(Exists(User.tags.through.objects.filter(user=OuterRef("pk"), customertag__in=value)))
    return has if operator == "has_any" else ~has


def _domain(operator: str, value: Iterable[str], asker: Asker) -> Q:
    found = Q(pk__in=())
    for domain in value:
        found |= Q(email__endswith=f"@{domain.strip().lower().removeprefix('@')}")
    found &= Q(email__isnull=False)
    return found if operator == "is" else ~found


def _first_seen(operator: str, value: Value, asker: Asker) -> Q:
    since, until = bounds(operator, value, asker)
    found = Q()
    if since is not None:
        found &= Q(created_at__gte=since)
    if until is not None:
        found &= Q(created_at__lt=until)
    return found


def _is_waiting(operator: str, value: Value, asker: Asker) -> Q:
    still = Q(Exists(Ticket.objects.filter(requester=OuterRef("pk"), is_open=True, away="")))
    return still if operator == "is_so" else ~still


def _last_contact(operator: str, value: Value, asker: Asker) -> Q:
    since, _until = bounds("within", value, asker)
    lately = Q(Exists(Ticket.objects.filter(requester=OuterRef("pk"), last_message_at__gte=since)))
    return lately if operator == "within" else ~lately


def _languages(asker: Asker) -> Sequence[Choice]:
    return [Choice(value, str(label)) for value, label in Language.choices]


CUSTOMER_ATTRIBUTES: "Registry[CustomerAttribute]" = Registry(
    [
        CustomerAttribute(
            name="tag",
            label=_("Customer tags"),
            heading=ABOUT,
            operators={"has_any": IDS, "has_none": IDS},
            q=_tag,
            choices=of_rows(lambda: CustomerTag.objects.order_by("name", "pk"), str),
        ),
        CustomerAttribute(
            name="organization",
            label=_("Organization"),
            heading=ABOUT,
            operators=is_or_is_not(IDS),
            q=of_column("organization"),
            choices=of_rows(lambda: Organization.objects.order_by("name", "pk"), str),
        ),
        CustomerAttribute(
            name="language",
            label=_("Language"),
            heading=ABOUT,
            operators=is_or_is_not(Choices(of=frozenset(Language.values))),
            q=of_column("language"),
            choices=_languages,
        ),
        CustomerAttribute(
            name="domain",
            label=_("Mail domain"),
            heading=ABOUT,
            operators=is_or_is_not(Choices()),
            q=_domain,
        ),
        CustomerAttribute(
            name="first_seen", label=_("First seen"), heading=ABOUT, operators=BY_DAY, q=_first_seen
        ),
        CustomerAttribute(
            name="open",
            label=_("Has open tickets"),
            heading=ASKED,
            operators={"is_so": Nothing(), "is_not_so": Nothing()},
            q=_is_waiting,
        ),
        CustomerAttribute(
            name="last_contact",
            label=_("Last contact"),
            heading=ASKED,
            operators={"within": Span(), "longer_ago": Span()},
            q=_last_contact,
        ),
        *_of_fields(
            Values(FieldSubject.CUSTOMER, CustomerFieldValue, "customer", "pk"),
            ON_CUSTOMERS,
            OF_CUSTOMERS,
            prefix="customer_",
        ),
        *_of_fields(
            Values(FieldSubject.ORGANIZATION, OrganizationFieldValue, "organization", "organization"),
            ON_ORGANIZATIONS,
            OF_ORGANIZATIONS,
            prefix="organization_",
        ),
    ]
)


def read_customers(data: object) -> Group:
    """Conditions on customers from JSON. Raises `madang.lib.conditions.Wrong`."""
    return from_json(data, CUSTOMER_ATTRIBUTES)


def write_customers(tree: Group) -> dict[str, Any]:
    """Conditions on customers as JSON."""
    return to_json(tree, CUSTOMER_ATTRIBUTES)


def customers_q(tree: Group, asker: Asker) -> Q:
    """The tree as one Q on people."""

    def leaf(condition: Condition) -> Q:
        return CUSTOMER_ATTRIBUTES[condition.attribute].q(condition.operator, condition.value, asker)

    return fold(tree, leaf=leaf, group=joined)
