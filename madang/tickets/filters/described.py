"""Conditions in words, and what about them is gone or can't be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from madang.lib.conditions import (
    MOST_CONDITIONS,
    Choices,
    Condition,
    Day,
    Group,
    How,
    Of,
    Registry,
    Span,
    TooDeep,
    TooMany,
    UnknownAttribute,
    Value,
    Wrong,
    WrongValue,
    leaves,
)
from madang.lib.text.particles import with_particles

from .attribute import Word
from .registry import ATTRIBUTES

OPERATORS: Mapping[str, str | Promise] = {
    "is": gettext_lazy("is"),
    "is_not": gettext_lazy("is not"),
    "has_any": gettext_lazy("has any of"),
    "has_all": gettext_lazy("has all of"),
    "has_none": gettext_lazy("has none of"),
    "has": gettext_lazy("contains"),
    "has_not": gettext_lazy("doesn't contain"),
    "within": gettext_lazy("within the last"),
    "longer_ago": gettext_lazy("longer ago than"),
    "since": gettext_lazy("on or after"),
    "before": gettext_lazy("before"),
    "on": gettext_lazy("on"),
    "is_set": gettext_lazy("is set"),
    "is_empty": gettext_lazy("is not set"),
    "equals": gettext_lazy("is exactly"),
    "at_least": gettext_lazy("at least"),
    "at_most": gettext_lazy("at most"),
    "is_so": gettext_lazy("yes"),
    "is_not_so": gettext_lazy("no"),
}
"""What the operators are called where one is chosen."""

_SENTENCES: Mapping[str, str | Promise] = {
    # Translators: a condition of a view; {label} is an attribute such as Status, {value} its values.
    "is": gettext_lazy("{label} is {value}"),
    "is_not": gettext_lazy("{label} is not {value}"),
    "has_any": gettext_lazy("{label}: any of {value}"),
    "has_all": gettext_lazy("{label}: all of {value}"),
    "has_none": gettext_lazy("{label}: none of {value}"),
    "has": gettext_lazy("{label}: “{value}”"),
    "has_not": gettext_lazy("{label}: not “{value}”"),
    "within": gettext_lazy("{label}: within the last {value}"),
    "longer_ago": gettext_lazy("{label}: longer than {value} ago"),
    "since": gettext_lazy("{label}: on or after {value}"),
    "before": gettext_lazy("{label}: before {value}"),
    "on": gettext_lazy("{label}: on {value}"),
    "is_set": gettext_lazy("{label}: set"),
    "is_empty": gettext_lazy("{label}: not set"),
    "equals": gettext_lazy("{label}: exactly {value}"),
    "at_least": gettext_lazy("{label}: {value} or more"),
    "at_most": gettext_lazy("{label}: {value} or less"),
    "is_so": gettext_lazy("{label}"),
    "is_not_so": gettext_lazy("Not: {label}"),
}


@dataclass(frozen=True, slots=True)
class Described:
    """Conditions in words. `gone` are sentences about what they name and is not there any more."""

    how: How
    parts: "Sequence[str | Described]"
    gone: Sequence[str]


def described(tree: Group) -> Described:
    """The tree in the reader's language. One query for each kind of thing it names."""
    names = _names(tree)
    gone = [
        with_particles(
            _("{label}: what was chosen is gone. Choose something else, or take the condition out."),
            label=label,
        )
        for label in dict.fromkeys(
            str(ATTRIBUTES[one.attribute].label) for one in leaves(tree) if _missing(one, names)
        )
    ]
    return Described(tree.how, _described(tree, names).parts, gone)


def in_one_line(shown: Described) -> str:
    """The conditions as one sentence."""
    parts = [one if isinstance(one, str) else f"({in_one_line(one)})" for one in shown.parts]
    if not parts:
        return _("All tickets") if shown.how != How.ANY else _("No ticket")
    if shown.how == How.ANY:
        return _(" or ").join(parts)
    joined = _(" and ").join(parts)
    return (
        with_particles(_("none of: {conditions}"), conditions=", ".join(parts))
        if shown.how == How.NONE
        else joined
    )


