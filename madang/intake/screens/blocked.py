from django.utils.translation import gettext_noop

from madang.intake.blocked import ways_to_block

from .candidate import Candidate

BLOCKED = gettext_noop("Its sender is blocked.")


def from_a_blocked_sender(candidate: Candidate) -> str:
    """Hold mail of addresses and domains that somebody blocked; of this desk's own agents nothing is held."""
    if candidate.sender.is_agent or not candidate.blocked:
        return ""
    return BLOCKED if candidate.blocked & set(ways_to_block(candidate.message.sender.email)) else ""
