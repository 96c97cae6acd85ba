from django.db import transaction
from django.utils import timezone

from madang.accounts.models import User
from madang.history.recording import action, record
from madang.lib.pubsub import publish

from ..events import DELIVERY_RETRIED, OfDelivery
from ..models import Delivery, DeliveryState
from ..queueing import TOPIC


@action
def retry(delivery: Delivery, *, by: User) -> None:
    """Queue a failed or kept mail again, under the same Message-ID; any other state does nothing."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if delivery.state not in {DeliveryState.FAILED, DeliveryState.KEPT}:
        return
    delivery.state, delivery.error, delivery.attempts = DeliveryState.QUEUED, "", 0
    delivery.due_at = timezone.now()
    delivery.save(update_fields=["state", "error", "attempts", "due_at"])
    record(delivery.ticket or delivery, DELIVERY_RETRIED, by=by, data=OfDelivery(delivery=delivery.pk))
    transaction.on_commit(lambda: publish(TOPIC, {}))
