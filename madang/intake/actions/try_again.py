from django.db import transaction

from madang.accounts.models import User
from madang.history.kinds import Nothing
from madang.history.recording import action, record
from madang.lib.pubsub import publish

from ..mail_events import MAIL_TRIED_AGAIN
from ..models import RawMessage, RawState
from ..store import TOPIC
from .guard import guard


@action
def try_again(raw: RawMessage, *, by: User | None) -> bool:
    """Put a failed message back into the queue, as it is; whether it had failed."""
    guard(by)
    failed = RawMessage.objects.filter(pk=raw.pk, state=RawState.FAILED, removed_at=None)
    if not failed.update(state=RawState.STORED, error="", attempts=0):
        return False
    record(raw, MAIL_TRIED_AGAIN, by=by, data=Nothing())
    transaction.on_commit(lambda: publish(TOPIC, {}))
    return True
