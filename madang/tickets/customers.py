"""Which customers a person may see, and what became of what they asked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet

from madang.accounts.models import Organization, User
from madang.accounts.roles import Reach, Role

from .models import Ticket
from .queries import visible_to

FEW = 2_000
"""So many tickets are read to learn whose they are; whoever sees more is shown customers one by one."""


def customers_visible_to(person: User) -> QuerySet[User]:
    """The customers whom `person` may see: all, or those who asked in the tickets that they see."""
    if not person.is_agent:
        return User.objects.none()
    customers = User.objects.filter(role=Role.REQUESTER, merged_into__isnull=True)
    if person.reach == Reach.ALL:
        return customers
    return customers.filter(Exists(visible_to(person).filter(requester=OuterRef("pk"))))


def listed_for(person: User) -> QuerySet[User]:
    """The same, newest first: quick for who sees few tickets and for who sees many."""
    few = _few_requesters(person)
    if few is None:
        return customers_visible_to(person)
    return _among(few)


def organizations_visible_to(person: User) -> QuerySet[Organization]:
    """The organizations that `person` may see: all, or those of the customers whom they see.

    One query ahead for who doesn't see all tickets, so that it is quick for who sees few of them.
    """
    if not person.is_agent:
        return Organization.objects.none()
    if person.reach == Reach.ALL:
        return Organization.objects.all()
    few = _few_requesters(person)
    if few is None:
        theirs = customers_visible_to(person).filter(organization=OuterRef("pk"))
        return Organization.objects.filter(Exists(theirs))
    return Organization.objects.filter(pk__in=_among(few).exclude(organization=None).values("organization"))


def _among(people: Collection[int]) -> QuerySet[User]:
    return User.objects.filter(role=Role.REQUESTER, merged_into__isnull=True, pk__in=people)


def _few_requesters(person: User) -> set[int] | None:
    """Whose tickets the person sees, when these are few; None when they are many, or all."""
    if not person.is_agent or person.reach == Reach.ALL:
        return None
    theirs = list(visible_to(person).order_by().values_list("requester", flat=True)[: FEW + 1])
    return set(theirs) if len(theirs) <= FEW else None


def tickets_of(organization: Organization, *, seen_by: User) -> QuerySet[Ticket]:
    """The tickets of an organization's people, as far as `seen_by` sees them; to be had newest first.

    Those of few people are looked up person by person. Of many, the newest tickets are gone through: many of
    them are theirs.
    """
    people = User.objects.filter(organization=organization)
    few = list(people.values_list("pk", flat=True)[: FEW + 1])
    if len(few) <= FEW:
        return visible_to(seen_by).filter(requester__in=few)
    return visible_to(seen_by).filter(Exists(people.filter(pk=OuterRef("requester"))))


@dataclass(frozen=True, slots=True)
class Asked:
    """How many tickets somebody has, how many are open, the last contact, and since when they wait."""

    tickets: int = 0
    open: int = 0
    last_contact: datetime | None = None
    waiting_since: datetime | None = None


def asked_by(customers: Collection[int], *, seen_by: User) -> Mapping[int, Asked]:
    """What each of these customers asked, as far as `seen_by` sees it. One query."""
    found = (
        visible_to(seen_by)
        .filter(requester__in=customers)
        .order_by()
        .values("requester")
        .annotate(
            tickets=Count("pk"),
            still=Count("pk", filter=Q(is_open=True)),
            last=Max("last_message_at"),
            waiting=Min("waiting_since"),
        )
        .values_list("requester", "tickets", "still", "last", "waiting")
    )
    return {
        customer: Asked(tickets=tickets, open=still, last_contact=last, waiting_since=waiting)
        for customer, tickets, still, last, waiting in found
    }
