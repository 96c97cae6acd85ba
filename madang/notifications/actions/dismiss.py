from django.utils import timezone

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.delivery.models import Delivery
from madang.history.kinds import Nothing
from madang.history.recording import action, record
from madang.intake.models import RawMessage
from madang.lib.rows import insert
from madang.tickets.errors import NotAllowed

from ..events import FAILURE_BROUGHT_BACK, FAILURE_DISMISSED
from ..models import Dismissal, Failed


@action
def dismiss(failed: RawMessage | Delivery, *, by: User) -> bool:
    """Take something that failed out of what needs attention; whether it was there. It can be brought back.

    Raises NotAllowed.
    """
    _guard(by)
    row = Dismissal(kind=_kind(failed), subject_id=failed.pk, by=by, created_at=timezone.now())
    if not insert(row, unless_there=True):
        return False
    record(failed, FAILURE_DISMISSED, by=by, data=Nothing())
    return True


@action
def bring_back(failed: RawMessage | Delivery, *, by: User) -> bool:
    """Show it again under what needs attention; whether it was dismissed. Raises NotAllowed."""
    _guard(by)
    if not Dismissal.objects.filter(kind=_kind(failed), subject_id=failed.pk).delete()[0]:
        return False
    record(failed, FAILURE_BROUGHT_BACK, by=by, data=Nothing())
    return True


def _guard(by: User) -> None:
    if not by.may(Permission.SEE_FAILURES):
        raise NotAllowed


def _kind(failed: RawMessage | Delivery) -> Failed:
    return Failed.MAIL if isinstance(failed, RawMessage) else Failed.SENDING
