"""Who has which ticket open, and who is typing: kept in memory for seconds, never stored."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

VIEWING_SECONDS = 30.0
"""A page that shows a ticket says so every 15 seconds."""

TYPING_SECONDS = 6.0

MOST_TABS = 200
MOST_TICKETS = 10_000
"""What is kept of a ticket, and of how many; beyond it new signs are ignored until others ended."""

VIEWING, TYPING, LEFT = "viewing", "typing", "left"
STATES = frozenset({VIEWING, TYPING, LEFT})


@dataclass(frozen=True, slots=True)
class Sign:
    """What one page said: this person, in this tab, is viewing or typing on the ticket, or left it."""

    ticket: int
    person: int
    name: str
    tab: str
    state: str

    def as_payload(self) -> dict[str, Any]:
        """For the other processes."""
        return {
            "ticket": self.ticket,
            "person": self.person,
            "name": self.name,
            "tab": self.tab,
            "state": self.state,
        }

    @classmethod
    def of_payload(cls, payload: Mapping[str, Any]) -> Self:
        """What another process told. Raises KeyError and ValueError when it is no sign."""
        return cls(
            ticket=int(payload["ticket"]),
            person=int(payload["person"]),
            name=str(payload["name"]),
            tab=str(payload["tab"]),
            state=str(payload["state"]),
        )


@dataclass(slots=True)
class _Tab:
    name: str
    until: float
    typing_until: float


class Presence:
    """All who look at tickets, in all processes, as far as this one was told.

    `clock` gives seconds; a test passes its own.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._tickets: dict[int, dict[tuple[int, str], _Tab]] = {}
        self._told: dict[int, object] = {}

    def take(self, sign: Sign) -> bool:
        """Note a sign; whether what the others see of the ticket changed by it."""
        now = self._clock()
        tabs = self._tickets.setdefault(sign.ticket, {})
        key = (sign.person, sign.tab)
        if sign.state == LEFT:
            tabs.pop(key, None)
        elif key in tabs or (len(tabs) < MOST_TABS and len(self._tickets) <= MOST_TICKETS):
            typing_until = now + TYPING_SECONDS if sign.state == TYPING else now
            tabs[key] = _Tab(name=sign.name, until=now + VIEWING_SECONDS, typing_until=typing_until)
        return self._changed(sign.ticket)

    def expire(self) -> list[int]:
        """Forget who has said nothing for too long; the tickets of which others see something else now."""
        return [ticket for ticket in list(self._tickets) if self._changed(ticket)]

    def viewers(self, ticket: int) -> frozenset[int]:
        """The people who have the ticket open."""
        return frozenset(person for person, _ in self._tickets.get(ticket, {}))

    def people(self, ticket: int, *, for_person: int) -> list[Mapping[str, Any]]:
        """Who else has the ticket open, by name, as browsers get it."""
        others = [one for one in self._seen(ticket) if one[0] != for_person]
        ordered = sorted(others, key=lambda one: (one[1], one[0]))
        return [{"id": person, "name": name, "typing": typing} for person, name, typing in ordered]

    def _seen(self, ticket: int) -> Iterable[tuple[int, str, bool]]:
        now = self._clock()
        people: dict[int, tuple[str, bool]] = {}
        for (person, _), tab in self._tickets.get(ticket, {}).items():
            typing = tab.typing_until > now or people.get(person, ("", False))[1]
            people[person] = (tab.name, typing)
        return [(person, name, typing) for person, (name, typing) in people.items()]

    def _changed(self, ticket: int) -> bool:
        now = self._clock()
        tabs = self._tickets.get(ticket, {})
        for key in [key for key, tab in tabs.items() if tab.until <= now]:
            del tabs[key]
        seen = frozenset(self._seen(ticket))
        changed = self._told.get(ticket, frozenset()) != seen
        if tabs:
            self._told[ticket] = seen
        else:
            self._tickets.pop(ticket, None)
            self._told.pop(ticket, None)
        return changed
