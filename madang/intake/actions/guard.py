from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.tickets.errors import NotAllowed

from ..models import RawMessage, RawState


def guard(by: User | None, permission: Permission = Permission.SEE_FAILURES) -> None:
    """Raise NotAllowed unless `by` holds the permission; the desk itself (None) may do all."""
    if by is not None and not by.may(permission):
        raise NotAllowed


def guard_blocking(by: User | None) -> None:
    """Raise NotAllowed unless `by` may mark spam, or looks after what was held back."""
    if by is not None and not (by.may(Permission.MARK_SPAM) or by.may(Permission.SEE_FAILURES)):
        raise NotAllowed


def while_held(raw: RawMessage) -> RawMessage | None:
    """Its row, locked until the transaction ends; None when it is not held any more."""
    held = RawMessage.objects.select_for_update().filter(pk=raw.pk, state=RawState.HELD)
    return held.defer("content").first()
