from django.utils import timezone

from madang.accounts.models import User
from madang.history.recording import action, record

from ..mail_events import MAIL_DISCARDED, WasHeld
from ..models import RawMessage, RawState
from ..store import forget_content
from .guard import guard, while_held


@action
def discard(raw: RawMessage, *, by: User | None) -> bool:
    """Delete a held message for good; whether it was held.

    Its row stays without a word of the mail, so that the same delivery does not come a second time.
    """
    guard(by)
    held = while_held(raw)
    if held is None:
        return False
    kind = str((held.hold or {}).get("kind", ""))
    forget_content(held)
    held.state, held.error, held.hold, held.authentication = RawState.DISCARDED, "", None, None
    held.mail_from, held.handed_over, held.removed_at = "", None, timezone.now()
    held.save(
        update_fields=[
            "state",
            "error",
            "hold",
            "authentication",
            "mail_from",
            "handed_over",
            "removed_at",
            "content",
            "path",
        ]
    )
    record(raw, MAIL_DISCARDED, by=by, data=WasHeld(kind=kind))
    return True
