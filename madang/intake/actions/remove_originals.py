from datetime import datetime

from django.utils import timezone

from madang.accounts.models import User
from madang.history.recording import action, record

from ..mail_events import ORIGINALS_REMOVED, HowMany
from ..models import RawMessage, RawState
from ..policy import MailPolicy
from ..store import forget_content

AT_ONCE = 500


@action
def remove_originals(policy: MailPolicy, *, before: datetime, by: User | None = None) -> int:
    """Remove the bytes of mails that were taken before a moment; what waits, failed or is held stays.

    At most AT_ONCE each time; returns how many. The rows stay, so that the same delivery is still known.
    """
    due = RawMessage.objects.filter(state=RawState.TAKEN, taken_at__lt=before, removed_at=None)
    originals = list(due.only("pk", "path").order_by("pk")[:AT_ONCE])
    for raw in originals:
        forget_content(raw)
    RawMessage.objects.filter(pk__in=[raw.pk for raw in originals]).update(
        content=None, path="", removed_at=timezone.now()
    )
    if originals:
        record(policy, ORIGINALS_REMOVED, by=by, data=HowMany(number=len(originals)))
    return len(originals)
