"""What a look at one thing says."""

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """How one thing is: well, worth knowing, or wrong."""

    WELL = "well"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one thing, in the language that was asked for."""

    state: State
    about: str
    words: str


def well(about: str, words: str) -> Finding:
    """It is as it should be."""
    return Finding(State.WELL, about, words)


def note(about: str, words: str) -> Finding:
    """It works, and somebody should know this."""
    return Finding(State.NOTE, about, words)


def wrong(about: str, words: str) -> Finding:
    """It doesn't work, or isn't safe; the words say what to do."""
    return Finding(State.WRONG, about, words)
