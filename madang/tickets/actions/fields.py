"""The desk's own fields and their options: made, changed, put in order, retired, brought back and removed."""

import re
from collections.abc import Collection, Iterable, Mapping

from django.db.models import Max
from django.utils.translation import gettext as _

from madang.accounts.models import User
from madang.brands.models import Brand
from madang.history.kinds import Nothing
from madang.history.recording import action, record
from madang.lib.text.searches import key_of

from ..errors import WrongAnswer, WrongKey
from ..filters.keys import known_keys
from ..models import (
    Attachment,
    Field,
    FieldKind,
    FieldOption,
    FieldSubject,
    FieldValue,
    ForCustomer,
)
from ..people_fields import TABLES, table_of
from ..settings_events import (
    FIELD_BROUGHT_BACK,
    FIELD_CHANGED,
    FIELD_MADE,
    FIELD_ORDERED,
    FIELD_REMOVED,
    FIELD_RETIRED,
    OPTION_ADDED,
    OPTION_BROUGHT_BACK,
    OPTION_CHANGED,
    OPTION_ORDERED,
    OPTION_REMOVED,
    OPTION_RETIRED,
    FieldsChanged,
    Ordered,
    Removed,
)
from .receive import forget_file
from .settings_guard import guard_manages, in_one_line, in_order, key_from, named

LONGEST_HELP = 300
_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")


@action
def make_field(
    names: Mapping[str, str],
    *,
    kind: FieldKind,
    subject: FieldSubject = FieldSubject.TICKET,
    key: str = "",
    helps: Mapping[str, str] | None = None,
    is_required: bool = False,
    beside_tickets: bool = False,
    for_customer: ForCustomer = ForCustomer.HIDDEN,
    brands: Collection[Brand] = (),
    by: User | None,
) -> Field:
    """Make a field, the last in order; without a `key`, one is made from its name.

    Raises NotAllowed, NoName, WrongKey, and WrongAnswer for a kind that people and organizations can't have.
    """
    guard_manages(by)
    written = named(names)
    if kind == FieldKind.FILE and subject != FieldSubject.TICKET:
        raise WrongAnswer(_("Files are kept with tickets alone. Choose another kind."))
    keys = set(Field.objects.values_list("key", flat=True))
    last = Field.objects.aggregate(last=Max("position"))["last"] or 0
    field = Field.objects.create(
        key=_usable(key, taken=keys)
        if key.strip()
        else key_from(written, fallback="field", taken={*keys, *known_keys()}),
        subject=subject,
        kind=kind,
        names=written,
        helps=in_one_line(helps or {}, longest=LONGEST_HELP),
        is_required=is_required and subject == FieldSubject.TICKET,
        beside_tickets=beside_tickets and subject != FieldSubject.TICKET,
        for_customer=for_customer,
        position=last + 1,
    )
    if subject == FieldSubject.TICKET:
        field.brands.set(brands)
    record(field, FIELD_MADE, by=by, data=Nothing())
    return field


@action
def change_field(
    field: Field,
    *,
    names: Mapping[str, str],
    helps: Mapping[str, str],
    is_required: bool,
    for_customer: ForCustomer,
    brands: Collection[Brand],
    beside_tickets: bool = False,
    by: User | None,
) -> None:
    """Change all of a field but its subject, kind and key, which others go by.

    Raises NotAllowed and NoName.
    """
    guard_manages(by)
    field = _locked(field)
    of_tickets = field.subject == FieldSubject.TICKET
    given: dict[str, object] = {
        "names": named(names),
        "helps": in_one_line(helps, longest=LONGEST_HELP),
        "is_required": is_required and of_tickets,
        "beside_tickets": beside_tickets and not of_tickets,
        "for_customer": for_customer.value,
    }
    changed = [name for name, value in given.items() if getattr(field, name) != value]
    for name in changed:
        setattr(field, name, given[name])
    if changed:
        field.save(update_fields=changed)
    if of_tickets and {one.pk for one in brands} != set(field.brands.values_list("pk", flat=True)):
        field.brands.set(brands)
        changed.append("brands")
    if changed:
        record(field, FIELD_CHANGED, by=by, data=FieldsChanged(fields=tuple(changed)))


@action
def order_fields(ids: Iterable[int], *, by: User | None) -> None:
    """Put the fields in this order; those not named come last. Raises NotAllowed."""
    guard_manages(by)
    every = list(Field.objects.select_for_update())
    ordered = in_order(every, ids)
    if ordered == every:
        return
    for position, field in enumerate(ordered, start=1):
        field.position = position
    Field.objects.bulk_update(ordered, ["position"])
    record(ordered[0], FIELD_ORDERED, by=by, data=Ordered(ids=tuple(one.pk for one in ordered)))


