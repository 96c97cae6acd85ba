"""What happened in a conversation and when, told as if people had done it. Pure: no database.

It follows the same rules as the actions: a reply opens a new ticket, a customer who writes to one that waits
or is solved opens it again, and waiting begins with the first unanswered word.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from madang.tickets.models import OPEN_STATUSES, Status

from .reading import CUSTOMER, Conversation, Said

ROUTED_AFTER = timedelta(seconds=2)
LOOKED_AT_AFTER = timedelta(minutes=3)
CLOSED_AFTER = timedelta(days=4)
JUST_BEFORE_NOW = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened. `what` is opened, received, sent, noted, moved, assigned, prioritised, typed,
    tagged or status; `by` is an agent's key, CUSTOMER, or empty for the desk itself; `said` is the message's
    place in the conversation; `previous` and `current` are statuses."""

    what: str
    at: datetime
    by: str
    said: int = -1
    previous: str = ""
    current: str = ""


@dataclass(slots=True)
class Timeline:
    """Everything that happened, in order, and where it left the ticket."""

    steps: list[Step] = field(default_factory=list)
    said_at: dict[int, datetime] = field(default_factory=dict)
    status: Status = Status.NEW
    waiting_since: datetime | None = None
    solved_at: datetime | None = None
    last_shown: int = 0

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES

    @property
    def opened_at(self) -> datetime:
        return self.steps[0].at

    @property
    def touched_at(self) -> datetime:
        """When something was last done."""
        return self.steps[-1].at


def timeline(conversation: Conversation, *, now: datetime, leads: Mapping[str, str]) -> Timeline:
    """The steps of one conversation up to `now`; `leads` is who sorts what comes in, by team, "" by default."""
    return _Telling(conversation, now=now, leads=leads).told()


class _Telling:
    def __init__(self, conversation: Conversation, *, now: datetime, leads: Mapping[str, str]) -> None:
        self.conversation = conversation
        self.latest = now - JUST_BEFORE_NOW
        self.begun = now - timedelta(minutes=conversation.minutes_ago)
        self.lead = leads.get(conversation.team, leads[""])
        self.line = Timeline()

    def told(self) -> Timeline:
        sorted_out = False
        for place, said in enumerate(self.conversation.said):
            at = self.begun + timedelta(minutes=said.after)
            if said.by_customer:
                self._heard(place, at=at)
            else:
                if not sorted_out:
                    self._sort_out(by=self.conversation.assignee or said.by, at=at - timedelta(minutes=1))
                    sorted_out = True
                self._wrote(place, said, at=at)
        if not sorted_out:
            self._sort_out(by=self.lead, at=self.begun + LOOKED_AT_AFTER)
        self._end()
        return self.line

    def _heard(self, place: int, *, at: datetime) -> None:
        self._add("received" if place else "opened", by=CUSTOMER, at=at, said=place)
        if not place and self.conversation.team:
            self._add("moved", by="", at=at + ROUTED_AFTER)
        self.line.waiting_since = self.line.waiting_since or self.line.said_at[place]
        self.line.last_shown = place
        if self.line.status in {Status.PENDING, Status.SOLVED, Status.ON_HOLD}:
            self._set(Status.OPEN, by=CUSTOMER)

    def _sort_out(self, *, by: str, at: datetime) -> None:
        """Who looked first took it, and said what it is and how soon it matters."""
        if self.conversation.assignee:
            self._add("assigned", by=by, at=at)
        for what, given in (
            ("typed", bool(self.conversation.type)),
            ("prioritised", self.conversation.priority != "normal"),
            ("tagged", bool(self.conversation.tags)),
        ):
            if given:
                self._add(what, by=by, at=at)

    def _wrote(self, place: int, said: Said, *, at: datetime) -> None:
        if said.is_note:
            self._add("noted", by=said.by, at=at, said=place)
            return
        self._add("sent", by=said.by, at=at, said=place)
        self.line.waiting_since = None
        self.line.last_shown = place
        if any(later.by_customer for later in self.conversation.said[place + 1 :]):
            self._set(Status.PENDING, by=said.by)
        elif self.line.status == Status.NEW:
            self._set(Status.OPEN, by=said.by)

    def _end(self) -> None:
        """Bring the ticket to the status that the sample says."""
        wanted = Status(self.conversation.status)
        by = self._who_ends()
        if wanted == Status.CLOSED:
            self._set(Status.SOLVED, by=by, pause=timedelta(minutes=6))
            self._set(Status.CLOSED, by="", pause=CLOSED_AFTER)
        elif wanted == Status.SOLVED and self._last_word_is_the_customers():
            self._set(Status.SOLVED, by=by, pause=timedelta(minutes=6))
        else:
            self._set(wanted, by=by)

    def _who_ends(self) -> str:
        wrote = [said.by for said in self.conversation.said if not said.by_customer]
        return self.conversation.assignee or (wrote[-1] if wrote else self.lead)

    def _last_word_is_the_customers(self) -> bool:
        return self.conversation.said[self.line.last_shown].by_customer

    def _set(self, status: Status, *, by: str, pause: timedelta = timedelta()) -> None:
        line = self.line
        if line.status == status:
            return
        self._add(
            "status", by=by, at=line.touched_at + pause, previous=line.status.value, current=status.value
        )
        line.status = status
        if status in {Status.SOLVED, Status.CLOSED}:
            line.solved_at = line.solved_at or line.touched_at
            line.waiting_since = None
        else:
            line.solved_at = None

    def _add(
        self, what: str, *, by: str, at: datetime, said: int = -1, previous: str = "", current: str = ""
    ) -> None:
        """Nothing happens before what is told already, nor after now."""
        steps = self.line.steps
        at = min(max(at, steps[-1].at) if steps else at, self.latest)
        steps.append(Step(what=what, at=at, by=by, said=said, previous=previous, current=current))
        if said >= 0:
            self.line.said_at[said] = at


def in_batches(conversations: Sequence[Conversation], size: int) -> Iterator[Sequence[Conversation]]:
    """The conversations in groups that are loaded together."""
    for start in range(0, len(conversations), size):
        yield conversations[start : start + size]
