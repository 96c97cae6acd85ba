from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_noop

from madang.accounts.models import User
from madang.lib.secret import desk_mark
from madang.tickets.models import Message, Ticket

from .candidate import Candidate

MOST_IN_AN_HOUR = 60
MOST_AUTOMATIC_IN_AN_HOUR = 12

MOST_IN_A_TICKET = 30
MOST_AUTOMATIC_IN_A_TICKET = 5
"""Messages of one sender in one ticket within an hour."""

FLOOD = gettext_noop("This sender wrote more often within an hour than people do.")
FLOOD_IN_A_TICKET = gettext_noop("This sender wrote to one ticket more often within an hour than people do.")


def too_many_from_one_sender(candidate: Candidate) -> str:
    """Hold what comes faster than a person writes, machines sooner: two robots answering each other end here.

    Mail of the desk's own agents is not counted: they forward many at once. Nor is what lay in a mailbox
    before it was connected: years of it come within an hour.
    """
    if candidate.sender.is_agent or candidate.is_old:
        return ""
    most = MOST_AUTOMATIC_IN_AN_HOUR if _by_a_machine(candidate) else MOST_IN_AN_HOUR
    return FLOOD if candidate.written_lately >= most else ""


def too_many_in_one_ticket(candidate: Candidate) -> str:
    """Hold what goes round in one conversation; of agents too, whose programs answer as others' do."""
    if candidate.is_old:
        return ""
    most = MOST_AUTOMATIC_IN_A_TICKET if _by_a_machine(candidate) else MOST_IN_A_TICKET
    return FLOOD_IN_A_TICKET if candidate.written_here >= most else ""


def _by_a_machine(candidate: Candidate) -> bool:
    """Whether a program wrote it, or another desk like this one, which may answer by itself."""
    other_desk = candidate.message.headers.get("x-madang-desk", "")
    return bool(candidate.message.auto_reply) or other_desk not in {"", desk_mark()}


@dataclass(slots=True)
class Written:
    """How often people outside wrote within the last hour, in all and in each ticket."""

    by_person: dict[int, int] = field(default_factory=dict)
    by_ticket: dict[tuple[int, int], int] = field(default_factory=dict)

    def all_of(self, person: User) -> int:
        """How many messages the person wrote."""
        return self.by_person.get(person.pk, 0)

    def in_ticket(self, person: User, ticket: Ticket | None) -> int:
        """How many of them in this ticket."""
        return self.by_ticket.get((person.pk, ticket.pk), 0) if ticket is not None else 0

    def add(self, person: int, ticket: int, number: int = 1) -> None:
        """Count what was just taken."""
        self.by_person[person] = self.by_person.get(person, 0) + number
        self.by_ticket[person, ticket] = self.by_ticket.get((person, ticket), 0) + number


def written_lately(people: Iterable[User]) -> Written:
    """What these people wrote from outside within the last hour. One query."""
    written = Written()
    ids = [person.pk for person in people]
    if not ids:
        return written
    since = timezone.now() - timedelta(hours=1)
    found = Message.objects.filter(author__in=ids, incoming=True, created_at__gte=since)
    for person, ticket, number in found.order_by().values_list("author", "ticket").annotate(n=Count("pk")):
        written.add(person, ticket, number)
    return written
