"""What a search gives back."""

from dataclasses import dataclass
from datetime import datetime

from madang.lib.conditions import Group, How
from madang.lib.text.snippets import Snippet
from madang.tickets.filters import Question

NOTHING_ASKED = Question(Group(How.ALL), "")


@dataclass(frozen=True, slots=True)
class Hit:
    """A ticket that was found, with the newest message that the words are in.

    `subject` and `snippet` say where the words stand in them. `internal` tells that the message is a note.
    `similar` marks what only a loosened search found; `by_number` the ticket whose number was typed.
    """

    ticket_id: int
    number: int
    subject: Snippet
    requester: str
    message_id: int | None
    snippet: Snippet
    internal: bool
    at: datetime
    similar: bool = False
    by_number: bool = False


@dataclass(frozen=True, slots=True)
class PersonHit:
    """A person who was found by name or address; a customer, or a colleague."""

    person_id: int
    name: Snippet
    email: Snippet
    is_customer: bool


@dataclass(frozen=True, slots=True)
class PeopleFound:
    """People of one page, and the id behind which the next one begins, None on the last."""

    people: tuple[PersonHit, ...] = ()
    next: int | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """One page of a search: tickets, the one with the typed number first, then the newest; people on the
    first page.

    `similar` tells that some tickets were found by a loosened search alone. `cursor` goes into `find` for the
    next page; None when nothing more was found. `question` is what the search was taken for, with what in it
    could not be meant.
    """

    tickets: tuple[Hit, ...] = ()
    people: tuple[PersonHit, ...] = ()
    more_people: bool = False
    similar: bool = False
    cursor: str | None = None
    question: Question = NOTHING_ASKED

    @property
    def more(self) -> bool:
        """Whether there is a next page."""
        return self.cursor is not None