def wrong_in_words(error: Wrong, known: "Registry[Any]" = ATTRIBUTES) -> str:
    """Why something is no conditions on what `known` can be asked, and what to do."""
    match error:
        case WrongValue():
            return _wrong_value(error, str(known[error.attribute].label))
        case UnknownAttribute():
            return _("“%(name)s” can't be asked of tickets any more. Take the condition out.") % {
                "name": error.attribute[:60]
            }
        case TooDeep():
            return _("The groups lie too deep in one another. Take one out.")
        case TooMany():
            return _("A view takes up to %(most)s conditions. Take some out.") % {"most": MOST_CONDITIONS}
    return _("These conditions can't be read. Load the page again and choose anew.")


def _wrong_value(error: WrongValue, label: str) -> str:
    words = {"label": label}
    match error.kind:
        case "choices":
            return with_particles(_("{label}: choose at least one."), **words)
        case "of_words" | "of_number" | "of_day":
            return with_particles(_("{label}: choose a field, and write what is in it."), **words)
        case "day":
            return with_particles(_("{label}: choose a day."), **words)
        case "span":
            return with_particles(_("{label}: write a number of hours or days, 1 or more."), **words)
    return with_particles(_("{label}: write a word or two."), **words)


Names = Mapping[str, Mapping[Word, str]]


def _names(tree: Group) -> Names:
    """What chosen values are called, by attribute."""
    asked: dict[str, dict[Word, None]] = {}
    for one in leaves(tree):
        attribute = ATTRIBUTES[one.attribute]
        if attribute.named is not None:
            asked.setdefault(one.attribute, {}).update(dict.fromkeys(_named_in(one)))
    found: dict[str, Mapping[Word, str]] = {}
    for name, values in asked.items():
        named = ATTRIBUTES[name].named
        found[name] = named(values) if named is not None else {}
    return found


def _missing(one: Condition, names: Names) -> bool:
    known = names.get(one.attribute)
    return known is not None and any(value not in known for value in _named_in(one))


def _named_in(one: Condition) -> Sequence[Word]:
    """The ids and codes in a condition's value that have names."""
    reader = ATTRIBUTES[one.attribute].operators[one.operator]
    if isinstance(reader, Choices):
        return tuple(one.value)
    return one.value[:1] if isinstance(reader, Of) else ()


def _described(part: Group, names: Names) -> Described:
    return Described(
        part.how,
        [_described(one, names) if isinstance(one, Group) else _sentence(one, names) for one in part.parts],
        [],
    )


def _sentence(one: Condition, names: Names) -> str:
    attribute = ATTRIBUTES[one.attribute]
    reader, known, label = (
        attribute.operators[one.operator],
        names.get(one.attribute, {}),
        str(attribute.label),
    )
    if isinstance(reader, Of):
        label = known.get(one.value[0], f"{label} {_('(gone)')}")
        one, reader = replace(one, value=one.value[1]), reader.inner
    value = _in_words(one, reader, known)
    return with_particles(str(_SENTENCES[one.operator]), label=label, value=value)


def _in_words(one: Condition, reader: object, names: Mapping[Word, str]) -> str:
    if isinstance(reader, Choices):
        called = [
            names.get(value, _("(gone)") if isinstance(value, int) else str(value)) for value in one.value
        ]
        return _(" or ").join(called) if one.operator in ("is", "is_not") else ", ".join(called)
    if isinstance(reader, Day):
        return day_in_words(one.value)
    if isinstance(reader, Span):
        return span_in_words(one.value)
    return str(one.value)


def day_in_words(day: date) -> str:
    """A day as it is written."""
    return date_format(day, _("j M Y"))


def span_in_words(value: Value) -> str:
    """A length of time in words."""
    number, unit = value
    match unit:
        case "days":
            return ngettext("%(n)s day", "%(n)s days", number) % {"n": number}
        case "hours":
            return ngettext("%(n)s hour", "%(n)s hours", number) % {"n": number}
    return ngettext("%(n)s minute", "%(n)s minutes", number) % {"n": number}
