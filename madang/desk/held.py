"""How long a ticket was on hold, and why it is, as its side panel shows it."""

from dataclasses import dataclass

from django.utils import timezone

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.tickets.models import Hold, Ticket


@dataclass(frozen=True, slots=True)
class Held:
    """Seconds that a ticket was on hold in all, and why it is now; `may_explain`: say another reason."""

    seconds: int
    reason: str
    may_explain: bool


def held_of(person: User, ticket: Ticket) -> Held | None:
    """The time on hold; None for a ticket that never was. No query unless it is on hold now."""
    if ticket.held_since is None and not ticket.held_seconds:
        return None
    reason = ""
    if ticket.held_since is not None:
        now_held = Hold.objects.filter(ticket=ticket, ended_at=None)
        reason = now_held.values_list("reason", flat=True).first() or ""
    return Held(
        seconds=ticket.held_for(timezone.now()),
        reason=reason,
        may_explain=ticket.held_since is not None and person.may(Permission.CHANGE),
    )
