from django.utils.translation import gettext_noop

from madang.lib.secret import desk_mark

from .candidate import Candidate

OWN = gettext_noop("This desk wrote it itself; taking it would start a loop.")


def written_by_this_desk(candidate: Candidate) -> str:
    """Hold mail that this desk sent: a forwarding rule or another desk gave it back."""
    if candidate.message.headers.get("x-madang-desk") == desk_mark():
        return OWN
    return OWN if candidate.message.sender.email.lower() in candidate.own_addresses else ""
