"""What can become of a mail; recorded about its ticket, so that whoever looks at the ticket sees it."""

from dataclasses import dataclass

from madang.history.kinds import declare


@dataclass(frozen=True, slots=True)
class OfDelivery:
    """The id of the row in the ledger."""

    delivery: int


DELIVERY_SENT = declare("delivery.sent", OfDelivery)
DELIVERY_KEPT = declare("delivery.kept", OfDelivery)
DELIVERY_FAILED = declare("delivery.failed", OfDelivery)
DELIVERY_RETRIED = declare("delivery.retried", OfDelivery)
