"""A deleted ticket, as far as anybody sees it still: that it was, and that it can be brought back."""

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.tickets.models import Ticket
from madang.tickets.queries import deleted_within_reach

from .conversation import NoSuchTicket


def deleted_ticket(person: User, number: int) -> Ticket:
    """The deleted ticket of that number, for who may bring it back. Raises NoSuchTicket."""
    if not person.may(Permission.DELETE):
        raise NoSuchTicket(number)
    found = deleted_within_reach(person).filter(number=number, merged_into=None)
    ticket = found.select_related("requester").first()
    if ticket is None:
        raise NoSuchTicket(number)
    return ticket


def was_deleted(person: User, number: int) -> bool:
    """Whether the person would see a ticket, had it not been deleted."""
    return deleted_within_reach(person).filter(number=number).exists()
