"""Search tickets and people: the newest first, and nothing but what the person may see."""

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import islice

from django.db.models.functions import Left

from madang.accounts.models import User
from madang.accounts.roles import Role
from madang.lib.text.queries import QUERY_CHARACTERS, Condition, Query, query
from madang.lib.text.snippets import snippet
from madang.tickets.filters import MOST_COUNTED, Asker, Count, Question
from madang.tickets.filters import asked as as_meant
from madang.tickets.filters import count as count_meeting
from madang.tickets.models import Message, Visibility
from madang.tickets.queries import visible_to

from .meeting import by_conditions
from .reach import Reached, wherever
from .results import Hit, PeopleFound, PersonHit, Results
from .storage import BEYOND_ALL, Candidate

LITTLE = 5
"""Fewer tickets than these on the first page, and a loosened search follows."""

LOOSENED_CANDIDATES = 500
MOST_PEOPLE = 5

_COLLEAGUES_AMONG = 60
"""Members of the desk that may stand among the customers who are looked for."""

_CALLED_SO = 20
"""Customers of the same name whose tickets are meant."""

_CURSOR = re.compile("[0-9]{1,18}")
_SHOWN_AGAIN = 20_000
_BODY_LOOKED_AT = 8_000


def find(person: User, text: str, *, limit: int = 20, cursor: str | None = None) -> Results:
    """What `person` finds by what they typed, at most `limit` tickets.

    All words have to be in one message; subject, sender and first message count as one. Conditions among
    them (`status:open`) have to be met by the ticket. `cursor` is that of the page before. Raises ValueError
    for a cursor that no page gave.
    """
    question = question_of(person, text)
    asked = query(question.words)
    if not asked:
        return by_conditions(person, question, limit=limit, cursor=cursor)

    below = _below(cursor)
    reached = Reached(person, tree=question.tree, phrases=question.phrases)
    condition = asked.strict()
    shown = _shown_before(reached, condition, below) if cursor is not None else set()
    candidates = reached.newest(condition, below=below)
    found = _newest_of_each_ticket(candidates, without=shown, limit=limit + 1)
    following = found[limit - 1].message_id if len(found) > limit else reached.stopped_below
    found = found[:limit]

    plain = cursor is None and not question.has_conditions
    numbered = _ticket_by_number(person, asked) if plain else None
    similar: list[Candidate] = []
    loosens = cursor is None and following is None and not question.phrases
    if loosens and len(found) < min(LITTLE, limit):
        similar = _similar(reached, asked, without={one.ticket_id for one in found}, limit=limit - len(found))
    hits = _hits(found, asked, similar=False) + _hits(similar, asked, similar=True)
    if numbered is not None:
        hits = [numbered, *(hit for hit in hits if hit.ticket_id != numbered.ticket_id)]
    people = _people(reached, asked, limit=MOST_PEOPLE) if plain else PeopleFound()
    return Results(
        tickets=tuple(hits),
        people=people.people,
        more_people=people.next is not None,
        similar=any(hit.similar for hit in hits),
        cursor=str(following) if following is not None else None,
        question=question,
    )


def question_of(person: User, text: str) -> Question:
    """What `person` means by what they typed, in the language of whoever reads it."""

    def addresses(name: str) -> Sequence[str]:
        customers = User.objects.filter(pk__in=find_customers(person, name, limit=_CALLED_SO))
        return [one for one in customers.values_list("email", flat=True) if one]

    return as_meant(text[:QUERY_CHARACTERS], by=Asker.of(person), addresses=addresses)


def find_people(person: User, text: str) -> tuple[User, ...]:
    """Colleagues and customers that `person` finds by what they typed of a name or an address; a few."""
    asked = query(text)
    if not asked:
        return ()
    ids = Reached(person).people(asked.strict(), limit=MOST_PEOPLE)
    people = User.objects.in_bulk(ids)
    return tuple(people[one] for one in ids if one in people)


def everybody_found(person: User, text: str, *, limit: int, cursor: str | None = None) -> PeopleFound:
    """A page of all whom the words of a search find, the newest first. Raises ValueError."""
    below = _below(cursor)
    asked = query(question_of(person, text).words)
    return _people(Reached(person), asked, limit=limit, below=below) if asked else PeopleFound()


def find_customers(person: User, text: str, *, limit: int) -> list[int]:
    """The ids of the newest customers that `person` finds by what they typed of a name or an address."""
    asked = query(text)
    if not asked:
        return []
    ids = Reached(person).people(asked.strict(), limit=limit + _COLLEAGUES_AMONG)
    customers = set(User.objects.filter(pk__in=ids, role=Role.REQUESTER).values_list("pk", flat=True))
    return [one for one in ids if one in customers][:limit]


