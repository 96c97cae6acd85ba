"""Who writes may be somebody who is known already: looked for when a ticket is opened, and only proposed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from madang.accounts.actions import liken
from madang.accounts.domains import EVERYBODYS
from madang.accounts.identities import Kind
from madang.accounts.models import Identity, Likeness, User
from madang.accounts.requesters import normal_email
from madang.accounts.roles import Role
from madang.history.models import Event
from madang.lib.mime.quotes.signatures import without_signature

from .models import Message

MOST_PROPOSED = 5
"""Proposals from one ticket: more of them are no recognition but a coincidence."""

MOST_OF_AN_ORGANIZATION = 2_000
"""People of an organization whose names are compared."""

LONGEST_SIGNATURE = 20
"""Lines of it that are looked at."""

_LOOKED_AT = 20_000
_SHORTEST_LOCAL_PART = 5
_EVERYBODYS_NAMES = frozenset(
    {
        *("admin", "billing", "contact", "customer", "hello", "helpdesk", "information", "master", "noreply"),
        *("no-reply", "office", "sales", "service", "support", "webmaster"),
    }
)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_PHONE = re.compile(r"\+?\d[\d ().-]{6,18}\d")


@dataclass(frozen=True, slots=True)
class Clue:
    """Somebody who may be the same, and what tells so."""

    person: User
    why: Likeness.Why
    detail: str = ""


def look_for_the_same(event: Event) -> None:
    """Propose whoever may be the customer of a new ticket. Run twice, it proposes nothing more."""
    message = (
        Message.objects.filter(pk=event.data["message"], incoming=True)
        .select_related("author", "ticket")
        .first()
    )
    if message is None or message.author_id != message.ticket.requester_id:
        return
    person, seen = message.author, set[int]()
    for clue in clues_of(person, message.body_text):
        if clue.person.pk in seen:
            continue
        seen.add(clue.person.pk)
        if len(seen) > MOST_PROPOSED:
            return
        liken(person, clue.person, why=clue.why, detail=clue.detail)


def clues_of(person: User, text: str) -> Iterator[Clue]:
    """Who may be the same customer as `person`, who wrote `text`; the surest first. Five queries at most."""
    if person.role != Role.REQUESTER or person.merged_into_id is not None:
        return
    signature = _signature(text)
    for identity in _known(person, Kind.EMAIL, [normal_email(one) for one in _EMAIL.findall(signature)]):
        yield Clue(identity.user, Likeness.Why.ADDRESS, identity.value)
    name = folded(person.name)
    if not name:
        return
    for identity in _known(person, Kind.PHONE, _numbers(signature)):
        if folded(identity.user.name) == name:
            yield Clue(identity.user, Likeness.Why.PHONE, identity.value)
    for identity in _known(person, Kind.EMAIL, _elsewhere(person)):
        if folded(identity.user.name) == name:
            yield Clue(identity.user, Likeness.Why.LOCAL_PART, identity.value)
    if person.organization_id is not None:
        people = User.objects.filter(organization=person.organization_id).exclude(pk=person.pk)
        names = people.order_by("-pk").values_list("pk", "name")[:MOST_OF_AN_ORGANIZATION]
        same = [pk for pk, theirs in names if folded(theirs) == name]
        for other in User.objects.filter(pk__in=same[:MOST_PROPOSED]).order_by("pk"):
            yield Clue(other, Likeness.Why.ORGANIZATION)


def folded(name: str) -> str:
    """A name as it is compared: letters alone, in lower case; empty for less than two."""
    letters = "".join(letter for letter in name.casefold() if letter.isalnum())
    return letters if len(letters) > 1 else ""


def _signature(text: str) -> str:
    lines = text[-_LOOKED_AT:].splitlines()
    end, _reason = without_signature(lines, 0, len(lines))
    return "\n".join(lines[end:][:LONGEST_SIGNATURE])


def _known(person: User, kind: str, values: Sequence[str]) -> Sequence[Identity]:
    asked = [value for value in dict.fromkeys(values) if value]
    if not asked:
        return []
    known = Identity.objects.filter(kind=kind, value__in=asked).exclude(user=person)
    return list(known.select_related("user").order_by("pk")[:MOST_PROPOSED])


def _numbers(text: str) -> list[str]:
    """The telephone numbers in a text as identities keep them, and Korean ones without their country."""
    found: list[str] = []
    for written in _PHONE.findall(text):
        digits = re.sub(r"[^\d+]", "", written)
        found += [digits, f"0{digits.removeprefix('+82')}"] if digits.startswith("+82") else [digits]
        if digits.startswith("0") and not digits.startswith("00"):
            found.append(f"+82{digits[1:]}")
    return found


def _elsewhere(person: User) -> list[str]:
    """The first address at other providers where everybody can have one."""
    local, _at, domain = (person.email or "").partition("@")
    if len(local) < _SHORTEST_LOCAL_PART or local in _EVERYBODYS_NAMES:
        return []
    return [f"{local}@{one}" for one in sorted(EVERYBODYS - {domain})]
