"""Which of the found messages and people somebody may see, quickly for who sees all and for who sees little.

Candidates come from the index newest first, in batches that grow, and each batch is looked up in
`visible_to`. That is slow only for words that are common among what the person doesn't see; when it comes to
that, and the person sees few tickets, the search goes on through those instead; for very few, at once.
"""

from collections.abc import Collection, Iterator
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet

from madang.accounts.models import User
from madang.accounts.roles import Permission, Reach, Role
from madang.lib.text.queries import Condition
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

_FIRST_BATCH = 60
_GROWTH = 4
_LARGEST_BATCH = 5_000
_FEW_AT_ONCE = 300
_PEOPLE_LOOKED_AT = 500
_COLLEAGUES = tuple(role for role in Role if role != Role.REQUESTER)


class Reached:
    """What one person can find.

    `stopped_below` is set when `newest` gave up before the end: the id to go on from.
    """

    def __init__(self, person: User) -> None:
        self.person = person
        self.stopped_below: int | None = None

    def newest(self, condition: Condition, *, below: int = BEYOND_ALL) -> Iterator[Candidate]:
        """Messages that meet the condition and that the person may read, from the newest on, below an id."""
        size, looked_at = _FIRST_BATCH, 0
        while looked_at < MOST_CANDIDATES:
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

    def people(self, condition: Condition, *, limit: int) -> list[int]:
        """Colleagues, and the requesters of tickets that the person sees, who meet the condition."""
        if self._sees_all:
            return storage().find_people(condition, limit=limit)
        candidates = storage().find_people(condition, limit=_PEOPLE_LOOKED_AT)
        if len(candidates) == _PEOPLE_LOOKED_AT and self._few_tickets is not None:
            requesters = self._visible().filter(pk__in=self._few_tickets).values_list("requester", flat=True)
            colleagues = User.objects.filter(role__in=_COLLEAGUES).values_list("pk", flat=True)
            return storage().find_among_people(condition, [*{*requesters, *colleagues}], limit=limit)
        theirs = Exists(self._visible().filter(requester=OuterRef("pk")))
        known = User.objects.filter(Q(role__in=_COLLEAGUES) | Q(theirs), pk__in=candidates)
        seen = set(known.values_list("pk", flat=True))
        return [one for one in candidates if one in seen][:limit]

    def _among_few(self, condition: Condition, *, below: int) -> Iterator[Candidate]:
        messages = Message.objects.filter(ticket__in=self._few_tickets or [], pk__lt=below).order_by("-pk")
        few = list(messages.values_list("pk", flat=True)[:MOST_MESSAGES_OF_FEW])
        for start in range(0, len(few), _FEW_AT_ONCE):
            some = few[start : start + _FEW_AT_ONCE]
            yield from storage().find_among_messages(condition, some, internal=self._reads_notes)
        if len(few) == MOST_MESSAGES_OF_FEW:
            self.stopped_below = few[-1]

    def _visible_among(self, ids: Collection[int]) -> set[int]:
        # Asked about each by itself: with both in one condition SQLite walks through all tickets of a team.
        visible = Exists(self._visible().filter(pk=OuterRef("pk")))
        return set(Ticket.objects.filter(visible, pk__in=ids).order_by().values_list("pk", flat=True))

    def _visible(self) -> QuerySet[Ticket]:
        return visible_to(self.person).order_by()

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
        """The tickets the person sees, when they are few; None when they are many."""
        if self._sees_all:
            return None
        ids = list(self._visible().values_list("pk", flat=True)[: FEW_TICKETS + 1])
        return ids if len(ids) <= FEW_TICKETS else None
