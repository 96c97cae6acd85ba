from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.tickets.errors import NotAllowed


def guard(by: User | None, permission: Permission = Permission.SEE_FAILURES) -> None:
    """Raise NotAllowed unless `by` holds the permission; the desk itself (None) may do all."""
    if by is not None and not by.may(permission):
        raise NotAllowed
