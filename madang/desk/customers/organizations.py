"""Organizations: the list of all, and all that is known of one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import QueryDict

from madang.accounts import actions
from madang.accounts.models import Organization, User
from madang.tickets.customers import customers_visible_to, organizations_visible_to, tickets_of
from madang.tickets.fields import Filled
from madang.tickets.people_fields import fields_of_people

from ..doing import Undo
from .listing import Line, lines_of
from .profile import History, history_of

PAGE = 60
MOST_PEOPLE = 100
MOST_DOMAINS = 50


class NoSuchOrganization(Exception):
    """There is no such organization, or the person may not see it: nobody can tell which."""


@dataclass(frozen=True, slots=True)
class OrganizationLine:
    """One organization of the list, with how many people it has."""

    pk: int
    name: str
    people: int


@dataclass(frozen=True, slots=True)
class OrganizationLines:
    """Organizations of one page, and the name behind which the next page begins, empty on the last."""

    organizations: Sequence[OrganizationLine]
    next: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """Everything the page of one organization shows; `more` tells that it has more people than are shown."""

    organization: Organization
    domains: Sequence[str]
    tags: Sequence[str]
    people: Sequence[Line]
    more: bool
    history: History
    fields: Sequence[Filled]


def organizations_named(
    person: User, words: str, *, behind: str = "", most: int = PAGE
) -> Sequence[tuple[int, str]]:
    """Ids and names, in order, of the organizations that the person sees and that have the words in their
    name or domain."""
    seen = organizations_visible_to(person)
    if words:
        named = Q(name__icontains=words) | Q(domains__value__startswith=words.lower())
        seen = seen.filter(named).distinct()
    if behind:
        seen = seen.filter(name__gt=behind)
    return list(seen.order_by("name").values_list("pk", "name")[:most])


def organizations_of(person: User, *, words: str = "", behind: str = "") -> OrganizationLines:
    """A page of those organizations, or of all, with how many people of them the person sees."""
    found = organizations_named(person, words, behind=behind, most=PAGE + 1)
    people = dict(
        customers_visible_to(person)
        .filter(organization__in=[pk for pk, _name in found])
        .order_by()
        .values("organization")
        .annotate(people=Count("pk"))
        .values_list("organization", "people")
    )
    lines = [OrganizationLine(pk, name, people.get(pk, 0)) for pk, name in found]
    return OrganizationLines(lines[:PAGE], next=lines[PAGE - 1].name if len(lines) > PAGE else "")


def organization_for(person: User, organization_id: int) -> Organization:
    """The organization with that id. Raises NoSuchOrganization."""
    seen = organizations_visible_to(person)
    found = seen.filter(pk=organization_id).first() if organization_id < 2**63 else None
    if found is None:
        raise NoSuchOrganization(organization_id)
    return found


def known_of(person: User, organization: Organization) -> Known:
    """All that is known of an organization, as far as `person` sees its people and their tickets."""
    people = customers_visible_to(person).filter(organization=organization).order_by("-pk")
    lines = lines_of(person, people, MOST_PEOPLE + 1)
    return Known(
        organization=organization,
        domains=list(organization.domains.order_by("value").values_list("value", flat=True)[:MOST_DOMAINS]),
        tags=list(organization.tags.order_by("name").values_list("name", flat=True)),
        people=lines[:MOST_PEOPLE],
        more=len(lines) > MOST_PEOPLE,
        history=history_of(tickets_of(organization, seen_by=person)),
        fields=fields_of_people(organization),
    )


def _name(organization: Organization, given: QueryDict, by: User) -> Undo:
    actions.change_organization(organization, name=given.get("name", ""), by=by)
    return {"name": organization.name}


def _notes(organization: Organization, given: QueryDict, by: User) -> Undo:
    actions.change_organization(organization, notes=given.get("notes", ""), by=by)
    return {"notes": organization.notes}


def _joins(organization: Organization, given: QueryDict, by: User) -> Undo:
    actions.change_organization(organization, joins_by_domain=given.get("joins_by_domain") == "1", by=by)
    return {"joins_by_domain": "1" if organization.joins_by_domain else "0"}


def _shares(organization: Organization, given: QueryDict, by: User) -> Undo:
    actions.change_organization(organization, shares_tickets=given.get("shares_tickets") == "1", by=by)
    return {"shares_tickets": "1" if organization.shares_tickets else "0"}


def _domain(organization: Organization, given: QueryDict, by: User) -> Undo:
    before = set(organization.domains.values_list("value", flat=True))
    actions.add_domain(organization, value=given.get("domain", ""), by=by)
    added = set(organization.domains.values_list("value", flat=True)) - before
    return {"undomain": sorted(added)} if added else {}


def _undomain(organization: Organization, given: QueryDict, by: User) -> Undo:
    value = given.get("undomain", "")
    there = organization.domains.filter(value=value).exists()
    actions.remove_domain(organization, value=value, by=by)
    return {"domain": value} if there else {}


def _tags(organization: Organization, given: QueryDict, by: User) -> Undo:
    before = set(organization.tags.values_list("name", flat=True))
    add, remove = tuple(given.getlist("tag")), tuple(given.getlist("untag"))
    actions.tag_organization(organization, add=add, remove=remove, by=by)
    now = set(organization.tags.values_list("name", flat=True))
    return {"untag": sorted(now - before), "tag": sorted(before - now)}


DEEDS: Mapping[str, Callable[[Organization, QueryDict, User], Undo]] = {
    "name": _name,
    "notes": _notes,
    "joins_by_domain": _joins,
    "shares_tickets": _shares,
    "domain": _domain,
    "undomain": _undomain,
    "tag": _tags,
    "untag": _tags,
}
"""The name that is posted → what is done then."""
