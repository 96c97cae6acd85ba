"""What agents with the same rights see is the same, and is asked for once until something happens.

Whenever something happens, every open workspace asks again: fifty at the same time, for the same.
"""

import time
from typing import TYPE_CHECKING

from madang.accounts.models import User
from madang.accounts.roles import Reach
from madang.history.readers import Newest
from madang.realtime.rights import rights_key

if TYPE_CHECKING:
    from .lists import TicketList

SHARED_SECONDS = 60
"""What depends on the time, like the tickets of the last hour, is never older."""


def shared_by(person: User, happened: Newest | None) -> str | None:
    """The same text for all who see the same as `person`, another after every change; None when nobody does.

    `happened` is `newest()`, asked before anything else is read: what is kept by it may be newer than it
    says, never older. Hints are told of the same events in the same order, so that whoever asks after a hint
    gets what the hint was about. No query.
    """
    if person.reach != Reach.ALL or happened is None:
        return None
    return f"{rights_key(person)}|{happened.settled}:{happened.visible}|{time.time() // SHARED_SECONDS}"


def is_shared(one: "TicketList") -> bool:
    """Whether the list holds the same for everybody with the same rights."""
    return not one.is_own if one.view is None else one.view.is_the_same_for_all
