from collections.abc import Callable
from dataclasses import dataclass

from madang.accounts.models import User
from madang.channels.base import InboundMessage
from madang.channels.models import Inbox
from madang.intake.authentication import NOT_KNOWN, Authentication
from madang.intake.policy import SPAM_FROM
from madang.intake.spam import Verdict


@dataclass(frozen=True, slots=True)
class Candidate:
    """A message that wants to be taken: what it means, who wrote it, where it came in.

    `own_addresses` are those of all inboxes of this desk, in lower case. `written_lately` is how many
    messages of the sender were taken within the last hour, `written_here` how many of them in the ticket that
    this one goes on with; `in_its_hour` counts both by the hour before this one came, which is another hour
    when mail is caught up after an outage. `blocked` are the addresses and @domains among the senders of the
    batch whose mail somebody does not want. `is_old`: it lay in a mailbox before that was connected.
    `authentication` is what is known of the sender, `spam` what a filter said.
    """

    message: InboundMessage
    sender: User
    inbox: Inbox
    own_addresses: frozenset[str]
    written_lately: int = 0
    written_here: int = 0
    in_its_hour: Callable[[], tuple[int, int]] | None = None
    blocked: frozenset[str] = frozenset()
    is_old: bool = False
    authentication: Authentication = NOT_KNOWN
    spam: Verdict | None = None
    spam_from: float = SPAM_FROM
