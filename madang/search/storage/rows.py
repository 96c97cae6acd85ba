"""What goes into the index and what comes out of it."""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class MessageEntry:
    """One message as it is indexed; `internal` ones are found by those who may read notes alone."""

    message_id: int
    ticket_id: int
    internal: bool
    tokens: list[str]


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """One person as they are indexed."""

    person_id: int
    tokens: list[str]


class Candidate(NamedTuple):
    """A message that meets a condition; who may see it is not known here."""

    message_id: int
    ticket_id: int
