"""Where something was blacked out, the original goes: kept, it would say what nobody shall read any more."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from madang.history.models import Event
from madang.tickets.events import FILE_REDACTED, MESSAGE_REDACTED

from .models import RawMessage
from .store import forget_content

REASON = gettext_noop("Removed, because a part of this message was blacked out for good.")

_KINDS = {MESSAGE_REDACTED.name, FILE_REDACTED.name}


def forget_redacted_originals(events: Iterable[Event]) -> None:
    """Remove the originals of messages of which something was blacked out, in its own transaction."""
    messages = {
        one
        for event in events
        if event.kind in _KINDS
        for one in (event.data["message"], *event.data["others"])
    }
    sides = {one for event in events if event.kind in _KINDS for one in event.data.get("sides", ())}
    if not messages:
        return
    found = RawMessage.objects.filter(Q(message__in=messages) | Q(side_message__in=sides))
    for raw in found.order_by("pk"):
        forget_content(raw)
        raw.removed_at, raw.error = raw.removed_at or timezone.now(), REASON
        raw.save(update_fields=["content", "path", "removed_at", "error"])
