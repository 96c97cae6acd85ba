"""Which of the found messages and people somebody may see, quickly for who sees all and for who sees little.

Candidates come from the index newest first, in batches that grow, and each batch is looked up in
`visible_to`. That is slow only for words that are common among what the person doesn't see; when it comes to
that, and the person sees few tickets, the search goes on through those instead; for very few, at once.
"""

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from itertools import islice

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Left

from madang.accounts.agents import AGENTS, all_members
from madang.accounts.models import User
from madang.accounts.roles import Permission, Reach
from madang.lib.conditions import Condition, Group, How
from madang.lib.text.folding import fold
from madang.lib.text.queries import Condition as Words
from madang.lib.text.tokens import INDEXED_CHARACTERS
from madang.tickets.filters import Asker, matching
from madang.tickets.filters.driving import driver_of
from madang.tickets.models import Message, Ticket
from madang.tickets.queries import visible_to

from .storage import BEYOND_ALL, Candidate, storage

VERY_FEW_TICKETS = 300
FEW_TICKETS = 2_500
MOST_MESSAGES_OF_FEW = 10_000
COMMON_FROM = 1_200
"""Candidates looked up before the search goes through few tickets; very few ones it goes through at once."""
MOST_CANDIDATES = 20_000
"""Candidates looked up for one page, when many tickets are seen and hardly any has the words."""

MOST_MEETING = 5_000
"""The same where tickets have to meet conditions as well, which takes longer to look up."""

MOST_READ = 600
"""Messages with the words of a phrase that are read for one page."""

EVERYTHING = Group(How.ALL)

_FIRST_BATCH = 60
_GROWTH = 4
_LARGEST_BATCH = 5_000
_FEW_AT_ONCE = 300
_PEOPLE_LOOKED_AT = 500
_READ_AT_ONCE = 200


