"""What the ticket page can ask for besides its properties; each tells what would undo it."""

from collections.abc import Callable, Mapping

from django.http import QueryDict
from django.utils.translation import gettext as _

from madang.accounts.models import User
from madang.tickets import actions
from madang.tickets.errors import CannotSnooze
from madang.tickets.models import Away, Ticket

from .compose.later import written_time

Undo = dict[str, object]
Deed = Callable[[Ticket, QueryDict, User], Undo]


def done(ticket: Ticket, given: QueryDict, person: User) -> Undo:
    """Do what is named in what was posted; gives what is to be posted to undo it."""
    undo: Undo = {}
    for name, deed in DEEDS.items():
        if name in given:
            undo |= deed(ticket, given, person)
    return undo


def _snooze(ticket: Ticket, given: QueryDict, person: User) -> Undo:
    before = _snoozed(ticket)
    asked = given.get("snooze", "")
    until = written_time(asked)
    if until is None and asked != "answer":
        raise CannotSnooze(_("That is no time. Choose one, or until the customer writes."))
    actions.snooze(ticket, until=until, by=person)
    return before


def _wake(ticket: Ticket, given: QueryDict, person: User) -> Undo:
    before = _snoozed(ticket)
    actions.wake(ticket, by=person)
    return before


def _snoozed(ticket: Ticket) -> Undo:
    if ticket.away != Away.SNOOZED:
        return {"wake": "1"}
    return {"snooze": ticket.away_until.isoformat() if ticket.away_until is not None else "answer"}


DEEDS: Mapping[str, Deed] = {
    "snooze": _snooze,
    "wake": _wake,
}
"""The name that is posted → what is done then."""
