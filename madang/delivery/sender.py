"""Take due mails from the ledger and hand them to the outgoing server."""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from madang.channels.base import PermanentFailure, TemporaryFailure

from .actions import mark_deferred, mark_failed, mark_kept, mark_sent
from .models import Delivery, DeliveryState
from .rendering import rendered
from .transport import Smtp, Transport

log = logging.getLogger(__name__)

CLAIM = timedelta(minutes=10)
"""How long a sender may have one mail in hand before another takes it over."""

PAUSES = (1, 2, 5, 15, 30, 60, 120, 240, 480, 480)
"""Minutes before the next try after each failed one: about a day in all."""


class Sender:
    """One sender; `name` is its own among all senders, `is_alive` tells of another's name whether it runs."""

    def __init__(
        self, name: str, *, is_alive: Callable[[str], bool], transport: Transport | None = None
    ) -> None:
        self._name = name
        self._is_alive = is_alive
        self._transport = transport or (Smtp(settings.MADANG.smtp_url) if settings.MADANG.smtp_url else None)

    def step(self) -> bool:
        """Send the one mail that has been due the longest; returns whether there was one."""
        delivery = self._claim()
        if delivery is None:
            if self._transport is not None:
                self._transport.close()
            return False
        self._send(delivery)
        return True

    def release_of_the_dead(self) -> int:
        """Give back what senders that no longer run had in hand; returns how many mails.

        Whether the server had taken those is not known: they go again under the same Message-ID.
        """
        in_hand = Delivery.objects.filter(state=DeliveryState.SENDING).values_list("claimed_by", flat=True)
        dead = [name for name in set(in_hand) if name != self._name and not self._is_alive(name)]
        return Delivery.objects.filter(state=DeliveryState.SENDING, claimed_by__in=dead).update(
            state=DeliveryState.QUEUED, claimed_by="", claimed_until=None
        )

    def _claim(self) -> Delivery | None:
        now = timezone.now()
        due = Q(state=DeliveryState.QUEUED, due_at__lte=now)
        abandoned = Q(state=DeliveryState.SENDING, claimed_until__lt=now)
        if not Delivery.objects.filter(due | abandoned).exists():
            return None
        with transaction.atomic():
            delivery = (
                Delivery.objects.select_for_update(skip_locked=True, of=("self",))
                .filter(due | abandoned)
                .order_by("due_at", "pk")
                .select_related("ticket__brand", "ticket__requester", "message", "inbox")
                .first()
            )
            if delivery is None:
                return None
            delivery.state = DeliveryState.SENDING
            delivery.attempts += 1
            delivery.claimed_by, delivery.claimed_until = self._name, now + CLAIM
            delivery.save(update_fields=["state", "attempts", "claimed_by", "claimed_until"])
        return delivery

    def _send(self, delivery: Delivery) -> None:
        try:
            raw = rendered(delivery)
            if self._transport is None:
                mark_kept(delivery, raw=raw)
                return
            self._transport.hand_over(raw, sender=_envelope_sender(delivery), recipient=delivery.recipient)
        except TemporaryFailure as failure:
            self._later(delivery, str(failure))
        except PermanentFailure as failure:
            mark_failed(delivery, error=str(failure))
        except Exception as error:
            log.exception("delivery %s could not be rendered or sent", delivery.pk)
            mark_failed(delivery, error=f"{type(error).__name__}: {error}")
        else:
            mark_sent(delivery)

    def _later(self, delivery: Delivery, error: str) -> None:
        if delivery.attempts > len(PAUSES):
            mark_failed(delivery, error=error)
            return
        pause = timedelta(minutes=PAUSES[delivery.attempts - 1])
        mark_deferred(delivery, error=error, until=timezone.now() + pause)


def _envelope_sender(delivery: Delivery) -> str:
    if delivery.sender:
        return delivery.sender
    return delivery.inbox.address if delivery.inbox is not None else f"madang@{settings.MADANG.host}"
