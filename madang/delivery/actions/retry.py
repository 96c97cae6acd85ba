from django.db import transaction
from django.utils import timezone

from madang.accounts.models import User
from madang.history.recording import action, record
from madang.lib.pubsub import publish

from ..events import DELIVERY_RETRIED, OfDelivery
from ..models import UNSENT, Delivery, DeliveryState
from ..queueing import TOPIC


@action
def retry(delivery: Delivery, *, by: User) -> None:
    """Send again, under the same Message-ID, what was refused, came back, failed, was kept, or waits for its
    next try; any other state does nothing.
    """
    delivery = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if delivery.state not in {*UNSENT, DeliveryState.KEPT, DeliveryState.DEFERRED}:
        return
    delivery.state, delivery.reason, delivery.error, delivery.status = DeliveryState.QUEUED, "", "", ""
    delivery.attempts, delivery.due_at, delivery.give_up_at = 0, timezone.now(), None
    delivery.sent_at = delivery.bounced_at = delivery.opened_at = None
    delivery.save(
        update_fields=[
            "state", "reason", "error", "status", "attempts", "due_at", "give_up_at",
            "sent_at", "bounced_at", "opened_at",
        ]
    )  # fmt: skip
    record(delivery.subject_of_events, DELIVERY_RETRIED, by=by, data=OfDelivery(delivery=delivery.pk))
    transaction.on_commit(lambda: publish(TOPIC, {}))
