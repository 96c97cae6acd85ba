from django.utils import timezone

from madang.accounts.models import User
from madang.accounts.requesters import find_by_email
from madang.channels.models import Inbox
from madang.history.kinds import Nothing
from madang.history.recording import action, record
from madang.lib.rows import insert

from ..blocked import BlockedSender, blocked_value
from ..mail_events import SENDER_BLOCKED, SENDER_UNBLOCKED
from ..refusals import CannotBlock
from .guard import guard_blocking


@action
def block(value: str, *, reason: str = "", by: User | None) -> BlockedSender:
    """Hold back what comes from an address or from a whole `@domain`; who is blocked already stays so.

    Raises CannotBlock when it is neither, or would block this desk's own people or addresses.
    """
    guard_blocking(by)
    kept = blocked_value(given := value)
    if not kept:
        raise CannotBlock(given)
    person = None if kept.startswith("@") else find_by_email(kept)
    if (person is not None and person.is_agent) or Inbox.objects.filter(address__endswith=kept).exists():
        raise CannotBlock(given)
    blocked = BlockedSender(
        value=kept, by=by, reason=" ".join(reason.split())[:200], created_at=timezone.now()
    )
    if not insert(blocked, unless_there=True):
        return BlockedSender.objects.get(value=kept)
    record(blocked, SENDER_BLOCKED, by=by, data=Nothing())
    return blocked


@action
def unblock(blocked: BlockedSender, *, by: User | None) -> None:
    """Take mail of this sender again; what is held already stays held."""
    guard_blocking(by)
    record(blocked, SENDER_UNBLOCKED, by=by, data=Nothing())
    BlockedSender.objects.filter(pk=blocked.pk).delete()
