from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from madang.accounts.models import User
from madang.accounts.requesters import find_by_email, normal_email
from madang.accounts.roles import Permission
from madang.brands.errors import NotAllowed

from ..errors import NotASupportAddress, SomeonesAddress


def guard(by: User | None) -> None:
    """Raise NotAllowed unless `by` manages the desk; the desk itself (None) may do all."""
    if by is not None and not by.may(Permission.MANAGE_DESK):
        raise NotAllowed


def support_address(given: str) -> str:
    """The address as inboxes keep it. Raises NotASupportAddress and SomeonesAddress.

    What stands behind a + is ours: reply addresses carry the ticket's number there.
    """
    address = normal_email(given)
    try:
        validate_email(address)
    except ValidationError:
        raise NotASupportAddress(given) from None
    if "+" in address:
        raise NotASupportAddress(given)
    person = find_by_email(address)
    if person is not None and person.is_agent:
        raise SomeonesAddress(address, person.shown_name)
    return address
