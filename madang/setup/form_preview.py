"""A form as somebody who fills it in meets it, for the preview beside its editor."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.http import QueryDict

from madang.tickets.answers import YES
from madang.tickets.fields import every_field
from madang.tickets.form_items import items_in
from madang.tickets.forms import shown
from madang.tickets.models import Field, FieldKind, FieldOption, ForCustomer, Form

CUSTOMER = "customer"
AGENT = "agent"


@dataclass(frozen=True, slots=True)
class Line:
    """A field in the preview, with what was answered there."""

    field: Field
    is_required: bool
    given: Sequence[str]

    @property
    def options(self) -> Sequence[FieldOption]:
        """What can be chosen."""
        return [one for one in self.field.options.all() if not one.is_retired]

    @property
    def text(self) -> str:
        """What was written, in one text."""
        return self.given[0] if self.given else ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What is shown now, and how many fields more would be with other answers."""

    lines: Sequence[Line] = field(default_factory=tuple)
    hidden: int = 0


def preview_of(form: Form, *, seen_by: str, given: QueryDict | None = None) -> Preview:
    """The form with these answers (`field-ID`), as an agent or as a customer sees it.

    Customers are not asked what they don't fill in, so that a condition on it never holds for them.
    """
    fields = {one.pk: one for one in every_field() if not one.is_retired}
    items = [one for one in items_in(form, fields) if _is_seen(fields[one.field], seen_by)]
    answers = {item.field: _given(fields[item.field], given) for item in items}
    visible = shown(items, answers)
    lines = [
        Line(
            fields[one.field],
            is_required=one.is_required or (seen_by == AGENT and fields[one.field].is_required),
            given=answers[one.field],
        )
        for one in visible
    ]
    return Preview(lines=lines, hidden=len(items) - len(lines))


def _is_seen(field: Field, seen_by: str) -> bool:
    return seen_by == AGENT or field.for_customer == ForCustomer.EDITABLE


def _given(field: Field, given: QueryDict | None) -> list[str]:
    if given is None:
        return []
    written = [one for one in given.getlist(f"field-{field.pk}") if one.strip()]
    if field.kind == FieldKind.CHECKBOX:
        return [YES] if written else []
    return written
