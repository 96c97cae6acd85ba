"""What an agent was told, each as a sentence with the place where to look."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from madang.accounts.models import User
from madang.lib.text.particles import with_particles
from madang.notifications.about import About
from madang.notifications.listing import MOST_COUNTED, PAGE, newest_of, read_by, unread_of
from madang.notifications.models import Notice
from madang.ui.people import called

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


def in_words(notice: Notice) -> str:
    """The notice as a sentence, in the language under way."""
    values = {"actor": called(notice.by), "number": f"#{notice.ticket.number}"}
    about = About(notice.about)
    template = _template_aside(about) if notice.side_id is not None else _template(about)
    return with_particles(template, **values)


def href_of(notice: Notice) -> str:
    """Where in the desk to look."""
    place = f"#message-{notice.message_id}" if notice.message_id is not None else ""
    if notice.side_id is not None:
        place = f"#side-{notice.side_id}"
    return f"/desk/open/{notice.ticket.number}/{place}"


def number_in_words(number: int) -> str:
    """The count as it is shown; empty for none."""
    return f"{MOST_COUNTED - 1}+" if number >= MOST_COUNTED else str(number or "")


def _template_aside(about: About) -> str:
    match about:
        case About.MENTION:
            return _("{actor} named you in a side conversation on {number}")
        case About.TEAM_MENTION:
            return _("{actor} named your team in a side conversation on {number}")
    return _template(about)


def _template(about: About) -> str:
    match about:
        case About.MENTION:
            return _("{actor} named you in a note on {number}")
        case About.TEAM_MENTION:
            return _("{actor} named your team in a note on {number}")
        case About.ASSIGNED:
            return _("{actor} gave you {number}")
        case About.ANSWERED | About.CUSTOMER:
            return _("{actor} wrote on {number}")
        case About.TEAM_NEW:
            return _("A new ticket came to your team: {number}")
        case About.ASKED:
            return _("{actor} asks your team for help on {number}")
        case About.DONE:
            return _("{actor} is done with what you asked on {number}")
        case About.SIDE:
            return _("Something new in a side conversation on {number}")
        case About.SIDE_UNSENT:
            return _("A mail of your side conversation on {number} did not arrive")
        case About.ANSWER:
            return _("{actor} answered on {number}")
        case About.NOTE:
            return _("{actor} wrote a note on {number}")
        case About.STATE:
            return _("{actor} changed the state of {number}")


def _peek(notice: Notice) -> str:
    if notice.message is None:
        return ""
    words = " ".join((notice.message.new_words or notice.message.body_text).split())
    return words if len(words) <= LONGEST_PEEK else f"{words[:LONGEST_PEEK].rstrip()} …"
