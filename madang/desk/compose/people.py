"""Whom an answer can go to: people to choose from, and what there is to say about an address beforehand."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from madang.accounts.agents import agents
from madang.accounts.models import User
from madang.delivery.models import Unreachable
from madang.intake.blocked import blocked_among, ways_to_block
from madang.search.find import find_people
from madang.tickets.copies import ours_among, why_not
from madang.tickets.merging import whole_conversation
from madang.tickets.models import Message, Ticket, Visibility

MOST_OFFERED = 8
MOST_ASKED = 60
_READ_BACK = 100


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to choose: `name` may be empty; `part` says who that is for the desk, in a word."""

    email: str
    name: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Caution:
    """What there is to say about an address; `wrong` when nothing can be sent to it at all."""

    email: str
    words: str
    wrong: bool


def people_for(person: User, ticket: Ticket, typed: str) -> Sequence[Person]:
    """Whom the agent may mean by what they typed: people of the ticket first, then others whom they see.

    Without a word, people of the ticket alone.
    """
    typed = typed.strip()
    known = people_of(ticket)
    wanted = typed.casefold()
    found = {
        one.email: one for one in known if wanted in one.email.casefold() or wanted in one.name.casefold()
    }
    if typed and len(found) < MOST_OFFERED:
        for other in (*_colleagues(typed), *find_people(person, typed)):
            if other.email and other.is_active:
                part = _("Colleague") if other.is_agent else _("Customer")
                found.setdefault(other.email, Person(other.email, other.name, part))
    offered = list(found.values())[:MOST_OFFERED]
    ours = ours_among(one.email for one in offered)
    return [one for one in offered if one.email not in ours]


def people_known(ticket: Ticket, addresses: Collection[str]) -> Sequence[Person]:
    """Those of the addresses whose names the ticket shows, or whose owners are colleagues."""
    asked = {one.strip().lower() for one in list(addresses)[:MOST_ASKED]}
    colleagues = [
        Person(one.email or "", one.name, _("Colleague")) for one in agents().filter(email__in=asked)
    ]
    return [*colleagues, *(one for one in people_of(ticket) if one.email in asked)]


def people_of(ticket: Ticket) -> Sequence[Person]:
    """Whoever wrote on the ticket, or was written to; the requester first. Four queries at most."""
    requester = ticket.requester
    found: dict[str, Person] = {}

    def add(email: str, name: str = "") -> None:
        email = email.strip().lower()
        if "@" in email and (email not in found or (name and not found[email].name)):
            found[email] = Person(email, name, _("In this conversation"))

    for address in [
        requester.email or "",
        *requester.identities.filter(kind="email").values_list("value", flat=True)[:10],
    ]:
        add(address, requester.name)
    rows = Message.objects.filter(
        ticket__in=whole_conversation(ticket), visibility=Visibility.PUBLIC
    ).order_by("-pk")
    for incoming, email, name, to, cc in rows.values_list("incoming", "from_email", "from_name", "to", "cc")[
        :_READ_BACK
    ]:
        if incoming:
            add(email, name)
        for address in (*to, *cc):
            add(address)
    ours = ours_among(found)
    return [one for one in found.values() if one.email not in ours]


def _colleagues(typed: str) -> Sequence[User]:
    named = Q(name__icontains=typed) | Q(email__icontains=typed)
    return list(agents().filter(named).order_by("name", "pk")[:MOST_OFFERED])


def cautions_about(addresses: Iterable[str]) -> Sequence[Caution]:
    """What there is to say about addresses before anything is sent to them. Three queries."""
    asked = list(dict.fromkeys(one.strip().lower() for one in addresses))[:MOST_ASKED]
    ours = ours_among(asked)
    stopped = set(
        Unreachable.objects.filter(email__in=asked, stopped_at__isnull=False).values_list("email", flat=True)
    )
    blocked = blocked_among(asked)
    said = []
    for one in asked:
        if words := why_not(one, ours=one in ours):
            said.append(Caution(one, words, wrong=True))
        elif one in stopped:
            words = _("Mail to %(address)s came back, so nothing is sent there until somebody allows it.")
            said.append(Caution(one, words % {"address": one}, wrong=False))
        elif blocked.intersection(ways_to_block(one)):
            words = _("%(address)s is blocked: what comes from there is held back.")
            said.append(Caution(one, words % {"address": one}, wrong=False))
    return said
