"""What an agent was told, each as a sentence with the place where to look."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from madang.accounts.models import User
from madang.notifications.about import About
from madang.notifications.in_words import href_of, in_words
from madang.notifications.listing import MOST_COUNTED, PAGE, newest_of, read_by, unread_of
from madang.notifications.models import Notice

LONGEST_PEEK = 140
QUIET: frozenset[str] = frozenset(
    {About.ANSWERED, About.TEAM_NEW, About.CUSTOMER, About.ANSWER, About.NOTE, About.STATE}
)
"""What is counted and listed, and not said aloud on an open page."""


@dataclass(frozen=True, slots=True)
class Line:
    """One notice: the sentence, where it leads, and the first words of the message it is about."""

    notice: Notice
    text: str
    href: str
    peek: str = ""


@dataclass(frozen=True, slots=True)
class Notices:
    """What stands on the page: the unread ones first, then a page of the others.

    `newest` is the id of the newest unread one, `before` where the next page begins, None at the end.
    """

    unread: Sequence[Line]
    read: Sequence[Line]
    newest: int = 0
    before: int | None = None


def notices_for(person: User, *, below: int | None = None) -> Notices:
    """The list; with `below` a further page of those that were read. Two queries."""
    unread = lines(unread_of(person)) if below is None else []
    found = read_by(person, below=below)
    return Notices(
        unread=unread,
        read=lines(found[:PAGE]),
        newest=unread[0].notice.pk if unread else 0,
        before=found[PAGE - 1].pk if len(found) > PAGE else None,
    )


def fresh_for(person: User, *, after: int) -> Sequence[Line]:
    """What came after the notice `after`. One query."""
    return lines(newest_of(person, after=after))


def said_aloud(line: Line) -> bool:
    """Whether an open page says it at once."""
    return line.notice.about not in QUIET


def lines(notices: Iterable[Notice]) -> list[Line]:
    """Notices in words. No query when their ticket, its requester, the message and who did it were read."""
    return [Line(one, in_words(one), href_of(one), _peek(one)) for one in notices]


def number_in_words(number: int) -> str:
    """The count as it is shown; empty for none."""
    return f"{MOST_COUNTED - 1}+" if number >= MOST_COUNTED else str(number or "")


def _peek(notice: Notice) -> str:
    if notice.message is None:
        return ""
    words = " ".join((notice.message.new_words or notice.message.body_text).split())
    return words if len(words) <= LONGEST_PEEK else f"{words[:LONGEST_PEEK].rstrip()} …"
