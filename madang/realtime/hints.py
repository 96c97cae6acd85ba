"""What a group of readers may be told about events: numbers of tickets and kinds of events, no words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from madang.accounts.events import USER_AVAILABILITY_CHANGED
from madang.history.models import Event
from madang.tickets.events import (
    NOTE_WRITTEN,
    SIGHT_TAKEN,
    TEAM_DONE,
    TICKET_ASSIGNED,
    TICKET_DELETED,
    TICKET_ERASED,
    TICKET_TEAM_CHANGED,
)
from madang.tickets.queries import visible_to

from .rights import Rights

_GONE = frozenset({TICKET_DELETED.name, TICKET_ERASED.name})
LIST_CHANGED = "list.changed"
"""A kind that no event has: a ticket left the reader's sight and isn't named; ask for lists again."""


@dataclass(frozen=True, slots=True)
class Hint:
    """Tickets that something happened to, and what; empty when there is nothing to tell.

    That a colleague came or went is a kind without tickets.
    """

    tickets: frozenset[int] = frozenset()
    kinds: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.kinds)

    def as_data(self) -> Mapping[str, Any]:
        """The hint as browsers get it."""
        return {"tickets": sorted(self.tickets), "kinds": sorted(self.kinds)}


def tickets_of(events: Iterable[Event]) -> set[int]:
    """The ids of the tickets that the events are about."""
    return {event.subject_id for event in events if event.subject_type == "ticket"}


def visible_numbers(tickets: Iterable[int], rights: Rights) -> Mapping[int, int]:
    """Id → number of those of the tickets that people with these rights see. One query."""
    wanted = list(tickets)
    if not wanted:
        return {}
    return dict(visible_to(rights.person).filter(pk__in=wanted).values_list("pk", "number"))


def hint_about(events: Sequence[Event], *, visible: Mapping[int, int], rights: Rights) -> Hint:
    """The one hint for all the events, for people who see the tickets `visible` (id → number). No query."""
    tickets: set[int] = set()
    kinds: set[str] = set()
    for event in events:
        if event.kind == USER_AVAILABILITY_CHANGED.name:
            kinds.add(event.kind)
        if event.subject_type != "ticket":
            continue
        number = visible.get(event.subject_id)
        if number is None:
            if _left_the_sight_of(rights, event):
                kinds.add(LIST_CHANGED)
        elif rights.notes or event.kind != NOTE_WRITTEN.name:
            tickets.add(number)
            kinds.add(event.kind)
    return Hint(frozenset(tickets), frozenset(kinds))


def _left_the_sight_of(rights: Rights, event: Event) -> bool:
    """Whether a ticket, now out of sight, was in it before the event: by assignee or
    team, or not deleted."""
    if event.kind in _GONE:
        return True
    previous: int | None = event.data.get("previous")
    if event.kind == TICKET_ASSIGNED.name:
        return previous is not None and previous == rights.person.pk
    if event.kind == SIGHT_TAKEN.name:
        return event.data["person"] == rights.person.pk or event.data["team"] in rights.teams
    if event.kind == TEAM_DONE.name:
        return event.data["team"] in rights.teams
    return event.kind == TICKET_TEAM_CHANGED.name and previous in rights.teams
