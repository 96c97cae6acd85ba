"""The desk's own fields as columns of imports of customers and organizations."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from madang.accounts.errors import WrongRow
from madang.accounts.import_columns import Column, MoreColumns, register_columns
from madang.accounts.models import ImportKind, Organization, User
from madang.lib.text.numbers import number_in

from .actions import set_customer_field, set_organization_field
from .cells import read_cell
from .errors import ActionRefused
from .fields import every_field
from .models import Field, FieldSubject

_OF = {
    ImportKind.CUSTOMERS: FieldSubject.CUSTOMER,
    ImportKind.ORGANIZATIONS: FieldSubject.ORGANIZATION,
}
_BEGINNING = "field-"


def _columns(kind: str) -> Sequence[Column]:
    fields = [field for field in every_field(_OF[ImportKind(kind)]) if not field.is_retired]
    return [
        Column(
            f"{_BEGINNING}{field.pk}",
            field.name,
            [
                field.key.casefold(),
                *(name.casefold() for name in field.names.values()),
                *(f"{name} ({field.key})".casefold() for name in field.names.values()),
            ],
        )
        for field in fields
    ]


def _read(kind: str, name: str, written: str) -> list[str]:
    found = Field.objects.filter(subject=_OF[ImportKind(kind)], pk=number_in(name.removeprefix(_BEGINNING)))
    field = found.prefetch_related("options").first()
    if field is None:
        raise WrongRow(_("A field that a column means was removed meanwhile."))
    try:
        return read_cell(field, written)
    except ActionRefused as refused:
        raise WrongRow(f"{field.name}: {refused}") from refused


def _put(one: User | Organization, name: str, given: Sequence[str], by: User) -> None:
    field = Field.objects.get(pk=int(name.removeprefix(_BEGINNING)))
    try:
        if isinstance(one, User):
            set_customer_field(one, field, given, by=by)
        else:
            set_organization_field(one, field, given, by=by)
    except ActionRefused as refused:
        raise WrongRow(f"{field.name}: {refused}") from refused


def register_fields() -> None:
    """Make the columns known to imports of customers and organizations."""
    register_columns(MoreColumns(beginning=_BEGINNING, columns=_columns, read=_read, put=_put))
