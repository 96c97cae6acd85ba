"""The desk's own statuses: made, changed, put in order, retired and brought back."""

from collections.abc import Iterable, Mapping

from madang.accounts.models import User
from madang.history.kinds import Nothing
from madang.history.recording import action, record

from ..models import OwnStatus, Status, Ticket
from ..settings_events import (
    STATUS_BROUGHT_BACK,
    STATUS_CHANGED,
    STATUS_MADE,
    STATUS_ORDERED,
    STATUS_REMOVED,
    STATUS_RETIRED,
    FieldsChanged,
    Ordered,
    Removed,
)
from .settings_guard import guard_manages, in_order, key_from, named


@action
def make_status(
    names: Mapping[str, str], *, category: Status, is_default: bool = False, by: User | None
) -> OwnStatus:
    """Make a status of the desk's own, the last of its category. Raises NotAllowed and NoName."""
    guard_manages(by)
    written = named(names)
    every = list(OwnStatus.objects.select_for_update())
    if is_default:
        _no_default(category)
    status = OwnStatus.objects.create(
        key=key_from(written, fallback="status", taken={one.key for one in every}),
        category=category,
        names=written,
        position=max((one.position for one in every), default=0) + 1,
        is_default=is_default,
    )
    record(status, STATUS_MADE, by=by, data=Nothing())
    return status


@action
def reword_status(status: OwnStatus, *, names: Mapping[str, str], is_default: bool, by: User | None) -> None:
    """Give a status other names, and say whether it is the default of its category.

    A retired one is never the default. Raises NotAllowed and NoName.
    """
    guard_manages(by)
    status = _locked(status)
    given = {"names": named(names), "is_default": is_default and not status.is_retired}
    changed = [field for field, value in given.items() if getattr(status, field) != value]
    if not changed:
        return
    if given["is_default"]:
        _no_default(Status(status.category))
    for field in changed:
        setattr(status, field, given[field])
    status.save(update_fields=changed)
    record(status, STATUS_CHANGED, by=by, data=FieldsChanged(fields=tuple(changed)))


@action
def order_statuses(category: Status, ids: Iterable[int], *, by: User | None) -> None:
    """Put the statuses of a category in this order; those not named come last. Raises NotAllowed."""
    guard_manages(by)
    every = list(OwnStatus.objects.select_for_update().filter(category=category))
    ordered = in_order(every, ids)
    if ordered == every:
        return
    for position, status in enumerate(ordered, start=1):
        status.position = position
    OwnStatus.objects.bulk_update(ordered, ["position"])
    record(ordered[0], STATUS_ORDERED, by=by, data=Ordered(ids=tuple(one.pk for one in ordered)))


@action
def remove_status(status: OwnStatus, *, by: User | None) -> bool:
    """Take a status out of use; tells whether it is gone for good, as it is when no ticket has it.

    While tickets have it, it is retired: it can't be chosen any more, they keep it, and it can be brought
    back. Raises NotAllowed.
    """
    guard_manages(by)
    status = _locked(status)
    if not Ticket.objects.filter(own_status=status).exists():
        record(status, STATUS_REMOVED, by=by, data=Removed(name=status.name))
        status.delete()
        return True
    if not status.is_retired:
        status.is_retired, status.is_default = True, False
        status.save(update_fields=["is_retired", "is_default"])
        record(status, STATUS_RETIRED, by=by, data=Nothing())
    return False


@action
def bring_back_status(status: OwnStatus, *, by: User | None) -> None:
    """Let a retired status be chosen again. Raises NotAllowed."""
    guard_manages(by)
    status = _locked(status)
    if status.is_retired:
        status.is_retired = False
        status.save(update_fields=["is_retired"])
        record(status, STATUS_BROUGHT_BACK, by=by, data=Nothing())


def _locked(status: OwnStatus) -> OwnStatus:
    """The status as it is now. Raises OwnStatus.DoesNotExist when somebody removed it meanwhile."""
    return OwnStatus.objects.select_for_update().get(pk=status.pk)


def _no_default(category: Status) -> None:
    OwnStatus.objects.filter(category=category, is_default=True).update(is_default=False)
