from madang.history.recording import action, record

from ..events import USER_ORGANIZATION_CHANGED, OrganizationChanged
from ..models import Organization, User
from .guard import guard_customer, locked


@action
def put_in_organization(person: User, *, to: Organization | None, by: User | None) -> None:
    """Let a customer belong to an organization, or to none. Raises NotAllowed and NotACustomer."""
    person = locked(person)
    guard_customer(person, by=by)
    current = to.pk if to is not None else None
    if person.organization_id == current:
        return
    previous, person.organization_id = person.organization_id, current
    person.save(update_fields=["organization"])
    record(
        person,
        USER_ORGANIZATION_CHANGED,
        by=by,
        data=OrganizationChanged(previous=previous, current=current),
    )
