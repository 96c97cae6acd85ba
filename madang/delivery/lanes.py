"""Which due mail goes next: in order of their time, and new ones don't wait behind a wave of thousands."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from .models import Delivery, DeliveryState

WAVE = 200
"""Due mails from which the ones that come later get a lane of their own."""


@dataclass(frozen=True, slots=True)
class Due:
    """A row of the ledger as it was seen: claimed only if it still is so."""

    pk: int
    state: str
    at: datetime
    claimed_until: datetime | None = None


class Lanes:
    """The oldest due mail, alternating with the oldest of those that came after a wave."""

    def __init__(self) -> None:
        self._wave_ends: datetime | None = None
        self._turn = 0

    def next(self, *, now: datetime, but: Q) -> Due | None:
        """The mail that goes next, without those that `but` matches; None when nothing is due."""
        self._turn += 1
        if self._turn % WAVE == 1:
            self._look_for_a_wave(now, but)
        if self._wave_ends is not None and self._turn % 2 == 0:
            fresh = self._oldest(now, but, after=self._wave_ends)
            if fresh is not None:
                return fresh
        return self._oldest(now, but) or self._abandoned(now)

    def _look_for_a_wave(self, now: datetime, but: Q) -> None:
        waiting = _due(DeliveryState.QUEUED, now, but)
        if self._wave_ends is not None and waiting.filter(due_at__lte=self._wave_ends)[:1].exists():
            return
        ends = waiting.order_by("due_at").values_list("due_at", flat=True)[WAVE : WAVE + 1].first()
        newest = waiting.order_by("-due_at").values_list("due_at", flat=True).first()
        self._wave_ends = newest if ends is not None else None

    def _oldest(self, now: datetime, but: Q, *, after: datetime | None = None) -> Due | None:
        found = []
        for state in (DeliveryState.QUEUED, DeliveryState.DEFERRED):
            rows = _due(state, now, but)
            if after is not None:
                rows = rows.filter(due_at__gt=after)
            first = rows.order_by("due_at", "pk").values_list("pk", "due_at").first()
            if first is not None:
                found.append(Due(pk=first[0], state=state.value, at=first[1]))
        return min(found, key=lambda due: (due.at, due.pk), default=None)

    def _abandoned(self, now: datetime) -> Due | None:
        rows = Delivery.objects.filter(state=DeliveryState.SENDING, claimed_until__lt=now)
        first = rows.order_by("due_at", "pk").values_list("pk", "due_at", "claimed_until").first()
        if first is None:
            return None
        return Due(pk=first[0], state=DeliveryState.SENDING.value, at=first[1], claimed_until=first[2])


def _due(state: DeliveryState, now: datetime, but: Q) -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(state=state, due_at__lte=now)
    return rows.exclude(but) if but else rows
