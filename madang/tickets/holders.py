"""Who keeps words of tickets: all that has to let go of them when a ticket is erased or a piece blacked out.

Each package registers what it keeps in the `ready` of its app. Whatever hangs on a ticket and has a column
for texts, or a file, is registered with that column, or stands in tests/architecture/test_holders.py with the
reason why no customer's words are ever in it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BlackedOut:
    """What is blacked out in one conversation, for good.

    `tickets` are the ids of the ticket and of all that were merged into it, `messages` and `sides` those of
    the messages that it stands in. `pattern` finds a piece of text; None when `files` (ids) go.
    `everywhere` is whether the piece is looked for beside those messages too: a short one is in every text.
    """

    tickets: Sequence[int]
    messages: Sequence[int] = ()
    sides: Sequence[int] = ()
    files: Sequence[int] = ()
    pattern: re.Pattern[str] | None = None
    everywhere: bool = True


@dataclass(frozen=True, slots=True)
class Holder:
    """One keeper of words; both functions run in the transaction of the action, and files go when it commits.

    `columns` are those that it clears, by model (`tickets.Message`). `erase` takes the ids of all tickets of
    a conversation, while they are still there.
    """

    columns: Mapping[str, Sequence[str]]
    erase: Callable[[Sequence[int]], None]
    redact: Callable[[BlackedOut], None]


_HOLDERS: list[Holder] = []


def register(holder: Holder) -> None:
    """Make a keeper of words known; once, from `ready`."""
    _HOLDERS.append(holder)


def holders() -> Sequence[Holder]:
    """All that keep words, those lower in the order of packages first."""
    return tuple(_HOLDERS)


def black_out_everywhere(gone: BlackedOut) -> None:
    """Have each keeper black it out; the tickets themselves first: others read anew what those say then."""
    for holder in _HOLDERS:
        holder.redact(gone)


def erase_everywhere(tickets: Sequence[int]) -> None:
    """Have each keeper let go of all; the tickets themselves last, for others find their own by them."""
    for holder in reversed(_HOLDERS):
        holder.erase(tickets)
