"""What somebody typed into a search, as conditions on tickets and the words that are left.

What can't be meant is said in a sentence, and the rest is searched all the same.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.translation import gettext as _

from madang.lib.conditions import Choices, Condition, Day, Group, How, Nothing, Part, Words
from madang.lib.text.particles import with_particles
from madang.lib.text.searches import Asked, Phrase, Plain, Sign, key_of, pieces_of
from madang.lib.text.times import Ago, Days, Time, read_time

from ..models import Field
from .attribute import Asker, Choice, TicketAttribute, Word
from .field_keys import NO, YES, WrongValue, field_keys, may_ask, part_of
from .impossible import impossible
from .keys import MOST_NAMED, choices_like, known_keys, named, shown_key, shown_value
from .registry import ATTRIBUTES

_OPPOSITE = {
    "is": "is_not",
    "has_any": "has_none",
    "has": "has_not",
    "is_so": "is_not_so",
    "is_not_so": "is_so",
    "is_set": "is_empty",
    "is_empty": "is_set",
}

Addresses = Callable[[str], Sequence[str]]
"""The addresses of the customers who are called so, as far as whoever asks sees them."""


@dataclass(frozen=True, slots=True)
class Question:
    """A search as it is meant: conditions, and the words besides, of which `phrases` stand just so.

    `wrong` says what of it could not be meant, and what could be written.
    """

    tree: Group
    words: str
    phrases: Sequence[str] = ()
    wrong: Sequence[str] = ()

    @property
    def has_conditions(self) -> bool:
        """Whether anything is asked but words."""
        return bool(self.tree.parts)


class _Wrong(Exception):
    """A value can't be meant; the text says why and what could be."""


def asked(text: str, *, by: Asker, addresses: Addresses) -> Question:
    """Read a search. One query for each value that is the name of a row; two when nothing is called so.

    One more, or two, where the text has conditions: for the desk's own fields.
    """
    text = text.replace("\x00", " ")
    own = field_keys() if may_ask(text) else {}
    pieces = pieces_of(text, {*known_keys(), *own})
    parts: list[Part] = []
    wrong: list[str] = []
    for piece in pieces:
        if isinstance(piece, Asked):
            meant, why = _as_far_as_it_can_be(piece, by, addresses, own)
            parts += meant
            wrong += why
    tree = Group(How.ALL, tuple(parts))
    phrases = [piece.text for piece in pieces if isinstance(piece, Phrase)]
    words = " ".join([*phrases, *(piece.text for piece in pieces if isinstance(piece, Plain))])
    last = pieces[-1] if pieces else None
    finished = not (isinstance(last, Plain) and text.endswith(last.text))
    return Question(
        tree=tree,
        words=f"{words} " if words and finished else words,
        phrases=phrases,
        wrong=[*wrong, *(impossible(tree, by=by) if parts else ())],
    )


def _as_far_as_it_can_be(
    piece: Asked, by: Asker, addresses: Addresses, own: Mapping[str, Field]
) -> tuple[list[Part], list[str]]:
    """The condition without the values that can't be meant, if one is left, and why those can't."""
    try:
        return [_part(piece, by, addresses, own)], []
    except (_Wrong, WrongValue) as error:
        if len(piece.values) < 2:
            return [], [str(error)]
    good: list[str] = []
    wrong: list[str] = []
    for value in piece.values:
        meant, why = _as_far_as_it_can_be(replace(piece, values=(value,)), by, addresses, own)
        wrong += why
        good += [value] if meant else []
    return [_part(replace(piece, values=tuple(good)), by, addresses, own)] if good else [], wrong


def _part(piece: Asked, by: Asker, addresses: Addresses, own: Mapping[str, Field]) -> Part:
    attribute = known_keys().get(key_of(piece.key))
    if attribute is None:
        return part_of(own[key_of(piece.key)], piece, by)
    if not piece.values:
        words = _("“{key}” is still without a value. You can write: {choices}.")
        raise _Wrong(with_particles(words, key=f"{piece.key}{piece.sign}", choices=could_be(attribute, by)))
    found: list[Part] = []
    for reader in attribute.operators.values():
        match reader:
            case Day():
                found = [_when(attribute, piece.sign, value, by) for value in piece.values]
            case Words():
                found = [Condition(attribute.name, "has", value) for value in piece.values]
            case Nothing() if "is_so" in attribute.operators:
                found = [_yes_or_no(attribute, value, by, ("is_so", "is_not_so")) for value in piece.values]
            case Choices():
                found = _chosen(attribute, piece, by, addresses)
        if found:
            break
    part = found[0] if len(found) == 1 else Group(How.ANY, tuple(found))
    return _negated(part) if piece.negated else part


def _negated(part: Part) -> Part:
    if isinstance(part, Condition) and part.operator in _OPPOSITE:
        opposite = _OPPOSITE[part.operator]
        if opposite in ATTRIBUTES[part.attribute].operators:
            return Condition(part.attribute, opposite, part.value)
    return Group(How.NONE, (part,))


def _chosen(attribute: TicketAttribute, piece: Asked, by: Asker, addresses: Addresses) -> list[Part]:
    wanted: dict[str, list[Word]] = {}
    for value in piece.values:
        name, words = _words_of(attribute, value, piece.sign, by, addresses)
        wanted.setdefault(name, []).extend(words)
    return [
        Condition(
            name, "is" if "is" in ATTRIBUTES[name].operators else "has_any", tuple(dict.fromkeys(words))
        )
        for name, words in wanted.items()
    ]


