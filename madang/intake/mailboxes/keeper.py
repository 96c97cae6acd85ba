"""Which mailboxes this worker watches: each is held by one worker at a time, among all of them."""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from ..mailbox import Mailbox
from .watching import Watcher

log = logging.getLogger(__name__)

HELD_FOR = timedelta(seconds=60)
RENEWED_BEFORE_END = timedelta(seconds=40)
MOST_WATCHED = 60
"""Mailboxes that one worker stays connected to; when there are more, they take turns."""

PATIENCE_TO_END = 12.0
LONGEST_UNSEEN = (F("seen_at").asc(nulls_first=True), "pk")
"""Never looked at comes first; PostgreSQL by itself puts it last."""


class Keeper:
    """Holds mailboxes for one worker and keeps a watcher at each."""

    def __init__(self, worker: str, *, is_alive: Callable[[str], bool]) -> None:
        """`is_alive` says whether the worker of a name runs: what a dead one held is taken at once."""
        self._worker = worker
        self._is_alive = is_alive
        self._watchers: dict[int, Watcher] = {}

    def step(self) -> bool:
        """Take free mailboxes, renew the held ones, start and end watchers. Called every second or two."""
        self._forget_the_ended()
        self._renew()
        ours = self._rows().filter(holder=self._worker).order_by(*LONGEST_UNSEEN)
        wanted = {one.pk: one for one in ours}
        for one in self._free():
            if self._claim(one):
                wanted[one.pk] = one
        crowded = len(wanted) > MOST_WATCHED
        for pk, watcher in self._watchers.items():
            changed = pk not in wanted or wanted[pk].version != watcher.version
            if changed or (crowded and watcher.patient):
                watcher.stop()
        for pk, one in wanted.items():
            if pk not in self._watchers and len(self._watchers) < MOST_WATCHED:
                self._watchers[pk] = Watcher(one, holder=self._worker, patient=not crowded)
                self._watchers[pk].start()
        return False

    def wake(self, payload: Mapping[str, object]) -> None:
        """Look at a mailbox now, when it is ours."""
        watcher = self._watchers.get(int(str(payload.get("id") or 0)))
        if watcher is not None:
            watcher.wake()

    def stop(self) -> None:
        """End all watchers after the batch in hand, and let go of the mailboxes."""
        watchers = list(self._watchers.values())
        for watcher in watchers:
            watcher.stop()
        for watcher in watchers:
            watcher.join(timeout=PATIENCE_TO_END)
        Mailbox.objects.filter(holder=self._worker).update(holder="", held_until=None)

    def _forget_the_ended(self) -> None:
        for pk, watcher in list(self._watchers.items()):
            if not watcher.is_alive():
                del self._watchers[pk]

    def _renew(self) -> None:
        now = timezone.now()
        soon = self._rows().filter(holder=self._worker, held_until__lt=now + RENEWED_BEFORE_END)
        soon.update(held_until=now + HELD_FOR)

    def _free(self) -> list[Mailbox]:
        others = self._rows().exclude(holder=self._worker)
        now = timezone.now()
        dead = {
            name
            for name in others.exclude(holder="").values_list("holder", flat=True)
            if not self._is_alive(name)
        }
        free = Q(holder="") | Q(holder__in=dead) | Q(held_until__lt=now)
        return list(others.filter(free).order_by(*LONGEST_UNSEEN))

    def _claim(self, one: Mailbox) -> bool:
        """Whether the mailbox is ours now; of two workers who try, one succeeds."""
        as_seen = Mailbox.objects.filter(pk=one.pk, holder=one.holder, held_until=one.held_until)
        return bool(as_seen.update(holder=self._worker, held_until=timezone.now() + HELD_FOR))

    def _rows(self) -> "QuerySet[Mailbox]":
        return Mailbox.objects.filter(is_active=True, inbox__is_active=True)
