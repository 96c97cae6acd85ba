"""What became of an answer, for each of its recipients, as the conversation shows it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from madang.delivery.models import UNSENT, Delivery, DeliveryState, Purpose, Reason, Sign, Unreachable

_ANSWERS = frozenset({Purpose.REPLY, Purpose.SIDE})


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one mail of a message.

    `said` is what the other server answered, `explained` what we know beyond it. `stopped` is that nothing is
    sent to the address until someone says so. `sign` is by what an opened mail is known, None when that was
    not written down.
    """

    delivery: Delivery
    state: str
    said: str
    explained: str = ""
    stopped: bool = False
    sign: Sign | None = None

    @property
    def is_bad(self) -> bool:
        """Whether it did not arrive, and somebody has to act."""
        return self.state in UNSENT

    @property
    def may_retry(self) -> bool:
        """Whether sending it again is worth a button."""
        return self.is_bad or self.state in {DeliveryState.KEPT, DeliveryState.DEFERRED}


def receipt_of(delivery: Delivery, *, stopped: Collection[str]) -> Receipt:
    """The receipt of one mail; `stopped` are addresses that nothing is sent to (`stopped_among`)."""
    return Receipt(
        delivery=delivery,
        state=delivery.state,
        said=delivery.error,
        explained=str(Reason(delivery.reason).label) if delivery.reason else "",
        stopped=delivery.state in UNSENT and delivery.recipient.lower() in stopped,
        sign=Sign(delivery.opened_by) if delivery.opened_by else None,
    )


def receipts_of(deliveries: Iterable[Delivery], *, stopped: Collection[str]) -> Sequence[Receipt]:
    """The receipts of a message's mails."""
    return [receipt_of(one, stopped=stopped) for one in deliveries if one.purpose in _ANSWERS]


def stopped_among(deliveries: Iterable[Delivery]) -> Collection[str]:
    """Of the recipients whose mail did not arrive, those that nothing more is sent to. A query at most."""
    unsent = {one.recipient.lower() for one in deliveries if one.state in UNSENT}
    if not unsent:
        return frozenset()
    stopped = Unreachable.objects.filter(email__in=unsent, stopped_at__isnull=False)
    return frozenset(stopped.values_list("email", flat=True))
