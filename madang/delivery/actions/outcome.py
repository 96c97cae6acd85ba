from datetime import datetime

from django.utils import timezone

from madang.history.kinds import EventKind
from madang.history.recording import action, record

from ..events import DELIVERY_FAILED, DELIVERY_KEPT, DELIVERY_SENT, OfDelivery
from ..models import Delivery, DeliveryState


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
def mark_failed(delivery: Delivery, *, error: str) -> None:
    """It will not be tried again by itself; `error` is what the server said."""
    _settle(delivery, DeliveryState.FAILED, DELIVERY_FAILED, error=error)


def mark_deferred(delivery: Delivery, *, error: str, until: datetime) -> None:
    """Try again at `until`; the ticket's history is not filled with each try."""
    Delivery.objects.filter(pk=delivery.pk).update(
        state=DeliveryState.QUEUED, error=error[:2000], due_at=until, claimed_by="", claimed_until=None
    )


def _settle(
    delivery: Delivery,
    state: DeliveryState,
    kind: EventKind[OfDelivery],
    *,
    error: str = "",
    sent_at: datetime | None = None,
) -> None:
    delivery.state, delivery.error, delivery.sent_at = state, error[:2000], sent_at
    delivery.claimed_by, delivery.claimed_until = "", None
    delivery.save(update_fields=["state", "error", "sent_at", "claimed_by", "claimed_until", "raw"])
    record(delivery.ticket or delivery, kind, by=None, data=OfDelivery(delivery=delivery.pk))
