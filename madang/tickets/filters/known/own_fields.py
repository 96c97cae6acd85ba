"""What can be asked of the desk's own fields, wherever their values lie: of tickets and of people alike."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from madang.lib.conditions import Day, Number, Of, Reader, Value, Words

from ...models import Field, FieldKind, FieldOption, FieldSubject, TypedValue
from ..attribute import Asker
from .choosing import IDS, of_rows, row_names

Lookups = Mapping[str, str]
"""By operator, how its value is looked up in the column of the field's kind."""

_COLUMNS: Mapping[str, Sequence[str]] = {
    "field_text": ("text", "long_text"),
    "field_number": ("number",),
    "field_date": ("date",),
}


@dataclass(frozen=True, slots=True)
class Values:
    """The values of one subject as they are seen from what is asked about.

    `column` of the value is the `outer` column of the row that is asked about. `to_ids` leads from a value to
    the ids of such rows, where an index does; empty where none is to be had.
    """

    subject: FieldSubject
    table: type[TypedValue]
    column: str
    outer: str
    to_ids: str = ""

    def of_one(self) -> QuerySet[Any]:
        """The values of the row that is asked about."""
        return self.table._default_manager.filter(**{self.column: OuterRef(self.outer)})

    def ids(self, **asked: Any) -> QuerySet[Any, Any] | None:
        """The ids of all rows that have such a value."""
        found = self.table._default_manager.filter(**asked)
        return found.values(self.to_ids) if self.to_ids else None


def _with_their_field(option: FieldOption) -> str:
    return f"{option.field.name}: {option.name}"


def of_choices(values: Values) -> dict[str, Any]:
    """What was chosen in a field, as an attribute of all but name, label and heading."""

    def q(operator: str, value: Value, asker: Asker) -> Q:
        if operator == "has_all":
            every = Q()
            for option in value:
                every &= Q(Exists(values.of_one().filter(option=option)))
            return every
        found = Q(Exists(values.of_one().filter(option__in=value)))
        return ~found if operator == "has_none" else found

    def rows(operator: str, value: Value, asker: Asker) -> QuerySet[Any, Any] | None:
        if operator == "has_none":
            return None
        wanted = value if operator == "has_any" else value[:1]
        # By field first, as the index is ordered.
        fields = FieldOption.objects.filter(pk__in=wanted).values("field")
        return values.ids(field__in=fields, option__in=wanted)

    options = FieldOption.objects.filter(field__subject=values.subject).select_related("field")
    return {
        "operators": {"has_any": IDS, "has_all": IDS, "has_none": IDS},
        "q": q,
        "choices": of_rows(
            lambda: options.order_by("field__position", "field", "position", "pk"), _with_their_field
        ),
        "named": row_names(FieldOption, _with_their_field),
        "rows": rows,
        "single": False,
    }


def of_filled(values: Values) -> dict[str, Any]:
    """Whether something is in a field."""

    def q(operator: str, value: Value, asker: Asker) -> Q:
        if operator == "has_all":
            every = Q()
            for field in value:
                every &= Q(Exists(values.of_one().filter(field=field)))
            return every
        found = Q(Exists(values.of_one().filter(field__in=value)))
        return ~found if operator == "has_none" else found

    fields = Field.objects.filter(subject=values.subject)
    return {
        "operators": {"has_any": IDS, "has_all": IDS, "has_none": IDS},
        "q": q,
        "choices": of_rows(lambda: fields.order_by("position", "pk"), str),
        "named": row_names(Field, str),
        "single": False,
    }


def of_written(
    values: Values, name: str, kinds: Collection[FieldKind], inner: Reader, lookups: Lookups
) -> dict[str, Any]:
    """What is written in fields of some kinds; all but a part of a text has an index."""
    fields = Field.objects.filter(subject=values.subject, kind__in=kinds)

    def asked(operator: str, value: Value) -> Q:
        field, wanted = value
        found = Q()
        # No index holds long texts, and nobody knows one by heart.
        for column in _COLUMNS[name][:1] if lookups[operator] == "exact" else _COLUMNS[name]:
            found |= Q(**{f"{column}__isnull": False, f"{column}__{lookups[operator]}": wanted})
        return found & Q(field=field)

    def q(operator: str, value: Value, asker: Asker) -> Q:
        found = Q(Exists(values.of_one().filter(asked(operator, value))))
        return ~found if operator == "has_not" else found

    def rows(operator: str, value: Value, asker: Asker) -> QuerySet[Any, Any] | None:
        if lookups[operator] == "icontains" or not values.to_ids:
            return None
        found: QuerySet[Any, Any] = values.table._default_manager.filter(asked(operator, value))
        return found.values(values.to_ids)

    return {
        "operators": {operator: Of(inner) for operator in lookups},
        "q": q,
        "choices": of_rows(lambda: fields.order_by("position", "pk"), str),
        "named": row_names(Field, str),
        "rows": rows,
        "single": False,
    }


def all_of(values: Values, labels: Sequence[Any], *, prefix: str = "") -> list[dict[str, Any]]:
    """Everything that can be asked of a subject's fields; `labels` in the order of the names below."""
    texts = {"has": "icontains", "has_not": "icontains", "equals": "exact"}
    numbers = {"equals": "exact", "at_least": "gte", "at_most": "lte"}
    days = {"on": "exact", "since": "gte", "before": "lt"}
    text_kinds = (FieldKind.TEXT, FieldKind.LONG_TEXT)
    made: dict[str, dict[str, Any]] = {
        "field_option": of_choices(values),
        "field_filled": of_filled(values),
        "field_text": of_written(values, "field_text", text_kinds, Words(), texts),
        "field_number": of_written(values, "field_number", (FieldKind.NUMBER,), Number(), numbers),
        "field_date": of_written(values, "field_date", (FieldKind.DATE,), Day(), days),
    }
    return [
        {"name": f"{prefix}{name}", "label": label, **one}
        for label, (name, one) in zip(labels, made.items(), strict=True)
    ]