class Reached:
    """What one person can find: among all that they see, or among the tickets that meet conditions as well.

    `phrases` have to stand just so in what is found. `stopped_below` is set when `newest` gave up before the
    end: the id to go on from.
    """

    def __init__(self, person: User, *, tree: Group = EVERYTHING, phrases: Sequence[str] = ()) -> None:
        self.person = person
        self.stopped_below: int | None = None
        self._tree = tree
        self._phrases = [_as_compared(one) for one in phrases]
        self._by = Asker.of(person)

    def newest(
        self, condition: Words, *, below: int = BEYOND_ALL, most: int | None = None
    ) -> Iterator[Candidate]:
        """Messages that meet the condition and that the person may read, from the newest on, below an id.

        `most` of them are looked at; None is what a page has time for.
        """
        found = self._newest(condition, below=below, most=most or self._most)
        yield from self._said_so(found, most or MOST_READ) if self._phrases else found

    def _newest(self, condition: Words, *, below: int, most: int) -> Iterator[Candidate]:
        size, looked_at = _FIRST_BATCH, 0
        while looked_at < most:
            if looked_at >= self._few_from:
                yield from self._among_few(condition, below=below)
                return
            batch = storage().find_messages(condition, below=below, limit=size, internal=self._reads_notes)
            seen = self._visible_among({candidate.ticket_id for candidate in batch})
            yield from (candidate for candidate in batch if candidate.ticket_id in seen)
            if len(batch) < size:
                return
            below, looked_at = batch[-1].message_id, looked_at + size
            size = min(size * _GROWTH, _LARGEST_BATCH)
        self.stopped_below = below

    def people(self, condition: Words, *, limit: int, below: int = BEYOND_ALL) -> list[int]:
        """Colleagues, and the requesters of tickets that the person sees, who meet the condition.

        The newest ones, below an id.
        """
        if self._sees_all:
            return storage().find_people(condition, limit=limit, below=below)
        candidates = storage().find_people(condition, limit=_PEOPLE_LOOKED_AT, below=below)
        if len(candidates) == _PEOPLE_LOOKED_AT and self._few_tickets is not None:
            requesters = self._visible().filter(pk__in=self._few_tickets).values_list("requester", flat=True)
            colleagues = all_members().values_list("pk", flat=True)
            few = [one for one in {*requesters, *colleagues} if one < below]
            return storage().find_among_people(condition, few, limit=limit)
        theirs = Exists(self._visible().filter(requester=OuterRef("pk")))
        known = User.objects.filter(Q(role__in=AGENTS) | Q(theirs), pk__in=candidates)
        seen = set(known.values_list("pk", flat=True))
        return [one for one in candidates if one in seen][:limit]

    def _among_few(self, condition: Words, *, below: int) -> Iterator[Candidate]:
        messages = Message.objects.filter(ticket__in=self._few_tickets or [], pk__lt=below).order_by("-pk")
        few = list(messages.values_list("pk", flat=True)[:MOST_MESSAGES_OF_FEW])
        for start in range(0, len(few), _FEW_AT_ONCE):
            some = few[start : start + _FEW_AT_ONCE]
            yield from storage().find_among_messages(condition, some, internal=self._reads_notes)
        if len(few) == MOST_MESSAGES_OF_FEW:
            self.stopped_below = few[-1]

    @property
    def _most(self) -> int:
        return MOST_MEETING if self._tree.parts else MOST_CANDIDATES

    def _said_so(self, candidates: Iterator[Candidate], most: int) -> Iterator[Candidate]:
        """Those of the candidates in which the phrases stand as they were written."""
        read = 0
        while batch := list(islice(candidates, _READ_AT_ONCE)):
            said = _texts([one.message_id for one in batch])
            for one in batch:
                if all(phrase in said.get(one.message_id, "") for phrase in self._phrases):
                    yield one
            read += len(batch)
            if read >= most:
                self.stopped_below = batch[-1].message_id
                return

    def _visible_among(self, ids: Collection[int]) -> set[int]:
        # Asked about each by itself: with both in one condition SQLite walks through all tickets of a team.
        visible = Exists(self._visible().filter(pk=OuterRef("pk")))
        return set(Ticket.objects.filter(visible, pk__in=ids).order_by().values_list("pk", flat=True))

    def _visible(self) -> QuerySet[Ticket]:
        if not self._tree.parts:
            return visible_to(self.person).order_by()
        return matching(wherever(self._tree), by=self._by)

    @property
    def _sees_all(self) -> bool:
        return self.person.is_agent and self.person.reach == Reach.ALL

    @cached_property
    def _reads_notes(self) -> bool:
        return self.person.may(Permission.NOTE)  # as in `messages_visible_to`

    @cached_property
    def _few_from(self) -> int:
        """After how many candidates the search goes through the few tickets that the person sees."""
        if self._few_tickets is None:
            return MOST_CANDIDATES
        return 0 if len(self._few_tickets) <= VERY_FEW_TICKETS else COMMON_FROM

    @cached_property
    def _few_tickets(self) -> list[int] | None:
        """The tickets among which is searched, when they are few; None when they are many."""
        tickets = self._visible()
        if self._tree.parts:
            driver = driver_of(self._tree, self._by)
            if driver is None:
                return None
            tickets = tickets.filter(pk__in=driver)
        elif self._sees_all:
            return None
        ids = list(tickets.values_list("pk", flat=True)[: FEW_TICKETS + 1])
        return ids if len(ids) <= FEW_TICKETS else None


def wherever(tree: Group) -> Group:
    """The tree, snoozed tickets among what it finds: a search finds what no list of work shows."""
    aside = Group(How.ANY, (Condition("snoozed", "is_so", None), Condition("snoozed", "is_not_so", None)))
    return Group(How.ALL, (*tree.parts, aside))


def _texts(ids: Collection[int]) -> dict[int, str]:
    """What each of the messages says, with its subject and sender, as phrases are compared. One query."""
    rows = Message.objects.filter(pk__in=ids).values_list(
        "pk", "ticket__subject", "from_name", "from_email", Left("body_text", INDEXED_CHARACTERS)
    )
    return {row[0]: _as_compared("\n".join(row[1:])) for row in rows}


def _as_compared(text: str) -> str:
    return " ".join(fold(text).split())
