"""The forms of a desk: which one a ticket has, and its fields read from where they are kept."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import prefetch_related_objects

from madang.lib.prepared import Prepared

from .answers import Answer, written
from .forms import Answers, Condition, Item
from .models import Form, Ticket

_IN_USE = Prepared(lambda: Form.objects.filter(is_retired=False))

MOST_ITEMS = 100
"""Fields in one form."""


def items_in(form: Form, fields: Collection[int]) -> list[Item]:
    """The items of a form in order; those of fields that are not among `fields` are left out."""
    return [item for item in map(_item, form.items) if item.field in fields]


def as_kept(items: Iterable[Item]) -> list[dict[str, Any]]:
    """Items as a form keeps them."""
    return [
        {
            "field": item.field,
            "required": item.is_required,
            "when": [{"field": one.field, "answers": sorted(one.answers)} for one in item.conditions],
        }
        for item in items
    ]


def forms_for(brand_id: int) -> Sequence[Form]:
    """The forms in use for a brand, the default first. Two queries, one while there is none."""
    every = _IN_USE.all()
    if every:
        prefetch_related_objects(every, "brands")
    return [form for form in every if _is_for(form, brand_id)]


def form_of(ticket: Ticket, forms: Sequence[Form]) -> Form | None:
    """The form of a ticket: the one chosen, else its brand's default, else None; `forms` are the brand's."""
    if ticket.form is not None:
        return ticket.form
    return forms[0] if forms else None


def by_keys(answers: Mapping[int, Answer]) -> Answers:
    """What is in fields, as conditions ask about it."""
    return {field: written(answer) or (["?"] if answer else []) for field, answer in answers.items()}


def _is_for(form: Form, brand_id: int) -> bool:
    brands = form.brands.all()
    return not brands or any(one.pk == brand_id for one in brands)


def _item(kept: dict[str, Any]) -> Item:
    conditions = tuple(Condition(one["field"], frozenset(one["answers"])) for one in kept["when"])
    return Item(field=kept["field"], is_required=kept["required"], conditions=conditions)
