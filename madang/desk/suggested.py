"""Keys and values that are offered while somebody types a search."""

from collections.abc import Sequence
from dataclasses import dataclass

from madang.accounts.models import User
from madang.lib.text.searches import Unfinished, key_of, unfinished
from madang.tickets.filters import Asker, TicketAttribute, examples_with_labels
from madang.tickets.filters.field_keys import field_examples, field_keys, shown_field_key
from madang.tickets.filters.keys import asked_in_searches, known_keys, shown_key
from madang.tickets.models import Field

MOST = 8
SHORTEST_WORD = 2
"""Letters of a Latin word before a key is offered; a syllable of Hangul is enough."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The whole text as it would be, the piece of it that is offered, and what that is called elsewhere."""

    text: str
    piece: str
    note: str


def suggested(text: str, person: User) -> Sequence[Suggestion]:
    """What the end of the text may become. One query at most, two where the desk has fields of its own."""
    end = unfinished(text, known_keys())
    if end.key:
        return _values(known_keys()[key_of(end.key)], end.before, end.typed, person)
    typed = key_of(end.typed)
    own = field_keys() if typed else {}
    of_field = unfinished(text, own)
    if of_field.key:
        return _values_of_field(own[key_of(of_field.key)], of_field, person)
    if not typed or (typed.isascii() and len(typed) < SHORTEST_WORD):
        return []
    begun = [one for one in asked_in_searches() if _begins(one, typed)]
    offered = [
        Suggestion(f"{end.before}{shown_key(one)}:", f"{shown_key(one)}:", str(one.label)) for one in begun
    ]
    fields = dict.fromkeys(field for key, field in own.items() if key.startswith(typed))
    for field in fields:
        piece = f"{shown_field_key(field)}:"
        if key_of(shown_field_key(field)) not in known_keys():
            offered.append(Suggestion(f"{end.before}{piece}", piece, field.name))
    return offered[:MOST]


def _begins(attribute: TicketAttribute, typed: str) -> bool:
    names = (attribute.name, *attribute.keys, str(attribute.label))
    return any(key_of(name).startswith(typed) for name in names)


def _values(attribute: TicketAttribute, before: str, typed: str, person: User) -> Sequence[Suggestion]:
    offered = examples_with_labels(attribute, typed, Asker.of(person))
    label = str(attribute.label)
    return [
        Suggestion(f"{before}{value} ", value, called if called not in ("", value.strip('"')) else label)
        for value, called in offered[:MOST]
        if value != typed
    ]


def _values_of_field(field: Field, end: Unfinished, person: User) -> Sequence[Suggestion]:
    offered = field_examples(field, end.typed, Asker.of(person))
    return [
        Suggestion(f"{end.before}{value} ", value, field.name)
        for value in offered[:MOST]
        if value != end.typed
    ]
