"""What can become of a mail; recorded about its ticket, so that whoever looks at the ticket sees it."""

from dataclasses import dataclass

from madang.history.kinds import declare


@dataclass(frozen=True, slots=True)
class OfDelivery:
    """The id of the row in the ledger."""

    delivery: int


DELIVERY_SENT = declare("delivery.sent", OfDelivery)
DELIVERY_KEPT = declare("delivery.kept", OfDelivery)
DELIVERY_DEFERRED = declare("delivery.deferred", OfDelivery)
DELIVERY_REFUSED = declare("delivery.refused", OfDelivery)
DELIVERY_FAILED = declare("delivery.failed", OfDelivery)
DELIVERY_BOUNCED = declare("delivery.bounced", OfDelivery)
DELIVERY_OPENED = declare("delivery.opened", OfDelivery)
DELIVERY_RETRIED = declare("delivery.retried", OfDelivery)

ADDRESS_STOPPED = declare("address.stopped", OfDelivery)
ADDRESS_ALLOWED = declare("address.allowed", OfDelivery)
