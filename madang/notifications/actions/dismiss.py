from datetime import datetime

from django.utils import timezone

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.delivery.models import Delivery
from madang.history.kinds import Nothing
from madang.history.recording import action, record
from madang.intake.mailbox import MailboxNotice
from madang.intake.models import RawMessage, Webhook
from madang.lib.rows import insert
from madang.tickets.errors import NotAllowed

from ..events import FAILURE_BROUGHT_BACK, FAILURE_DISMISSED
from ..models import Dismissal, Failed

Failure = RawMessage | Delivery | MailboxNotice | Webhook
"""What can be dismissed."""


@action
def dismiss(failed: Failure, *, by: User) -> bool:
    """Take something that failed out of what needs attention; whether it was there. It can be brought back.

    Raises NotAllowed.
    """
    _guard(by)
    kind = kind_of(failed)
    if happened := _happened_again_at(failed):
        Dismissal.objects.filter(kind=kind, subject_id=failed.pk, created_at__lt=happened).delete()
    row = Dismissal(kind=kind, subject_id=failed.pk, by=by, created_at=timezone.now())
    if not insert(row, unless_there=True):
        return False
    record(failed, FAILURE_DISMISSED, by=by, data=Nothing())
    return True


@action
def bring_back(failed: Failure, *, by: User) -> bool:
    """Show it again under what needs attention; whether it was dismissed. Raises NotAllowed."""
    _guard(by)
    if not Dismissal.objects.filter(kind=kind_of(failed), subject_id=failed.pk).delete()[0]:
        return False
    record(failed, FAILURE_BROUGHT_BACK, by=by, data=Nothing())
    return True


def _guard(by: User) -> None:
    if not by.may(Permission.SEE_FAILURES):
        raise NotAllowed


def kind_of(failed: Failure) -> Failed:
    """What kind of failure it is."""
    return _KINDS[type(failed)]


_KINDS: dict[type, Failed] = {
    RawMessage: Failed.MAIL,
    Delivery: Failed.SENDING,
    MailboxNotice: Failed.MAILBOX,
    Webhook: Failed.WEBHOOK,
}


def _happened_again_at(failed: Failure) -> datetime | None:
    """When it happened last, of what keeps one row however often it happens."""
    if isinstance(failed, MailboxNotice):
        return failed.last_at
    return failed.trouble_at if isinstance(failed, Webhook) else None
