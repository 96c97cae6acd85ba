"""Customers and organizations, for programs: with the rights of the token's person."""

from collections.abc import Sequence
from typing import Annotated, Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router
from ninja import Status as Answer
from ninja.errors import HttpError

from madang.accounts import actions as of_people
from madang.accounts.domains import normal_domain
from madang.accounts.errors import OrganizationExists
from madang.accounts.merging import goes_on_as
from madang.accounts.models import Organization, User
from madang.accounts.requesters import normal_name
from madang.history.recording import stroke
from madang.search.find import find_customers
from madang.tickets import actions, public, public_people
from madang.tickets.answers import from_json
from madang.tickets.customers import (
    customers_visible_to,
    listed_for,
    organizations_visible_to,
    tickets_of,
)
from madang.tickets.models import FieldSubject
from madang.tickets.queries import visible_to

from . import people_schemas as schemas
from .asked import fields_keyed
from .asked import person_asking as _person
from .pages import newest_of
from .schemas import TicketPage

MOST_A_PAGE = 100
LARGEST = 2**63

router = Router()

Limit = Annotated[int, Field(ge=1, le=MOST_A_PAGE)]


@router.get("/customers", response=schemas.CustomerPage)
def list_customers(
    request: HttpRequest, q: str = "", cursor: str | None = None, limit: Limit = 50
) -> dict[str, Any]:
    """Customers, newest first. `q` finds a hundred of them by name, address or number."""
    person = _person(request)
    customers = listed_for(person)
    if q.strip():
        customers = customers.filter(pk__in=find_customers(person, q[:200], limit=MOST_A_PAGE))
    page, following = newest_of(customers, cursor=cursor, limit=limit)
    return {"items": public_people.customer_rows(page), "next": following}


@router.post("/customers", response={201: schemas.CustomerOut})
def make_customer(request: HttpRequest, new: schemas.NewCustomer) -> Answer[dict[str, Any]]:
    """Make a customer; a wrong answer in a field makes nobody."""
    person = _person(request)
    given = new.dict(exclude_unset=True, exclude={"identities", "name"})
    identities = [(one.kind, one.value) for one in new.identities]
    with stroke():
        made = of_people.make_customer(new.name or "", identities, by=person)
        _change_customer(made, given, person)
    return Answer(201, public_people.customer(User.objects.get(pk=made.pk), seen_by=person))


@router.get("/customers/{int:customer_id}", response=schemas.CustomerOut)
def show_customer(request: HttpRequest, customer_id: int) -> dict[str, Any]:
    """One customer; of one who was merged, the one as whom they go on."""
    person = _person(request)
    return public_people.customer(_customer(person, customer_id), seen_by=person)


@router.patch("/customers/{int:customer_id}", response=schemas.CustomerOut)
def change_customer(request: HttpRequest, customer_id: int, change: schemas.CustomerChange) -> dict[str, Any]:
    """Change what is given, all or nothing."""
    person = _person(request)
    found = _customer(person, customer_id)
    with stroke():
        _change_customer(found, change.dict(exclude_unset=True, exclude={"identities"}), person)
        if change.identities is not None:
            _change_identities(found, change.identities, person)
    return public_people.customer(User.objects.get(pk=found.pk), seen_by=person)


@router.get("/customers/{int:customer_id}/tickets", response=TicketPage)
def list_tickets_of_customer(
    request: HttpRequest, customer_id: int, cursor: str | None = None, limit: Limit = 50
) -> dict[str, Any]:
    """The tickets of a customer, newest first."""
    person = _person(request)
    theirs = visible_to(person).filter(requester=_customer(person, customer_id))
    page, following = newest_of(theirs, cursor=cursor, limit=limit)
    return {"items": public.rows(page), "next": following}


@router.get("/organizations", response=schemas.OrganizationPage)
def list_organizations(
    request: HttpRequest, q: str = "", cursor: str | None = None, limit: Limit = 50
) -> dict[str, Any]:
    """Organizations, newest first. `q` is a part of a name, or the beginning of a domain."""
    found = organizations_visible_to(_person(request))
    words = q.strip()[:200]
    if words:
        by_domain = Organization.objects.filter(domains__value__startswith=words.lower()).values("pk")
        found = found.filter(Q(name__icontains=words) | Q(pk__in=by_domain))
    page, following = newest_of(found, cursor=cursor, limit=limit)
    return {"items": public_people.organization_rows(page), "next": following}


@router.post("/organizations", response={201: schemas.OrganizationOut})
def make_organization(request: HttpRequest, new: schemas.NewOrganization) -> Answer[dict[str, Any]]:
    """Make an organization; a wrong answer in a field makes none."""
    person = _person(request)
    given = new.dict(exclude_unset=True)
    name = given.pop("name")
    with stroke():
        if Organization.objects.filter(name__iexact=normal_name(name)).exists():
            raise OrganizationExists(name)
        made = of_people.find_or_make_organization(name, by=person)
        _change_organization(made, given, person)
    return Answer(201, public_people.organization(Organization.objects.get(pk=made.pk)))


