from datetime import datetime

from django.utils import timezone

from madang.history.kinds import EventKind
from madang.history.recording import action, record

from ..events import (
    DELIVERY_DEFERRED,
    DELIVERY_FAILED,
    DELIVERY_KEPT,
    DELIVERY_REFUSED,
    DELIVERY_SENT,
    OfDelivery,
)
from ..models import Delivery, DeliveryState, Reason
from ..statuses import Verdict, status_in, verdict_on
from .addresses import note_bounce

LONGEST_WORDS = 2000


@action
def mark_sent(delivery: Delivery) -> None:
    """The server took it."""
    _settle(delivery, DeliveryState.SENT, DELIVERY_SENT, sent_at=timezone.now())


@action
def mark_kept(delivery: Delivery, *, raw: bytes) -> None:
    """No outgoing server is set: the mail stays here, exactly as it would have been sent."""
    delivery.raw = raw
    _settle(delivery, DeliveryState.KEPT, DELIVERY_KEPT, sent_at=timezone.now())


@action
def mark_refused(delivery: Delivery, *, error: str, reason: Reason | None = None) -> None:
    """It was refused for good, in the words `error`; an address that they say doesn't exist is stopped."""
    delivery.status = status_in(error)
    _settle(delivery, DeliveryState.REFUSED, DELIVERY_REFUSED, error=error, reason=reason)
    if reason is None and verdict_on(delivery.status, error) == Verdict.NO_SUCH_ADDRESS:
        note_bounce(delivery, Verdict.NO_SUCH_ADDRESS)


@action
def mark_failed(delivery: Delivery, *, error: str, reason: Reason | None = None) -> None:
    """It will not be tried again by itself; `error` is what the server said last."""
    delivery.status = status_in(error)
    _settle(delivery, DeliveryState.FAILED, DELIVERY_FAILED, error=error, reason=reason)


@action
def mark_deferred(delivery: Delivery, *, error: str, until: datetime, reason: Reason | None = None) -> None:
    """Try again at `until`; the ticket's history tells the first time only, not each try."""
    first = delivery.attempts <= 1
    delivery.state, delivery.error, delivery.due_at = DeliveryState.DEFERRED, error[:LONGEST_WORDS], until
    delivery.status, delivery.reason = status_in(error), reason or ""
    delivery.claimed_by, delivery.claimed_until = "", None
    delivery.save(
        update_fields=["state", "error", "due_at", "status", "reason", "claimed_by", "claimed_until"]
    )
    if first:
        _tell(delivery, DELIVERY_DEFERRED)


def _settle(
    delivery: Delivery,
    state: DeliveryState,
    kind: EventKind[OfDelivery],
    *,
    error: str = "",
    reason: Reason | None = None,
    sent_at: datetime | None = None,
) -> None:
    delivery.state, delivery.error, delivery.sent_at = state, error[:LONGEST_WORDS], sent_at
    delivery.reason = reason or ""
    delivery.claimed_by, delivery.claimed_until = "", None
    written = ["state", "error", "reason", "status", "sent_at", "claimed_by", "claimed_until"]
    if state == DeliveryState.KEPT:
        written.append("raw")
    # A report that it came back may be quicker than the note that it was taken: what came back stays so.
    still = Delivery.objects.filter(pk=delivery.pk).exclude(state=DeliveryState.BOUNCED)
    if still.update(**{field: getattr(delivery, field) for field in written}):
        _tell(delivery, kind)


def _tell(delivery: Delivery, kind: EventKind[OfDelivery]) -> None:
    record(delivery.subject_of_events, kind, by=None, data=OfDelivery(delivery=delivery.pk))