def _words_of(
    attribute: TicketAttribute, value: str, sign: Sign, by: Asker, addresses: Addresses
) -> tuple[str, Sequence[Word]]:
    if attribute.choices is None:
        known = [value.lower()] if "@" in value.strip("@") else list(addresses(value))
        if known:
            return attribute.name, known
    words = named(attribute, value, by)
    if words and sign != Sign.IS:
        words = _in_order(attribute, words[0], sign, by)
    if not words and attribute.otherwise:
        other = ATTRIBUTES[attribute.otherwise]
        words = named(other, value, by)
        if words:
            return other.name, words
    if words:
        return attribute.name, words
    sentence = _("{label}: there is no “{value}”. You can write: {choices}.")
    raise _Wrong(
        with_particles(
            sentence, label=str(attribute.label), value=value[:60], choices=could_be(attribute, by)
        )
    )


def _in_order(attribute: TicketAttribute, word: Word, sign: Sign, by: Asker) -> Sequence[Word]:
    """The choices above or below one; only numbers such as priorities have an order."""
    labels = {one.value: one.label for one in attribute.choices(by)} if attribute.choices is not None else {}
    numbers = [one for one in labels if isinstance(one, int)]
    reader = attribute.operators.get("is")
    if not isinstance(word, int) or not isinstance(reader, Choices) or reader.of is None:
        words = _("{label} knows no more or less. Write it with a colon: {example}.")
        example = f"{shown_key(attribute)}:…"
        raise _Wrong(with_particles(words, label=str(attribute.label), example=example))
    match sign:
        case Sign.MORE:
            found = [one for one in numbers if one > word]
        case Sign.FROM:
            found = [one for one in numbers if one >= word]
        case Sign.LESS:
            found = [one for one in numbers if one < word]
        case _:
            found = [one for one in numbers if one <= word]
    if not found:
        words = _("{label}: there is nothing beyond “{value}”. Write it with a colon: {example}.")
        example = f"{shown_key(attribute)}:{labels[word]}"
        raise _Wrong(with_particles(words, label=str(attribute.label), value=labels[word], example=example))
    return found


def _yes_or_no(attribute: TicketAttribute, value: str, by: Asker, operators: tuple[str, str]) -> Condition:
    if key_of(value) in YES | NO:
        return Condition(attribute.name, operators[key_of(value) in NO], None)
    words = _("{label}: there is no “{value}”. You can write: {choices}.")
    raise _Wrong(
        with_particles(words, label=str(attribute.label), value=value[:60], choices=could_be(attribute, by))
    )


def _when(attribute: TicketAttribute, sign: Sign, value: str, by: Asker) -> Part:
    if "is_set" in attribute.operators and key_of(value) in YES | NO:
        return _yes_or_no(attribute, value, by, ("is_set", "is_empty"))
    time = read_time(value, today=timezone.localdate(by.now, by.zone))
    if time is None:
        words = _("{label}: “{value}” is no time. You can write: {choices}.")
        raise _Wrong(
            with_particles(
                words, label=str(attribute.label), value=value[:60], choices=could_be(attribute, by)
            )
        )
    return _at(attribute.name, sign, time)


def _at(name: str, sign: Sign, time: Time) -> Part:
    if isinstance(time, Ago):
        operator = "longer_ago" if sign in (Sign.LESS, Sign.UP_TO) else "within"
        return Condition(name, operator, (time.number, time.unit))
    match sign:
        case Sign.MORE:
            return Condition(name, "since", time.end)
        case Sign.FROM:
            return Condition(name, "since", time.first)
        case Sign.LESS:
            return Condition(name, "before", time.first)
        case Sign.UP_TO:
            return Condition(name, "before", time.end)
    return _within(name, time)


def _within(name: str, days: Days) -> Part:
    if (days.end - days.first).days == 1:
        return Condition(name, "on", days.first)
    since, before = Condition(name, "since", days.first), Condition(name, "before", days.end)
    return Group(How.ALL, (since, before))


def could_be(attribute: TicketAttribute, by: Asker) -> str:
    """What can be written behind the attribute's key, in one line. One query at most."""
    return ", ".join(examples(attribute, "", by)[:MOST_NAMED]) or _("nothing yet")


def examples(attribute: TicketAttribute, typed: str, by: Asker) -> Sequence[str]:
    """What can be written behind the attribute's key and has what is typed in it. One query at most."""
    return [value for value, _label in examples_with_labels(attribute, typed, by)]


def examples_with_labels(attribute: TicketAttribute, typed: str, by: Asker) -> Sequence[tuple[str, str]]:
    """The same, each with what it is called where it is chosen elsewhere."""
    if attribute.choices is not None:
        found: Sequence[Choice] = choices_like(attribute, typed, by)
        return [(shown_value(attribute, one), one.label) for one in found]
    kinds = {type(reader) for reader in attribute.operators.values()}
    if Day in kinds:
        today = timezone.localdate(by.now, by.zone)
        written = [_("today"), _("yesterday"), _("7d"), _("12h"), today.isoformat(), today.isoformat()[:7]]
        if Nothing in kinds:
            written += [_("yes"), _("no")]
    elif Nothing in kinds:
        written = [_("yes"), _("no")]
    elif Choices in kinds:
        written = [_("name@example.com")]
    else:
        written = [_("“a few words”")]
    return [(one, "") for one in written if key_of(typed) in key_of(one)]
