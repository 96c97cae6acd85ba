"""All that is known of one customer, as their page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import F, Min, QuerySet
from django.utils import timezone

from madang.accounts.merging import goes_on_as
from madang.accounts.models import CustomerMerge, CustomerNotes, Identity, User
from madang.accounts.roles import Role
from madang.tickets.customers import Asked, asked_by, customers_visible_to
from madang.tickets.fields import Filled
from madang.tickets.models import Message, Ticket, Visibility
from madang.tickets.people_fields import fields_of_people
from madang.tickets.queries import visible_to

from .alike import Alike, alike_to
from .merging import last_merge
from .timeline import Timeline, timeline_of

PAGE = 30
ANSWERS_LOOKED_AT = 20
"""Tickets of which it is looked up who answered, and how long that took."""
MOST_IDENTITIES = 100


class NoSuchCustomer(Exception):
    """There is no such customer, or the person may not see them: nobody can tell which."""


class MergedAway(NoSuchCustomer):
    """The customer goes on as another, whom the person sees."""

    def __init__(self, one: User) -> None:
        super().__init__(one.pk)
        self.one = one


@dataclass(frozen=True, slots=True)
class Answered:
    """Who answered last and when, and how long the customer waited for the first answer: usually, at most."""

    by: User | None = None
    at: datetime | None = None
    usually_within: timedelta | None = None
    at_most: timedelta | None = None


@dataclass(frozen=True, slots=True)
class History:
    """Tickets of one page, the newest first, and the id behind which the next page begins."""

    tickets: Sequence[Ticket]
    next: int | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything the page of one customer shows."""

    person: User
    identities: Sequence[Identity]
    tags: Sequence[str]
    notes: str
    asked: Asked
    answered: Answered
    timeline: Timeline
    history: History
    merged: CustomerMerge | None
    alike: Sequence[Alike]
    fields: Sequence[Filled]


def customer_for(person: User, customer_id: int) -> User:
    """The customer with that id. Raises NoSuchCustomer, and MergedAway for one who goes on as another."""
    if customer_id >= 2**63:
        raise NoSuchCustomer(customer_id)
    seen = customers_visible_to(person).select_related("organization")
    found = seen.filter(pk=customer_id).first()
    if found is not None:
        return found
    merged = User.objects.filter(pk=customer_id, merged_into__isnull=False).first()
    one = seen.filter(pk=goes_on_as(merged).pk).first() if merged is not None else None
    raise MergedAway(one) if one is not None else NoSuchCustomer(customer_id)


def profile_of(person: User, customer: User) -> Profile:
    """All that is known of a customer, as far as `person` sees their tickets."""
    theirs = visible_to(person).filter(requester=customer)
    notes = CustomerNotes.objects.filter(user=customer).values_list("text", flat=True).first()
    return Profile(
        person=customer,
        identities=list(customer.identities.order_by("pk")[:MOST_IDENTITIES]),
        tags=list(customer.tags.order_by("name").values_list("name", flat=True)),
        notes=notes or "",
        asked=asked_by([customer.pk], seen_by=person).get(customer.pk, Asked()),
        answered=_answered(customer, theirs),
        timeline=timeline_of(theirs, now=timezone.now()),
        history=history_of(theirs),
        merged=last_merge(customer),
        alike=alike_to(customer.pk, seen_by=person),
        fields=fields_of_people(customer),
    )


def history_of(theirs: QuerySet[Ticket], *, before: int | None = None) -> History:
    """The newest of these tickets, or those before the ticket `before`."""
    if before is not None:
        theirs = theirs.filter(pk__lt=before)
    related = ("assignee", "own_status", "brand", "merged_into")
    found = list(theirs.select_related(*related).order_by("-pk")[: PAGE + 1])
    return History(found[:PAGE], next=found[PAGE - 1].pk if len(found) > PAGE else None)


def _answered(customer: User, theirs: QuerySet[Ticket]) -> Answered:
    newest = list(theirs.order_by("-pk").values_list("pk", flat=True)[:ANSWERS_LOOKED_AT])
    answers = Message.objects.filter(
        ticket__in=newest, visibility=Visibility.PUBLIC, incoming=False, auto_reply=""
    ).exclude(author__role=Role.REQUESTER)
    last = answers.order_by("-created_at", "-pk").select_related("author").first()
    if last is None:
        return Answered()
    waits = [
        first - asked
        for first, asked in answers.order_by()
        .values("ticket")
        .annotate(first=Min("created_at"), asked=F("ticket__created_at"))
        .values_list("first", "asked")
        if first > asked
    ]
    return Answered(
        by=last.author,
        at=last.created_at,
        usually_within=median(waits) if waits else None,
        at_most=max(waits, default=None),
    )
