from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_noop

from madang.accounts.models import User
from madang.intake.arrival import came_at
from madang.lib.secret import desk_mark
from madang.tickets.models import Message, Ticket

from .candidate import Candidate

HOUR = timedelta(hours=1)

MOST_IN_AN_HOUR = 60
MOST_AUTOMATIC_IN_AN_HOUR = 12

MOST_IN_A_TICKET = 30
MOST_AUTOMATIC_IN_A_TICKET = 5
"""Messages of one sender in one ticket within an hour."""

FLOOD = gettext_noop("This sender wrote more often within an hour than people do.")
FLOOD_IN_A_TICKET = gettext_noop("This sender wrote to one ticket more often within an hour than people do.")


_Came = dict[int, tuple[datetime, int]]
"""Message → when it came, and its ticket."""


def too_many_from_one_sender(candidate: Candidate) -> str:
    """Hold what comes faster than a person writes, machines sooner: two robots answering each other end here.

    Mail of the desk's own agents is not counted: they forward many at once. Nor is what lay in a mailbox
    before it was connected: years of it come within an hour.
    """
    if candidate.sender.is_agent or candidate.is_old:
        return ""
    most = MOST_AUTOMATIC_IN_AN_HOUR if _by_a_machine(candidate) else MOST_IN_AN_HOUR
    if candidate.written_lately < most:
        return ""
    return FLOOD if candidate.in_its_hour is None or candidate.in_its_hour()[0] >= most else ""


def too_many_in_one_ticket(candidate: Candidate) -> str:
    """Hold what goes round in one conversation; of agents too, whose programs answer as others' do."""
    if candidate.is_old:
        return ""
    most = MOST_AUTOMATIC_IN_A_TICKET if _by_a_machine(candidate) else MOST_IN_A_TICKET
    if candidate.written_here < most:
        return ""
    return FLOOD_IN_A_TICKET if candidate.in_its_hour is None or candidate.in_its_hour()[1] >= most else ""


def _by_a_machine(candidate: Candidate) -> bool:
    """Whether a program wrote it, or another desk like this one, which may answer by itself."""
    other_desk = candidate.message.headers.get("x-madang-desk", "")
    return bool(candidate.message.auto_reply) or other_desk not in {"", desk_mark()}


@dataclass(slots=True)
class Written:
    """How often people outside wrote within the last hour, in all and in each ticket.

    Counted by when the messages were taken, which costs one question for a batch. Where that looks like too
    much, it is counted again by when they came.
    """

    by_person: dict[int, int] = field(default_factory=dict)
    by_ticket: dict[tuple[int, int], int] = field(default_factory=dict)
    _taken: dict[int, _Came] = field(default_factory=dict)
    """What was just taken, by person."""
    _before: dict[int, _Came] = field(default_factory=dict)
    """What was taken before, of the persons who were counted again."""

    def all_of(self, person: User) -> int:
        """How many messages of the person were taken."""
        return self.by_person.get(person.pk, 0)

    def in_ticket(self, person: User, ticket: Ticket | None) -> int:
        """How many of them in this ticket."""
        return self.by_ticket.get((person.pk, ticket.pk), 0) if ticket is not None else 0

    def before(self, moment: datetime, *, person: User, ticket: Ticket | None) -> tuple[int, int]:
        """How many of them came within the hour before a message that came at a moment, and how many of these
        are in its ticket."""
        if person.pk not in self._before:
            self._before[person.pk] = _came_lately(person.pk)
        known = {**self._before[person.pk], **self._taken.get(person.pk, {})}
        came = [one for one in known.values() if moment - HOUR < one[0] <= moment]
        return len(came), sum(ticket is not None and where == ticket.pk for _, where in came)

    def add(self, message: Message, *, came: datetime) -> None:
        """Count what was just taken."""
        person, ticket = message.author_id, message.ticket_id
        assert person is not None
        self._count(person, ticket, 1)
        self._taken.setdefault(person, {})[message.pk] = (came, ticket)

    def _count(self, person: int, ticket: int, number: int) -> None:
        self.by_person[person] = self.by_person.get(person, 0) + number
        self.by_ticket[person, ticket] = self.by_ticket.get((person, ticket), 0) + number


def written_lately(people: Iterable[User]) -> Written:
    """What these people wrote from outside within the last hour. One query."""
    written = Written()
    ids = [person.pk for person in people]
    if not ids:
        return written
    found = Message.objects.filter(author__in=ids, incoming=True, created_at__gte=timezone.now() - HOUR)
    for person, ticket, number in found.order_by().values_list("author", "ticket").annotate(n=Count("pk")):
        written._count(person, ticket, number)
    return written


def _came_lately(person: int) -> _Came:
    """The person's messages of the last hour, each with when it came and its ticket."""
    found = Message.objects.filter(author=person, incoming=True, created_at__gte=timezone.now() - HOUR)
    kept = ("originals__received_at", "originals__handed_over")
    rows = found.order_by().values_list("pk", "ticket", "created_at", *kept)
    return {pk: (came_at(how, stored=stored or taken), ticket) for pk, ticket, taken, stored, how in rows}
