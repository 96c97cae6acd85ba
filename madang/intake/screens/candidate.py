from dataclasses import dataclass

from madang.accounts.models import User
from madang.channels.base import InboundMessage
from madang.channels.models import Inbox


@dataclass(frozen=True, slots=True)
class Candidate:
    """A message that wants to be taken: what it means, who wrote it, where it came in.

    `own_addresses` are those of all inboxes of this desk, in lower case. `written_lately` is how many
    messages of the sender were taken within the last hour.
    """

    message: InboundMessage
    sender: User
    inbox: Inbox
    own_addresses: frozenset[str]
    written_lately: int = 0
