"""The list of customers, the newest first, or those whom some words find."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.db.models import QuerySet

from madang.accounts.models import User, shown_name
from madang.search.find import find_customers
from madang.tickets.customers import Asked, asked_by, listed_for

PAGE = 40
_READ = ("pk", "name", "email", "organization__name")


@dataclass(frozen=True, slots=True)
class Line:
    """One customer of the list."""

    pk: int
    name: str
    email: str
    organization: str
    asked: Asked
    is_agent: ClassVar = False

    @property
    def shown_name(self) -> str:
        """The name by which the customer is shown."""
        return shown_name(self.name, self.email)


@dataclass(frozen=True, slots=True)
class Lines:
    """Customers of one page, and the id behind which the next one begins, None on the last."""

    customers: Sequence[Line]
    next: int | None = None


def customers_of(person: User, *, before: int | None = None) -> Lines:
    """The newest customers that the person sees, or those before the customer `before`."""
    seen = listed_for(person)
    if before is not None:
        seen = seen.filter(pk__lt=before)
    found = lines_of(person, seen.order_by("-pk"), PAGE + 1)
    return Lines(found[:PAGE], next=found[PAGE - 1].pk if len(found) > PAGE else None)


def customers_found(person: User, words: str) -> Lines:
    """The first of the customers whom the words find, by name and by address."""
    ids = find_customers(person, words, limit=PAGE)
    return Lines(lines_of(person, User.objects.filter(pk__in=ids).order_by("-pk"), PAGE))


def lines_of(person: User, customers: QuerySet[User], most: int) -> list[Line]:
    """The first of these customers as lines, with what they asked as far as `person` sees it. Two queries."""
    rows = list(customers.values_list(*_READ)[:most])
    asked = asked_by([row[0] for row in rows], seen_by=person)
    return [
        Line(pk, name, email or "", organization or "", asked.get(pk, Asked()))
        for pk, name, email, organization in rows
    ]
