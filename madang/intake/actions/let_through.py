from django.db import transaction
from django.utils import timezone

from madang.accounts.models import User
from madang.history.recording import action, record
from madang.lib.pubsub import publish

from ..mail_events import MAIL_LET_THROUGH, WasHeld
from ..models import RawMessage, RawState
from ..store import TOPIC
from .guard import guard, while_held


@action
def let_through(raw: RawMessage, *, by: User | None) -> bool:
    """Take a held message all the same: it passes no screen any more. Whether it was held."""
    guard(by)
    held = while_held(raw)
    if held is None:
        return False
    kind = str((held.hold or {}).get("kind", ""))
    held.state, held.error, held.hold, held.attempts = RawState.STORED, "", None, 0
    held.let_through_at = timezone.now()
    held.save(update_fields=["state", "error", "hold", "attempts", "let_through_at"])
    record(raw, MAIL_LET_THROUGH, by=by, data=WasHeld(kind=kind))
    transaction.on_commit(lambda: publish(TOPIC, {}))
    return True