@action
def retire_field(field: Field, *, by: User | None) -> None:
    """Let a field be filled in no more; what tickets have in it stays. Raises NotAllowed."""
    guard_manages(by)
    field = _locked(field)
    if not field.is_retired:
        field.is_retired = True
        field.save(update_fields=["is_retired"])
        record(field, FIELD_RETIRED, by=by, data=Nothing())


@action
def bring_back_field(field: Field, *, by: User | None) -> None:
    """Let a retired field be filled in again. Raises NotAllowed."""
    guard_manages(by)
    field = _locked(field)
    if field.is_retired:
        field.is_retired = False
        field.save(update_fields=["is_retired"])
        record(field, FIELD_BROUGHT_BACK, by=by, data=Nothing())


@action
def remove_field(field: Field, *, by: User | None, most: int) -> bool:
    """Remove a retired field for good with all that is in it, `most` values in one go; whether it is gone.

    Raises NotAllowed.
    """
    guard_manages(by)
    field = _locked(field)
    if _drop_values(field, most) == most:
        return False
    record(field, FIELD_REMOVED, by=by, data=Removed(name=field.name))
    field.delete()
    return True


@action
def add_option(field: Field, names: Mapping[str, str], *, by: User | None) -> FieldOption:
    """Add an answer to choose, the last in order. Raises NotAllowed and NoName."""
    guard_manages(by)
    written = named(names)
    field = _locked(field)
    there = list(field.options.all())
    option = FieldOption.objects.create(
        field=field,
        key=key_from(written, fallback="option", taken={one.key for one in there}),
        names=written,
        position=max((one.position for one in there), default=0) + 1,
    )
    record(option, OPTION_ADDED, by=by, data=Nothing())
    return option


@action
def rename_option(option: FieldOption, names: Mapping[str, str], *, by: User | None) -> None:
    """Give an option other names. Raises NotAllowed and NoName."""
    guard_manages(by)
    written = named(names)
    if option.names == written:
        return
    option.names = written
    option.save(update_fields=["names"])
    record(option, OPTION_CHANGED, by=by, data=FieldsChanged(fields=("names",)))


@action
def order_options(field: Field, ids: Iterable[int], *, by: User | None) -> None:
    """Put the options of a field in this order. Raises NotAllowed."""
    guard_manages(by)
    every = list(FieldOption.objects.select_for_update().filter(field=field))
    ordered = in_order(every, ids)
    if ordered == every:
        return
    for position, option in enumerate(ordered, start=1):
        option.position = position
    FieldOption.objects.bulk_update(ordered, ["position"])
    record(ordered[0], OPTION_ORDERED, by=by, data=Ordered(ids=tuple(one.pk for one in ordered)))


@action
def remove_option(option: FieldOption, *, by: User | None) -> bool:
    """Take an option away: for good when nobody has it, else it is retired. Raises NotAllowed."""
    guard_manages(by)
    table = table_of(option.field.subject)
    if not table._default_manager.filter(field=option.field_id, option=option).exists():
        record(option, OPTION_REMOVED, by=by, data=Removed(name=option.name))
        option.delete()
        return True
    if not option.is_retired:
        option.is_retired = True
        option.save(update_fields=["is_retired"])
        record(option, OPTION_RETIRED, by=by, data=Nothing())
    return False


@action
def bring_back_option(option: FieldOption, *, by: User | None) -> None:
    """Let a retired option be chosen again. Raises NotAllowed."""
    guard_manages(by)
    if option.is_retired:
        option.is_retired = False
        option.save(update_fields=["is_retired"])
        record(option, OPTION_BROUGHT_BACK, by=by, data=Nothing())


def _drop_values(field: Field, most: int) -> int:
    if field.subject != FieldSubject.TICKET:
        table, _whose = TABLES[field.subject]
        some = list(table._default_manager.filter(field=field).values_list("pk", flat=True)[:most])
        table._default_manager.filter(pk__in=some).delete()
        return len(some)
    values = list(FieldValue.objects.filter(field=field).select_related("file")[:most])
    files: list[Attachment] = [one.file for one in values if one.file is not None]
    FieldValue.objects.filter(pk__in=[one.pk for one in values]).delete()
    for file in files:
        forget_file(file)
    return len(values)


def _usable(key: str, *, taken: Collection[str]) -> str:
    """The key that was written. Raises WrongKey."""
    written = key.strip().lower()
    if not _KEY.fullmatch(written):
        raise WrongKey(_("A key is made of a to z, digits and _, and begins with a letter."))
    if key_of(written) in known_keys():
        raise WrongKey(_("“%(key)s” means something in searches already. Choose another.") % {"key": written})
    if key_of(written) in {key_of(one) for one in taken}:
        raise WrongKey(_("Another field has the key “%(key)s”. Choose another.") % {"key": written})
    return written


def _locked(field: Field) -> Field:
    """The field as it is now. Raises Field.DoesNotExist when somebody removed it meanwhile."""
    return Field.objects.select_for_update().get(pk=field.pk)
