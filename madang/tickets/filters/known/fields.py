"""Fields of the desk's own: what was chosen in them, whether they are filled in, and the form of a ticket."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from madang.lib.conditions import Day, Number, Of, Reader, Value, Words

from ...models import Field, FieldKind, FieldOption, FieldValue, Form
from ..attribute import Asker, TicketAttribute
from ..registry import register
from .choosing import IDS, is_or_is_not, of_column, of_rows, row_names

FIELDS = _("Fields")


def _with_their_field(option: FieldOption) -> str:
    return f"{option.field.name}: {option.name}"


def _chosen(operator: str, value: Value, asker: Asker) -> Q:
    of_ticket = FieldValue.objects.filter(ticket=OuterRef("pk"))
    if operator == "has_all":
        every = Q()
        for option in value:
            every &= Q(Exists(of_ticket.filter(option=option)))
        return every
    found = Q(Exists(of_ticket.filter(option__in=value)))
    return ~found if operator == "has_none" else found


def _with_a_choice(operator: str, value: Value, asker: Asker) -> QuerySet[Any, Any] | None:
    if operator == "has_none":
        return None
    wanted = value if operator == "has_any" else value[:1]
    # By field first, as the index is ordered.
    fields = FieldOption.objects.filter(pk__in=wanted).values("field")
    return FieldValue.objects.filter(field__in=fields, option__in=wanted).values("ticket")


register(
    TicketAttribute(
        name="field_option",
        label=_("Choice in a field"),
        heading=FIELDS,
        operators={"has_any": IDS, "has_all": IDS, "has_none": IDS},
        q=_chosen,
        choices=of_rows(
            lambda: FieldOption.objects.select_related("field").order_by("field__position", "position", "pk"),
            _with_their_field,
        ),
        named=row_names(FieldOption, _with_their_field),
        rows=_with_a_choice,
        single=False,
        keys=("option", "선택지"),
    )
)


def _filled(operator: str, value: Value, asker: Asker) -> Q:
    of_ticket = FieldValue.objects.filter(ticket=OuterRef("pk"))
    if operator == "has_all":
        every = Q()
        for field in value:
            every &= Q(Exists(of_ticket.filter(field=field)))
        return every
    found = Q(Exists(of_ticket.filter(field__in=value)))
    return ~found if operator == "has_none" else found


register(
    TicketAttribute(
        name="field_filled",
        label=_("Field that is filled in"),
        heading=FIELDS,
        operators={"has_any": IDS, "has_all": IDS, "has_none": IDS},
        q=_filled,
        choices=of_rows(lambda: Field.objects.order_by("position", "pk"), str),
        named=row_names(Field, str),
        single=False,
        keys=("filled", "채움"),
    )
)
Lookups = Mapping[str, str]
"""By operator, how its value is looked up in the column of the field's kind."""


def _written_in(name: str, label: Any, kinds: Collection[FieldKind], inner: Reader, lookups: Lookups) -> None:
    """An attribute for what is written in fields of some kinds; all but a part of a text has an index."""
    fields = Field.objects.filter(kind__in=kinds).order_by("position", "pk")

    def having(operator: str, value: Value) -> QuerySet[FieldValue]:
        field, wanted = value
        asked = Q()
        # No index holds long texts, and nobody knows one by heart.
        for column in _COLUMNS[name][:1] if lookups[operator] == "exact" else _COLUMNS[name]:
            asked |= Q(**{f"{column}__isnull": False, f"{column}__{lookups[operator]}": wanted})
        return FieldValue.objects.filter(asked, field=field)

    def q(operator: str, value: Value, asker: Asker) -> Q:
        found = Q(Exists(having(operator, value).filter(ticket=OuterRef("pk"))))
        return ~found if operator == "has_not" else found

    def rows(operator: str, value: Value, asker: Asker) -> QuerySet[Any, Any] | None:
        return None if lookups[operator] == "icontains" else having(operator, value).values("ticket")

    register(
        TicketAttribute(
            name=name,
            label=label,
            heading=FIELDS,
            operators={operator: Of(inner) for operator in lookups},
            q=q,
            choices=of_rows(lambda: fields.all(), str),
            named=row_names(Field, str),
            rows=rows,
            single=False,
        )
    )


_COLUMNS: Mapping[str, Sequence[str]] = {
    "field_text": ("text", "long_text"),
    "field_number": ("number",),
    "field_date": ("date",),
}
_written_in(
    "field_text",
    _("Text in a field"),
    (FieldKind.TEXT, FieldKind.LONG_TEXT),
    Words(),
    {"has": "icontains", "has_not": "icontains", "equals": "exact"},
)
_written_in(
    "field_number",
    _("Number in a field"),
    (FieldKind.NUMBER,),
    Number(),
    {"equals": "exact", "at_least": "gte", "at_most": "lte"},
)
_written_in(
    "field_date",
    _("Date in a field"),
    (FieldKind.DATE,),
    Day(),
    {"on": "exact", "since": "gte", "before": "lt"},
)
register(
    TicketAttribute(
        name="form",
        label=_("Form that was chosen"),
        heading=FIELDS,
        operators=is_or_is_not(IDS),
        q=of_column("form"),
        choices=of_rows(lambda: Form.objects.order_by("position", "pk"), str),
        named=row_names(Form, str),
        keys=("양식",),
    )
)
