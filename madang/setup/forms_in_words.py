"""The fields of a form with their conditions in words, as its editor lists them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from madang.tickets.answers import YES
from madang.tickets.fields import every_field
from madang.tickets.form_items import items_in
from madang.tickets.forms import ANYTHING, Condition, Item
from madang.tickets.models import CHOSEN_KINDS, Field, FieldKind, Form


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a form; `conditions` say when it is shown, none of them: always."""

    item: Item
    field: Field
    conditions: Sequence[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A field that a condition may ask about, with its answers: key, words, and whether it is ticked."""

    field: Field
    answers: Sequence[tuple[str, str, bool]]


def lines_of(form: Form) -> Sequence[Line]:
    """The fields of a form in order."""
    fields = {one.pk: one for one in every_field()}
    return [
        Line(
            item,
            fields[item.field],
            [_in_words(one, fields) for one in item.conditions if one.field in fields],
        )
        for item in items_in(form, fields)
    ]


def asked_by(form: Form, item: Item) -> Sequence[Asked]:
    """All fields of the form that conditions of this one may ask about."""
    ticked = {one.field: one.answers for one in item.conditions}
    return [
        Asked(line.field, [(*one, one[0] in ticked.get(line.field.pk, ())) for one in _answers(line.field)])
        for line in lines_of(form)
        if line.field.pk != item.field
    ]


def _answers(field: Field) -> list[tuple[str, str]]:
    anything = (ANYTHING, _("Anything"))
    if field.kind == FieldKind.CHECKBOX:
        return [(YES, _("Ticked"))]
    if field.kind in CHOSEN_KINDS:
        return [(one.key, one.name) for one in field.options.all()] + [anything]
    return [anything]


def _in_words(condition: Condition, fields: Mapping[int, Field]) -> str:
    field = fields[condition.field]
    names = dict(_answers(field))
    answers = ", ".join(names[key] for key in names if key in condition.answers)
    return _("%(field)s: %(answers)s") % {"field": field.name, "answers": answers or "?"}
