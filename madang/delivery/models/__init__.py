"""The ledger, and the addresses that mail doesn't reach."""

from .delivery import ARRIVED, UNSENT, Delivery, DeliveryState, Purpose, Reason
from .unreachable import Unreachable

__all__ = ["ARRIVED", "UNSENT", "Delivery", "DeliveryState", "Purpose", "Reason", "Unreachable"]
