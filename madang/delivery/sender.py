"""Take due mails from the ledger and hand them to the outgoing server."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from madang.channels.base import PermanentFailure, TemporaryFailure

from .actions import mark_deferred, mark_failed, mark_kept, mark_refused, mark_sent
from .actions.reported import UNWANTED, note_handed_over
from .bounces import return_address
from .circuits import Circuits
from .lanes import Lanes
from .models import Delivery, DeliveryState, Purpose, Reason, Unreachable
from .rendering import rendered
from .servers import FOR_ALL, Server, how_many, leaving_by, server_of
from .signatures import signed
from .transport import NotLetIn, ServerDown, Taken, Transport, Unacknowledged

log = logging.getLogger(__name__)

CLAIM = timedelta(minutes=30)
"""How long a sender may have one mail in hand before another takes it over; no mail takes as long."""

PAUSES = (1, 2, 5, 10, 20, 40, 60, 90, 120, 180)
"""Minutes before the next try after each failed one; the last one repeats."""

TRIED_FOR = timedelta(days=1)

CLAIM_TRIES = 5


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail in hand, and the server that it leaves by; None when it is kept."""

    delivery: Delivery
    server: Server | None

    @property
    def key(self) -> str:
        """The server's key in the circuits."""
        return self.server.key if self.server is not None else FOR_ALL


class Sender:
    """One sender; `name` is its own process's among all, `is_alive` tells of another's name whether it runs.

    `circuits` is shared by the senders of one process. `transport`, for tests, takes every mail.
    """

    def __init__(
        self,
        name: str,
        *,
        is_alive: Callable[[str], bool],
        transport: Transport | None = None,
        circuits: Circuits | None = None,
    ) -> None:
        self._name = name
        self._is_alive = is_alive
        self._transport = transport
        self._circuits = circuits or Circuits()
        self._lanes = Lanes()
        self._open: dict[Server, Transport] = {}

    def step(self) -> bool:
        """Send the one mail that goes next; returns whether there was one."""
        claimed = self._claim()
        if claimed is None:
            self._hang_up()
            return False
        self._send(claimed)
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

    def _claim(self) -> Claimed | None:
        with self._circuits.lock:
            now = timezone.now()
            resting = self._circuits.unavailable(servers=how_many)
            for _ in range(CLAIM_TRIES):
                due = self._lanes.next(now=now, but=leaving_by(resting))
                if due is None:
                    return None
                # Another process may have been quicker: the row is taken only as it was seen.
                seen = Delivery.objects.filter(pk=due.pk, state=due.state, claimed_until=due.claimed_until)
                if seen.update(
                    state=DeliveryState.SENDING,
                    attempts=F("attempts") + 1,
                    claimed_by=self._name,
                    claimed_until=now + CLAIM,
                ):
                    related = Delivery.objects.select_related(
                        "ticket__brand", "ticket__requester", "message__author", "inbox__brand"
                    )
                    delivery = related.get(pk=due.pk)
                    claimed = Claimed(delivery, server_of(delivery))
                    self._circuits.begin(claimed.key)
                    return claimed
        return None

    def _send(self, claimed: Claimed) -> None:
        down = False
        try:
            self._hand_over(claimed)
        except ServerDown as failure:
            down = True
            reason = Reason.NOT_LET_IN if isinstance(failure, NotLetIn) else None
            self._later(claimed.delivery, str(failure), reason)
        finally:
            self._circuits.end(claimed.key, down=down)

    def _hand_over(self, claimed: Claimed) -> None:
        """Send one mail and write down what became of it. Raises ServerDown."""
        delivery, server = claimed.delivery, claimed.server
        stopped = _why_stopped(delivery.recipient) if delivery.purpose != Purpose.ACCOUNT else None
        if stopped is not None:
            mark_refused(delivery, error="", reason=stopped)
            return
        try:
            raw = rendered(delivery)
        except PermanentFailure as failure:
            mark_failed(delivery, error=str(failure), reason=Reason.BROKEN)
            return
        except Exception as error:
            log.exception("delivery %s could not be rendered", delivery.pk)
            mark_failed(delivery, error=f"{type(error).__name__}: {error}", reason=Reason.BROKEN)
            return
        if self._transport is None and server is None:
            mark_kept(delivery, raw=raw)
            return
        try:
            transport = self._way_to(server)
            raw = signed(raw, sender=_author(delivery), at=delivery.created_at)
            taken = transport.hand_over(
                raw, sender=_envelope_sender(delivery, server), recipient=delivery.recipient
            )
        except ServerDown:
            raise
        except Unacknowledged as failure:
            self._later(delivery, str(failure), Reason.UNACKNOWLEDGED)
        except TemporaryFailure as failure:
            self._later(delivery, str(failure))
        except PermanentFailure as failure:
            mark_refused(delivery, error=str(failure))
        except Exception as error:
            log.exception("delivery %s could not be sent", delivery.pk)
            mark_failed(delivery, error=f"{type(error).__name__}: {error}")
        else:
            _write_down(delivery, taken, server)

    def _way_to(self, server: Server | None) -> Transport:
        if self._transport is not None or server is None:
            assert self._transport is not None
            return self._transport
        if server not in self._open:
            self._open[server] = server.transport()
        return self._open[server]

    def _hang_up(self) -> None:
        for transport in [*self._open.values(), *([self._transport] if self._transport else [])]:
            transport.close()
        self._open.clear()

    def _later(self, delivery: Delivery, error: str, reason: Reason | None = None) -> None:
        """Try again after a pause, for a day from the first try on."""
        now = timezone.now()
        give_up_at = delivery.give_up_at
        if give_up_at is None:
            give_up_at = now + TRIED_FOR
            Delivery.objects.filter(pk=delivery.pk).update(give_up_at=give_up_at)
        if now >= give_up_at:
            mark_failed(delivery, error=error, reason=reason or Reason.EXPIRED)
            return
        pause = timedelta(minutes=PAUSES[min(delivery.attempts, len(PAUSES)) - 1])
        mark_deferred(delivery, error=error, until=min(now + pause, give_up_at), reason=reason)


def _write_down(delivery: Delivery, taken: Taken | None, server: Server | None) -> None:
    """It was taken, and under which name when a provider's API took it."""
    with transaction.atomic():
        if taken is not None and server is not None and server.api is not None:
            note_handed_over(delivery, taken, provider=server.api.provider)
        mark_sent(delivery)


def _why_stopped(email: str) -> Reason | None:
    """Why nothing is sent to the address; None when mail may go."""
    stopped = Unreachable.objects.filter(email=email.lower(), stopped_at__isnull=False)
    status = stopped.values_list("status", flat=True).first()
    if status is None:
        return None
    return Reason.UNWANTED if status == UNWANTED else Reason.STOPPED


def _author(delivery: Delivery) -> str:
    if delivery.inbox is None:
        return delivery.sender or f"madang@{settings.MADANG.host}"
    return delivery.inbox.address


def _envelope_sender(delivery: Delivery, server: Server | None) -> str:
    if delivery.inbox is None:
        return _author(delivery)
    if server is not None and not server.own_return_address:
        return delivery.inbox.address
    return return_address(delivery.inbox.address, delivery=delivery.pk)