@router.get("/organizations/{int:organization_id}", response=schemas.OrganizationOut)
def show_organization(request: HttpRequest, organization_id: int) -> dict[str, Any]:
    """One organization."""
    return public_people.organization(_organization(_person(request), organization_id))


@router.patch("/organizations/{int:organization_id}", response=schemas.OrganizationOut)
def change_organization(
    request: HttpRequest, organization_id: int, change: schemas.OrganizationChange
) -> dict[str, Any]:
    """Change what is given, all or nothing."""
    person = _person(request)
    found = _organization(person, organization_id)
    with stroke():
        _change_organization(found, change.dict(exclude_unset=True), person)
    return public_people.organization(Organization.objects.get(pk=found.pk))


@router.get("/organizations/{int:organization_id}/tickets", response=TicketPage)
def list_tickets_of_organization(
    request: HttpRequest, organization_id: int, cursor: str | None = None, limit: Limit = 50
) -> dict[str, Any]:
    """The tickets of an organization's people, newest first."""
    person = _person(request)
    theirs = tickets_of(_organization(person, organization_id), seen_by=person)
    page, following = newest_of(theirs, cursor=cursor, limit=limit)
    return {"items": public.rows(page), "next": following}


def _change_customer(customer: User, given: dict[str, Any], by: User) -> None:
    of_people.change_customer(
        customer,
        by=by,
        name=given.get("name"),
        language=given.get("language"),
        time_zone=given.get("time_zone"),
        notes=given.get("notes"),
    )
    if "organization" in given:
        name = given["organization"]
        to = of_people.find_or_make_organization(name, by=by) if name else None
        of_people.put_in_organization(customer, to=to, by=by)
    if given.get("tags") is not None:
        had = set(customer.tags.values_list("name", flat=True))
        wanted = {" ".join(one.split()).lower() for one in given["tags"]}
        of_people.tag_customer(customer, add=sorted(wanted - had), remove=sorted(had - wanted), by=by)
    for field, answer in fields_keyed(given.get("fields") or {}, FieldSubject.CUSTOMER):
        actions.set_customer_field(customer, field, from_json(answer), by=by)


def _change_identities(customer: User, given: Sequence[schemas.IdentityIn], by: User) -> None:
    wanted = [of_people.add_identity(customer, kind=one.kind, value=one.value, by=by) for one in given]
    for gone in customer.identities.exclude(pk__in=[one.pk for one in wanted]):
        of_people.remove_identity(gone, by=by)
    first = next((one for one in wanted if one.kind == "email"), None)
    if first is not None:
        of_people.put_identity_first(first, by=by)


def _change_organization(organization: Organization, given: dict[str, Any], by: User) -> None:
    of_people.change_organization(
        organization,
        by=by,
        name=given.get("name"),
        notes=given.get("notes"),
        joins_by_domain=given.get("joins_by_domain"),
        shares_tickets=given.get("shares_tickets"),
    )
    if given.get("domains") is not None:
        for domain in given["domains"]:
            of_people.add_domain(organization, value=domain, by=by)
        wanted = {normal_domain(one) for one in given["domains"]}
        for gone in set(organization.domains.values_list("value", flat=True)) - wanted:
            of_people.remove_domain(organization, value=gone, by=by)
    if given.get("tags") is not None:
        had = set(organization.tags.values_list("name", flat=True))
        tags = {" ".join(one.split()).lower() for one in given["tags"]}
        of_people.tag_organization(
            organization, add=tuple(sorted(tags - had)), remove=tuple(sorted(had - tags)), by=by
        )
    for field, answer in fields_keyed(given.get("fields") or {}, FieldSubject.ORGANIZATION):
        actions.set_organization_field(organization, field, from_json(answer), by=by)


def _customer(person: User, customer_id: int) -> User:
    seen = customers_visible_to(person)
    found = seen.filter(pk=customer_id).first() if customer_id < LARGEST else None
    if found is None and customer_id < LARGEST:
        merged = User.objects.filter(pk=customer_id, merged_into__isnull=False).first()
        found = seen.filter(pk=goes_on_as(merged).pk).first() if merged is not None else None
    if found is None:
        raise HttpError(404, _("There is no such customer, or you can't see them."))
    return found


def _organization(person: User, organization_id: int) -> Organization:
    seen = organizations_visible_to(person)
    found = seen.filter(pk=organization_id).first() if organization_id < LARGEST else None
    if found is None:
        raise HttpError(404, _("There is no such organization, or you can't see it."))
    return found
