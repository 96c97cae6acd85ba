"""The ledger, the servers that mail leaves by, and the addresses that it doesn't reach."""

from .agent_signature import AgentSignature
from .delivery import ARRIVED, SUREST_FIRST, UNSENT, Delivery, DeliveryState, Purpose, Reason, Sign
from .dkim_key import Algorithm, DkimKey
from .handed_over import HandedOver
from .mail_look import MailLook
from .named_ticket import NamedTicket
from .outgoing_server import OutgoingServer, Security
from .unreachable import Unreachable

__all__ = [
    "ARRIVED",
    "SUREST_FIRST",
    "UNSENT",
    "AgentSignature",
    "Algorithm",
    "Delivery",
    "DeliveryState",
    "DkimKey",
    "HandedOver",
    "MailLook",
    "NamedTicket",
    "OutgoingServer",
    "Purpose",
    "Reason",
    "Security",
    "Sign",
    "Unreachable",
]
