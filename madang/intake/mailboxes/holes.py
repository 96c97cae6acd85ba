"""UIDs that were given to messages and are not there when the desk looks.

Somebody else took the message away before it was fetched, or a busy server shows it late. Each hole is looked
at again for a while: what appears is taken, the rest is told to somebody.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from django.utils import timezone

from madang.lib.imap import Folder, Session, Sized

from ..mailbox import Mailbox, NoticeKind
from .noticing import notice

Hole = tuple[int, int, str]
"""The first and last UID of it, and when it was first seen (ISO 8601)."""

LATE = timedelta(minutes=10)
"""How long a message may take to show."""

MOST_HOLES = 50
WIDEST = 20_000


class Takes(Protocol):
    """What is needed of the one who fetches."""

    @property
    def session(self) -> Session: ...

    @property
    def mailbox(self) -> Mailbox: ...

    def take(self, sized: Sequence[Sized], *, up_to: int | None) -> None: ...

    def note_holes(self, holes: Sequence[Hole]) -> None: ...


def watch_holes(fetcher: Takes, folder: Folder) -> int:
    """Take what has appeared in holes, give up old ones, and note new ones; returns how many were taken."""
    mailbox = fetcher.mailbox
    appeared = gone = 0
    kept: list[Hole] = []
    for first, last, seen in mailbox.holes:
        there = _present(fetcher, first, last)
        for one in fetcher.session.sizes(there) if there else []:
            fetcher.take([one], up_to=None)
            appeared += 1
        left = list(_between(first, last, there))
        if timezone.now() - datetime.fromisoformat(seen) < LATE:
            kept += [(start, end, seen) for start, end in left]
        else:
            gone += sum(end - start + 1 for start, end in left)

    first = max(mailbox.last_uid + 1, mailbox.old_until, folder.uidnext - WIDEST)
    if first < folder.uidnext:
        now = timezone.now().isoformat()
        there = _present(fetcher, first, folder.uidnext - 1)
        kept += [(start, end, now) for start, end in _between(first, folder.uidnext - 1, there)]
    if gone and mailbox.tells_of_holes:
        notice(mailbox, NoticeKind.VANISHED, count=gone)
    fetcher.note_holes(kept[:MOST_HOLES])
    return appeared


def _present(fetcher: Takes, first: int, last: int) -> list[int]:
    return [uid for uids in fetcher.session.uids(first, last + 1) for uid in uids]


def _between(first: int, last: int, there: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The ranges from `first` to `last` in which none of `there` (in order) lies."""
    at = first
    for uid in [*there, last + 1]:
        if uid > at:
            yield at, uid - 1
        at = uid + 1
