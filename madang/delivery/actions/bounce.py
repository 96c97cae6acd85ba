from django.utils import timezone

from madang.history.recording import action, record

from ..events import DELIVERY_BOUNCED, OfDelivery
from ..models import Delivery, DeliveryState, Reason
from ..statuses import Verdict, verdict_on
from .addresses import note_bounce
from .outcome import LONGEST_WORDS

CAN_COME_BACK = frozenset(
    {DeliveryState.SENDING, DeliveryState.DEFERRED, DeliveryState.SENT, DeliveryState.OPENED}
)
"""A report may be quicker than our own note that the server took the mail, and a first try's report may come
while the second is waiting."""


@action
def mark_bounced(delivery: Delivery, *, words: str, status: str, no_such_address: bool = False) -> None:
    """A mail that had been taken came back; the same report twice counts once.

    `words` are what the refusing server said, `status` its code (5.1.1), empty when it named none.
    `no_such_address` is said by who knows more of the address than the words do.
    """
    delivery = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if delivery.state not in CAN_COME_BACK:
        return
    delivery.state, delivery.reason = DeliveryState.BOUNCED, ""
    delivery.error, delivery.status = words[:LONGEST_WORDS], status[:12]
    delivery.bounced_at = timezone.now()
    delivery.claimed_by, delivery.claimed_until = "", None
    delivery.save(
        update_fields=["state", "reason", "error", "status", "bounced_at", "claimed_by", "claimed_until"]
    )
    record(delivery.subject_of_events, DELIVERY_BOUNCED, by=None, data=OfDelivery(delivery=delivery.pk))
    verdict = Verdict.NO_SUCH_ADDRESS if no_such_address else verdict_on(delivery.status, delivery.error)
    note_bounce(delivery, verdict)


def mark_delayed(delivery: Delivery, *, words: str, status: str) -> None:
    """The receiving server could not take it yet and goes on trying: told, and nothing else changes.

    Not after it was told that the server has taken it: reports overtake each other.
    """
    sent = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENT)
    sent.exclude(reason=Reason.DELIVERED).update(
        reason=Reason.DELAYED, error=words[:LONGEST_WORDS], status=status[:12]
    )
