"""What attributes and their values are called in a search, in every language of the desk."""

from collections.abc import Mapping, Sequence
from functools import cache

from django.conf import settings
from django.utils.translation import get_language, override

from madang.lib.conditions import Of
from madang.lib.text.searches import key_of

from .attribute import ME, NONE, Asker, Choice, TicketAttribute, Word
from .registry import ATTRIBUTES

MOST_NAMED = 8
"""Values that are named as examples."""


def asked_in_searches() -> Sequence[TicketAttribute]:
    """The attributes that a key and a value are enough for: not what is written in one field of many."""
    return [
        one
        for one in ATTRIBUTES
        if one.has_key and not any(isinstance(reader, Of) for reader in one.operators.values())
    ]


@cache
def known_keys() -> Mapping[str, TicketAttribute]:
    """The attribute by each of its keys, as `key_of` spells them: its name, its keys, its labels."""
    known: dict[str, TicketAttribute] = {}
    for one in asked_in_searches():
        for name in (one.name, *one.keys):
            known.setdefault(key_of(name), one)
    for language, _name in settings.LANGUAGES:
        with override(language):
            for one in asked_in_searches():
                known.setdefault(key_of(str(one.label)), one)
    return known


def shown_key(attribute: TicketAttribute) -> str:
    """The key by which the attribute is offered to who reads the current language."""
    names = (attribute.name, *attribute.keys)
    if get_language() == "ko":
        return next((one for one in names if not one.isascii()), attribute.name)
    short = [one for one in attribute.keys if one.isascii()]
    return short[0] if short else attribute.name


def shown_value(attribute: TicketAttribute, choice: Choice) -> str:
    """The choice as it stands in a search, in quotes where it needs them."""
    name = choice.label
    if choice.value in (ME, NONE):
        wanted = [one for one, words in attribute.called.items() if tuple(words) == (choice.value,)]
        korean = get_language() == "ko"
        name = next((one for one in wanted if one.isascii() is not korean), str(choice.value))
    name = name.replace('"', "")
    return f'"{name}"' if any(letter.isspace() or letter in ",<>=:" for letter in name) else name


def choices_like(attribute: TicketAttribute, typed: str, asker: Asker) -> Sequence[Choice]:
    """What can be chosen with what is typed in its name, by its beginning first. One query at most."""
    wanted = key_of(typed)
    codes = [
        Choice(words[0], name)
        for name, words in attribute.called.items()
        if words[0] in (ME, NONE) and (name.isascii() is not (get_language() == "ko"))
    ]
    if attribute.look_up is not None:
        every = [*codes, *attribute.look_up(typed, asker)] if typed else [*codes, *_all(attribute, asker)]
    else:
        every = list(_all(attribute, asker))
    once: dict[Word, Choice] = {}
    for one in every:
        once.setdefault(one.value, one)
    found = [one for one in once.values() if wanted in key_of(one.label)]
    return sorted(found, key=lambda one: not key_of(one.label).startswith(wanted))


def named(attribute: TicketAttribute, value: str, asker: Asker) -> Sequence[Word]:
    """The choices that a value means: by its other names, its code, its label in any language, or by the
    beginning of one label alone. Empty when it is none."""
    wanted = key_of(value)
    if not wanted:
        return ()
    for name, words in attribute.called.items():
        if key_of(name) == wanted:
            return words
    if attribute.look_up is not None:
        looked_up = attribute.look_up(value, asker)
        return _alone(looked_up, wanted) or [one.value for one in looked_up if len(looked_up) == 1]
    found = _alone(_all(attribute, asker), wanted)
    for language, _name in settings.LANGUAGES:
        if not found and language != get_language():
            with override(language):
                found = _alone(_all(attribute, asker), wanted)
    return found


def _all(attribute: TicketAttribute, asker: Asker) -> Sequence[Choice]:
    return attribute.choices(asker) if attribute.choices is not None else ()


def _alone(choices: Sequence[Choice], wanted: str) -> Sequence[Word]:
    for one in choices:
        if wanted in (key_of(one.label), key_of(str(one.value)) if isinstance(one.value, str) else None):
            return (one.value,)
    beginning = [one.value for one in choices if key_of(one.label).startswith(wanted)]
    return beginning if len(beginning) == 1 else ()
