"""The desk's own fields in searches: `plan:gold`, `주문번호:A-12`, `seats>=10`."""

import re
from collections.abc import Mapping, Sequence

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from madang.lib.conditions import Condition, Group, How, Part
from madang.lib.prepared import Prepared
from madang.lib.text.particles import with_particles
from madang.lib.text.searches import Asked, Sign, key_of
from madang.lib.text.times import Days, read_time

from ..answers import read
from ..errors import WrongAnswer
from ..models import CHOSEN_KINDS, Field, FieldKind, FieldOption, FieldSubject
from .attribute import Asker

YES = frozenset({"yes", "true", "set", "예", "네", "있음"})
NO = frozenset({"no", "false", "none", "아니요", "아니오", "없음"})
MOST_NAMED = 8
_CONDITION = re.compile(r"\w[:：<>]")
_ALL = Prepared(lambda: Field.objects.order_by("position", "pk"))
_PREFIXES = {
    FieldSubject.TICKET: "",
    FieldSubject.CUSTOMER: "customer_",
    FieldSubject.ORGANIZATION: "organization_",
}


class WrongValue(Exception):
    """A value can't be meant; the text says why and what could be."""


def may_ask(text: str) -> bool:
    """Whether a text has something in it that may be a condition."""
    return _CONDITION.search(text) is not None


def field_keys() -> Mapping[str, Field]:
    """The fields by their keys and names, as `key_of` spells them; one that is there twice means the first.

    One query, two where there are fields. What is known already is left to whoever asks.
    """
    every = _ALL.all()
    if every:
        prefetch_related_objects(every, "options")
    known: dict[str, Field] = {}
    for field in every:
        known.setdefault(key_of(field.key), field)
    for field in every:
        for name in field.names.values():
            known.setdefault(key_of(name), field)
    return known


def shown_field_key(field: Field) -> str:
    """The key by which the field is offered to who reads the current language."""
    name = field.names.get("ko", "")
    return name if get_language() == "ko" and re.fullmatch(r"\w+", name) else field.key


def part_of(field: Field, piece: Asked, by: Asker) -> Part:
    """What is asked of a field. Raises WrongValue."""
    if not piece.values:
        words = _("“{key}” is still without a value. You can write: {choices}.")
        raise WrongValue(with_particles(words, key=f"{piece.key}{piece.sign}", choices=_could_be(field, by)))
    found = [_condition(field, piece.sign, value, by) for value in piece.values]
    part = found[0] if len(found) == 1 else Group(How.ANY, tuple(found))
    return Group(How.NONE, (part,)) if piece.negated else part


def field_examples(field: Field, typed: str, by: Asker) -> Sequence[str]:
    """What can be written behind the field's key and has what is typed in it."""
    if field.kind in CHOSEN_KINDS:
        written = [_quoted(one.name) for one in field.options.all()]
    elif field.kind == FieldKind.NUMBER:
        written = ["10", "12500"]
    elif field.kind == FieldKind.DATE:
        today = timezone.localdate(by.now, by.zone)
        written = [_("today"), _("yesterday"), today.isoformat(), today.isoformat()[:7]]
    elif field.kind in {FieldKind.TEXT, FieldKind.LONG_TEXT}:
        written = []
    else:
        written = [_("yes"), _("no")]
    return [one for one in written if key_of(typed) in key_of(one)]


def _could_be(field: Field, by: Asker) -> str:
    return ", ".join(field_examples(field, "", by)[:MOST_NAMED]) or _("“a few words”")


def _condition(field: Field, sign: Sign, value: str, by: Asker) -> Part:
    if sign == Sign.IS and field.kind not in CHOSEN_KINDS and key_of(value) in YES | NO:
        return Condition(
            _name(field, "field_filled"), "has_none" if key_of(value) in NO else "has_any", (field.pk,)
        )
    match field.kind:
        case FieldKind.NUMBER:
            return _number(field, sign, value)
        case FieldKind.DATE:
            return _date(field, sign, value, by)
    if sign != Sign.IS:
        words = _("{label} knows no more or less. Write it with a colon: {example}.")
        raise WrongValue(with_particles(words, label=field.name, example=f"{shown_field_key(field)}:…"))
    match field.kind:
        case FieldKind.TEXT:
            return Condition(_name(field, "field_text"), "equals", (field.pk, " ".join(value.split())))
        case FieldKind.LONG_TEXT:
            return Condition(_name(field, "field_text"), "has", (field.pk, value))
        case FieldKind.DROPDOWN | FieldKind.MULTI_SELECT:
            return _chosen(field, value, by)
    raise _none_of(field, value, by)


def _chosen(field: Field, value: str, by: Asker) -> Part:
    wanted = key_of(value)
    options: Sequence[FieldOption] = list(field.options.all())
    named = [one for one in options if wanted in {key_of(one.key), *map(key_of, one.names.values())}]
    begun = [one for one in options if any(key_of(name).startswith(wanted) for name in one.names.values())]
    found = named or (begun if len(begun) == 1 and wanted else [])
    if found:
        return Condition(_name(field, "field_option"), "has_any", tuple(one.pk for one in found))
    if wanted in YES | NO:
        return Condition(_name(field, "field_filled"), "has_none" if wanted in NO else "has_any", (field.pk,))
    raise _none_of(field, value, by)


def _number(field: Field, sign: Sign, value: str) -> Part:
    try:
        number = read(field, [value]).value
    except WrongAnswer as wrong:
        raise WrongValue(f"{field.name}: {wrong}") from wrong
    name = _name(field, "field_number")
    same = Condition(name, "equals", (field.pk, number))
    match sign:
        case Sign.IS:
            return same
        case Sign.FROM | Sign.MORE:
            found = Condition(name, "at_least", (field.pk, number))
        case _:
            found = Condition(name, "at_most", (field.pk, number))
    if sign in {Sign.FROM, Sign.UP_TO}:
        return found
    return Group(How.ALL, (found, Group(How.NONE, (same,))))


def _date(field: Field, sign: Sign, value: str, by: Asker) -> Part:
    days = read_time(value, today=timezone.localdate(by.now, by.zone))
    if not isinstance(days, Days):
        raise _none_of(field, value, by)
    name = _name(field, "field_date")
    since = Condition(name, "since", (field.pk, days.end if sign == Sign.MORE else days.first))
    before = Condition(name, "before", (field.pk, days.first if sign == Sign.LESS else days.end))
    if sign == Sign.IS:
        if (days.end - days.first).days == 1:
            return Condition(name, "on", (field.pk, days.first))
        return Group(How.ALL, (since, before))
    return since if sign in {Sign.MORE, Sign.FROM} else before


def _none_of(field: Field, value: str, by: Asker) -> WrongValue:
    sentence = _("{label}: there is no “{value}”. You can write: {choices}.")
    return WrongValue(
        with_particles(sentence, label=field.name, value=value[:60], choices=_could_be(field, by))
    )


def _name(field: Field, name: str) -> str:
    return f"{_PREFIXES[FieldSubject(field.subject)]}{name}"


def _quoted(name: str) -> str:
    plain = name.replace('"', "")
    return f'"{plain}"' if any(letter.isspace() or letter in ",<>=:" for letter in plain) else plain
