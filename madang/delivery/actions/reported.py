"""What a provider tells of mails that it took, beyond that they came back."""

from django.db.models import F
from django.utils import timezone

from madang.history.recording import action, record

from ..events import ADDRESS_STOPPED, OfDelivery
from ..models import Delivery, DeliveryState, HandedOver, Reason, Unreachable
from ..transport import Taken
from .outcome import LONGEST_WORDS

UNWANTED = "unwanted"
"""In the place of a status: the recipient doesn't want mail from here."""


def note_handed_over(delivery: Delivery, taken: Taken, *, provider: str) -> None:
    """Remember what the provider calls a mail, for its events and for answers to it."""
    other = taken.message_id if taken.message_id != delivery.mail_id else ""
    HandedOver.objects.update_or_create(
        delivery=delivery,
        defaults={
            "provider": provider,
            "provider_id": taken.provider_id[:500],
            "message_id": other[:500],
        },
    )


def mark_delivered(delivery: Delivery) -> None:
    """The receiving server has taken it; nothing else changes."""
    sent = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENT, reason__in=["", Reason.DELAYED])
    sent.update(reason=Reason.DELIVERED, error="", status="")


@action
def mark_unwanted(delivery: Delivery, *, words: str) -> None:
    """The recipient called it spam, or wants no more mail: nothing is sent to the address until someone says
    so.

    The mail itself arrived, so its state stays.
    """
    address, _ = Unreachable.objects.get_or_create(email=delivery.recipient.lower())
    address = Unreachable.objects.select_for_update().get(pk=address.pk)
    newly_stopped = address.stopped_at is None
    address.bounces = F("bounces") + 1
    address.status, address.words, address.delivery = UNWANTED, words[:LONGEST_WORDS], delivery
    if newly_stopped:
        address.stopped_at = timezone.now()
    address.save()
    if newly_stopped:
        record(delivery.subject_of_events, ADDRESS_STOPPED, by=None, data=OfDelivery(delivery=delivery.pk))