def count(person: User, question: Question) -> Count:
    """How many tickets a strict search finds, of those that are looked at."""
    asked = query(question.words)
    if not asked:
        return (
            count_meeting(wherever(question.tree), by=Asker.of(person)) if question.tree.parts else Count(0)
        )
    reached = Reached(person, tree=question.tree, phrases=question.phrases)
    found = _newest_of_each_ticket(reached.newest(asked.strict()), limit=MOST_COUNTED)
    return Count(len(found), more=reached.stopped_below is not None)


def _below(cursor: str | None) -> int:
    if cursor is None:
        return BEYOND_ALL
    if not _CURSOR.fullmatch(cursor):
        raise ValueError(f"{cursor[:40]!r} is no cursor of a search")
    return int(cursor)


def _newest_of_each_ticket(
    candidates: Iterable[Candidate], *, limit: int, without: Collection[int] = ()
) -> list[Candidate]:
    newest: dict[int, Candidate] = {}
    for candidate in candidates:
        if candidate.ticket_id in without or candidate.ticket_id in newest:
            continue
        newest[candidate.ticket_id] = candidate
        if len(newest) >= limit:
            break
    return list(newest.values())


def _shown_before(reached: Reached, condition: Condition, below: int) -> set[int]:
    """The tickets of earlier pages: those with a message at or above the cursor."""
    earlier = islice(reached.newest(condition, most=_SHOWN_AGAIN), _SHOWN_AGAIN)
    shown: set[int] = set()
    for candidate in earlier:
        if candidate.message_id < below:
            break
        shown.add(candidate.ticket_id)
    reached.stopped_below = None
    return shown


def _similar(reached: Reached, asked: Query, *, without: Collection[int], limit: int) -> list[Candidate]:
    similar: list[Candidate] = []
    for condition in asked.loosened():
        candidates = islice(reached.newest(condition), LOOSENED_CANDIDATES)
        known = {*without, *(one.ticket_id for one in similar)}
        similar += _newest_of_each_ticket(candidates, without=known, limit=limit - len(similar))
        if len(similar) >= min(LITTLE, limit):
            break
    return similar


def _hits(candidates: Collection[Candidate], asked: Query, *, similar: bool) -> list[Hit]:
    rows = {
        row[0]: row[1:]
        for row in Message.objects.filter(pk__in=[one.message_id for one in candidates]).values_list(
            "pk",
            "ticket_id",
            "ticket__number",
            "ticket__subject",
            "ticket__requester__name",
            "ticket__requester__email",
            "visibility",
            "created_at",
            Left("body_text", _BODY_LOOKED_AT),
        )
    }
    hits: list[Hit] = []
    for candidate in candidates:
        if candidate.message_id not in rows:
            continue
        ticket_id, number, subject, name, email, visibility, at, body = rows[candidate.message_id]
        hits.append(
            Hit(
                ticket_id=ticket_id,
                number=number,
                subject=snippet(subject, asked),
                requester=name or email or "",
                message_id=candidate.message_id,
                snippet=snippet(body, asked),
                internal=visibility == Visibility.INTERNAL,
                at=at,
                similar=similar,
            )
        )
    return hits


def _ticket_by_number(person: User, asked: Query) -> Hit | None:
    if asked.number is None or asked.number >= BEYOND_ALL:
        return None
    ticket = visible_to(person).filter(number=asked.number).select_related("requester").first()
    if ticket is None:
        return None
    return Hit(
        ticket_id=ticket.pk,
        number=ticket.number,
        subject=snippet(ticket.subject, asked),
        requester=ticket.requester.shown_name,
        message_id=None,
        snippet=snippet(ticket.preview, asked),
        internal=False,
        at=ticket.last_message_at,
        by_number=True,
    )


def _people(reached: Reached, asked: Query, *, limit: int, below: int = BEYOND_ALL) -> PeopleFound:
    ids = reached.people(asked.strict(), limit=limit + 1, below=below)
    people = User.objects.in_bulk(ids)
    shown = ids[:limit]
    hits = tuple(
        PersonHit(
            person_id=one,
            name=snippet(people[one].shown_name, asked),
            email=snippet(people[one].email or "", asked),
            is_customer=people[one].role == Role.REQUESTER,
        )
        for one in shown
        if one in people
    )
    return PeopleFound(hits, next=shown[-1] if len(ids) > limit else None)
