"""What the ticket page can ask for besides its properties; each tells what would undo it."""

from collections.abc import Callable, Mapping

from django.http import QueryDict
from django.utils.translation import gettext as _

from madang.accounts.models import User
from madang.tickets import actions
from madang.tickets.errors import CannotSnooze
from madang.tickets.macros import macros_for
from madang.tickets.models import Away, Macro, Ticket

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


def _macro(ticket: Ticket, given: QueryDict, person: User) -> Undo:
    asked = given.get("macro", "")
    macro = macros_for(person).filter(pk=int(asked) if asked.isdecimal() and len(asked) < 18 else 0).first()
    before, tags, aside = _state(ticket), _tags(ticket), _snoozed(ticket)
    actions.use_macro(ticket, macro or Macro(pk=0), by=person)
    ticket.refresh_from_db()
    after = _state(ticket)
    undo: Undo = {name: value for name, value in before.items() if value != after[name]}
    if "status" in undo or "own" in undo:
        undo |= {"status": before["status"], "own": before["own"]}
    if tags != _tags(ticket):
        undo |= {"untag": sorted(_tags(ticket) - tags), "tag": sorted(tags - _tags(ticket))}
    return undo | (aside if _snoozed(ticket) != aside else {})


def _state(ticket: Ticket) -> Undo:
    """What a macro can change, as it is posted to bring it back."""
    return {
        "status": ticket.status,
        "own": ticket.own_status_id or "",
        "priority": ticket.priority,
        "type": ticket.type,
        "team": ticket.team_id or "",
        "assignee": ticket.assignee_id or "",
    }


def _tags(ticket: Ticket) -> set[str]:
    return set(ticket.tags.values_list("name", flat=True))


DEEDS: Mapping[str, Deed] = {
    "macro": _macro,
    "snooze": _snooze,
    "wake": _wake,
}
"""The name that is posted → what is done then."""
