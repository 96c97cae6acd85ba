from madang.history.recording import action, record
from madang.lib.rows import insert

from ..domains import normal_domain
from ..errors import NoNameGiven, OrganizationExists, UnusableDomain
from ..events import (
    ORGANIZATION_CHANGED,
    ORGANIZATION_REMOVED,
    ORGANIZATION_TAGGED,
    OrganizationRemoved,
    ProfileChanged,
    Tagged,
)
from ..models import CustomerTag, Organization, OrganizationDomain, User
from ..requesters import normal_name
from .change_customer import LONGEST_NOTES
from .guard import guard_changes_customers
from .tag_customer import names_of_tags, tags_named


@action
def change_organization(
    organization: Organization,
    *,
    by: User | None,
    name: str | None = None,
    notes: str | None = None,
    joins_by_domain: bool | None = None,
    shares_tickets: bool | None = None,
) -> None:
    """Set what is given of an organization. Raises NotAllowed, NoNameGiven and OrganizationExists."""
    guard_changes_customers(by)
    organization = _locked(organization)
    written = None if name is None else normal_name(name)
    if written == "":
        raise NoNameGiven
    others = Organization.objects.exclude(pk=organization.pk)
    if written is not None and others.filter(name__iexact=written).exists():
        raise OrganizationExists(written)
    given = {
        "name": written,
        "notes": None if notes is None else notes.strip()[:LONGEST_NOTES],
        "joins_by_domain": joins_by_domain,
        "shares_tickets": shares_tickets,
    }
    changed = [
        field for field, value in given.items() if value is not None and getattr(organization, field) != value
    ]
    if not changed:
        return
    for field in changed:
        setattr(organization, field, given[field])
    organization.save(update_fields=changed)
    record(organization, ORGANIZATION_CHANGED, by=by, data=ProfileChanged(fields=tuple(changed)))


@action
def add_domain(organization: Organization, *, value: str, by: User | None) -> None:
    """Let somebody new who writes from a domain belong to the organization.

    Who is known already stays where they are. Raises NotAllowed and UnusableDomain.
    """
    guard_changes_customers(by)
    domain = normal_domain(value)
    if not insert(OrganizationDomain(organization=organization, value=domain), unless_there=True):
        known = OrganizationDomain.objects.select_related("organization").get(value=domain)
        if known.organization_id != organization.pk:
            raise UnusableDomain.of_another(domain, known.organization.name)
        return
    record(organization, ORGANIZATION_CHANGED, by=by, data=ProfileChanged(fields=("domains",)))


@action
def remove_domain(organization: Organization, *, value: str, by: User | None) -> None:
    """Let a domain mean the organization no more; its people stay. Raises NotAllowed."""
    guard_changes_customers(by)
    if organization.domains.filter(value=value).delete()[0]:
        record(organization, ORGANIZATION_CHANGED, by=by, data=ProfileChanged(fields=("domains",)))


@action
def tag_organization(
    organization: Organization, *, by: User | None, add: tuple[str, ...] = (), remove: tuple[str, ...] = ()
) -> None:
    """Put tags on an organization and take others off. Raises NotAllowed."""
    guard_changes_customers(by)
    organization = _locked(organization)
    has = set(organization.tags.values_list("pk", flat=True))
    added = {tag.pk for tag in tags_named(add)} - has
    gone = CustomerTag.objects.filter(name__in=names_of_tags(remove)).values_list("pk", flat=True)
    removed = {*gone} & has
    if not added and not removed:
        return
    organization.tags.remove(*removed)
    organization.tags.add(*added)
    tagged = Tagged(added=tuple(sorted(added)), removed=tuple(sorted(removed)))
    record(organization, ORGANIZATION_TAGGED, by=by, data=tagged)


@action
def remove_organization(organization: Organization, *, by: User | None) -> None:
    """Remove an organization for good; its people and their tickets stay. Raises NotAllowed."""
    guard_changes_customers(by)
    organization = _locked(organization)
    record(organization, ORGANIZATION_REMOVED, by=by, data=OrganizationRemoved(name=organization.name))
    organization.delete()


def _locked(organization: Organization) -> Organization:
    """The organization as it is now. Raises Organization.DoesNotExist when somebody removed it meanwhile."""
    return Organization.objects.select_for_update().get(pk=organization.pk)
