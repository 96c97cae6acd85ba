from datetime import datetime

from django.db.models import Q

from madang.history.recording import action, record

from ..events import DELIVERY_OPENED, OfDelivery
from ..models import SUREST_FIRST, Delivery, DeliveryState, Reason, Sign


@action
def mark_opened(delivery: Delivery, *, at: datetime, by: Sign) -> None:
    """There is a sign that its recipient has opened it; a surer one takes the place of one that is less sure.

    Only a mail that was sent is marked; one that waits for its next try (a server hung up before its last
    word) is marked when a person has it on the web, for then it arrived.
    """
    less_sure = [*SUREST_FIRST[SUREST_FIRST.index(by) + 1 :], ""]
    may_be = Q(state=DeliveryState.SENT) | Q(state=DeliveryState.OPENED, opened_by__in=less_sure)
    if by == Sign.WEB:
        may_be |= Q(state=DeliveryState.DEFERRED)
    opened = Delivery.objects.filter(may_be, pk=delivery.pk).update(
        state=DeliveryState.OPENED, opened_at=at, opened_by=by, reason="", error="", status=""
    )
    if opened:
        record(delivery.subject_of_events, DELIVERY_OPENED, by=None, data=OfDelivery(delivery=delivery.pk))


def mark_deleted_unread(delivery: Delivery) -> None:
    """The recipient's program says that they deleted it unread: told, and nothing else changes."""
    Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENT).update(
        reason=Reason.DELETED_UNREAD, error="", status=""
    )
