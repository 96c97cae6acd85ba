from django.db.models import F
from django.utils import timezone

from madang.accounts.models import User
from madang.history.recording import action, record

from ..events import ADDRESS_ALLOWED, ADDRESS_STOPPED, OfDelivery
from ..models import Delivery, Unreachable
from ..statuses import Verdict


def note_bounce(delivery: Delivery, verdict: Verdict) -> None:
    """Write down that mail to the recipient came back; an address that doesn't exist is stopped.

    For the actions that have learnt of it.
    """
    email = delivery.recipient.lower()
    address, _ = Unreachable.objects.get_or_create(email=email)
    address = Unreachable.objects.select_for_update().get(pk=address.pk)
    address.bounces = F("bounces") + 1
    address.status, address.words, address.delivery = delivery.status, delivery.error, delivery
    newly_stopped = verdict == Verdict.NO_SUCH_ADDRESS and address.stopped_at is None
    if newly_stopped:
        address.stopped_at = timezone.now()
    address.save()
    if newly_stopped:
        record(delivery.subject_of_events, ADDRESS_STOPPED, by=None, data=OfDelivery(delivery=delivery.pk))


@action
def allow_address(delivery: Delivery, *, by: User) -> None:
    """Write to the delivery's recipient again; does nothing for an address that isn't stopped."""
    allowed = Unreachable.objects.filter(email=delivery.recipient.lower(), stopped_at__isnull=False).update(
        stopped_at=None, bounces=0, updated_at=timezone.now()
    )
    if allowed:
        record(delivery.subject_of_events, ADDRESS_ALLOWED, by=by, data=OfDelivery(delivery=delivery.pk))
