"""Orders by what is in one of the desk's own fields on tickets; those where nothing is in it come last."""

import re
from collections.abc import Sequence

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from madang.lib.alphabetic import Alphabetic
from madang.lib.prepared import Given, Prepared

from ..answers import column_of
from ..models import Field, FieldKind, FieldSubject, FieldValue
from .stages import DAYS, KEYS, NUMBERS, TEXTS, Leads, Order, Stage

_NAME = re.compile(r"field:(\d{1,18}):(up|down)")
_KINDS = (FieldKind.DROPDOWN, FieldKind.NUMBER, FieldKind.DATE, FieldKind.TEXT)
_SCALES = {FieldKind.NUMBER: NUMBERS, FieldKind.DATE: DAYS, FieldKind.TEXT: TEXTS}

_FIELD = Prepared(
    lambda: Field.objects.filter(pk=Given("pk"), subject=FieldSubject.TICKET.value, kind__in=_KINDS)
)


def names_field_order(name: str) -> bool:
    """Whether it is the name of an order by a field, one that is there or not. No query."""
    return _NAME.fullmatch(name) is not None


def field_ordered_by(name: str) -> Field | None:
    """The field that an order of this name goes by, None where it is gone. One query."""
    found = _NAME.fullmatch(name)
    return _FIELD.first(pk=int(found[1])) if found is not None else None


def field_order(name: str) -> Order | None:
    """The order of that name; None for another one's, or when the field is gone. Two queries at most."""
    field = field_ordered_by(name)
    return _order(field, down=name.endswith("down")) if field is not None else None


def field_orders() -> Sequence[tuple[str, str]]:
    """The orders by fields that can be chosen: name and label. One query."""
    fields = Field.objects.filter(subject=FieldSubject.TICKET, kind__in=_KINDS, is_retired=False)
    return [
        (_name(field, down=down), _label(field, down=down))
        for field in fields.order_by("position", "pk")
        for down in (False, True)
    ]


def _name(field: Field, *, down: bool) -> str:
    return f"field:{field.pk}:{'down' if down else 'up'}"


def _label(field: Field, *, down: bool) -> str:
    match field.kind:
        case FieldKind.NUMBER:
            words = _("%(field)s: largest first") if down else _("%(field)s: smallest first")
        case FieldKind.DATE:
            words = _("%(field)s: latest first") if down else _("%(field)s: earliest first")
        case FieldKind.DROPDOWN:
            words = _("%(field)s: last option first") if down else _("%(field)s: first option first")
        case _:
            words = _("%(field)s: Z to A") if down else _("%(field)s: A to Z")
    return words % {"field": field.name}


def _order(field: Field, *, down: bool) -> Order:
    stages = (
        _by_options(field, down=down) if field.kind == FieldKind.DROPDOWN else [_by_value(field, down=down)]
    )
    without = Stage("last_message_at", condition=Q(~_has(_filled(field))))
    return Order(_name(field, down=down), _label(field, down=down), (*stages, without))


def _by_value(field: Field, *, down: bool) -> Stage:
    column, filled = column_of(field.kind), _filled(field)
    by = Alphabetic(column) if field.kind == FieldKind.TEXT else F(column)
    return _stage(Leads(filled, filled, by, _SCALES[FieldKind(field.kind)]), down=down)


def _by_options(field: Field, *, down: bool) -> Sequence[Stage]:
    """One stage for each option, in their order; the newest ticket first within one."""
    filled = _filled(field)
    chosen = FieldValue.objects.filter(filled, option=OuterRef("pk"))
    options = list(field.options.values_list("pk", Exists(chosen)))
    return [
        _stage(Leads(filled, filled & Q(option=option), F("ticket"), KEYS), down=True, is_empty=not is_chosen)
        for option, is_chosen in (options[::-1] if down else options)
    ]


def _stage(leads: Leads, *, down: bool, is_empty: bool = False) -> Stage:
    return Stage("", newest_first=down, index=Q(_has(leads.filled)), leads=leads, is_empty=is_empty)


def _filled(field: Field) -> Q:
    # With the column named, as the indexes of values are of those alone that hold something.
    return Q(field=field.pk, **{f"{column_of(field.kind)}__isnull": False})


def _has(filled: Q) -> Exists:
    return Exists(FieldValue.objects.filter(filled, ticket=OuterRef("pk")))
