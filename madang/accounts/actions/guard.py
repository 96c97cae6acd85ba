from ..errors import CustomerMerged, LastOwner, NotACustomer, NotAllowed, NotAMember, OwnersOnly
from ..merging import goes_on_as
from ..models import User
from ..roles import Permission, Role


def locked(person: User) -> User:
    """The person as they are now, held until the transaction ends."""
    return User.objects.select_for_update().get(pk=person.pk)


def guard_manages(by: User | None, *, person: User | None = None, role: str = "") -> None:
    """Raise NotAllowed unless `by` manages people, OwnersOnly where an owner is concerned and `by` is none.

    `person` is whom it is about, `role` the role to be given. The desk itself (None) may do all.
    """
    if by is None:
        return
    if not by.may(Permission.MANAGE_PEOPLE):
        raise NotAllowed
    concerns_owner = role == Role.OWNER or (person is not None and person.role == Role.OWNER)
    if concerns_owner and not by.may(Permission.OWN):
        raise OwnersOnly


def guard_own(person: User, *, by: User | None) -> None:
    """Raise NotAllowed unless it is the person's own, or `by` manages people like them."""
    if by is not None and by.pk != person.pk:
        guard_manages(by, person=person)


def guard_is_member(person: User) -> None:
    """Raise NotAMember for customers and those who were let go."""
    if not person.is_agent:
        raise NotAMember(person.shown_name)


def guard_not_last_owner(person: User) -> None:
    """Raise LastOwner when nobody else owns the desk.

    All owners are held: two who let each other go at once would leave nobody.
    """
    if person.role != Role.OWNER or not person.is_active:
        return
    owners = User.objects.select_for_update().filter(role=Role.OWNER, is_active=True).order_by("pk")
    if not [owner for owner in owners if owner.pk != person.pk]:
        raise LastOwner


def guard_customer(person: User, *, by: User | None) -> None:
    """Raise NotAllowed unless `by` may change customers, NotACustomer when `person` works in the desk.

    Raises CustomerMerged for whoever is a part of another customer meanwhile.

    Whether `by` sees the customer is for the page to ask: it depends on tickets (`tickets.customers`).
    """
    guard_changes_customers(by)
    if person.role != Role.REQUESTER:
        raise NotACustomer(person.shown_name)
    if person.merged_into_id is not None:
        raise CustomerMerged(goes_on_as(person).shown_name)


def guard_changes_customers(by: User | None) -> None:
    """Raise NotAllowed unless `by` may change customers and organizations; the desk itself may do all."""
    if by is not None and not by.may(Permission.CHANGE_CUSTOMERS):
        raise NotAllowed
