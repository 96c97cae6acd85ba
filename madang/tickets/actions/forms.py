"""The desk's forms: made, changed, put in order, retired and brought back; and the one of a ticket chosen."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from django.db.models import Max
from django.utils import timezone

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.brands.models import Brand
from madang.history.kinds import Nothing
from madang.history.recording import action, record
from madang.lib.rows import update

from ..errors import InACircle, NotThisForm
from ..events import TICKET_FORM_CHANGED, Moved
from ..fields import fields_of_tickets
from ..form_items import MOST_ITEMS, as_kept, forms_for, items_in
from ..forms import Circle, Item, guard_no_circle
from ..models import Form, Ticket
from ..settings_events import (
    FORM_BROUGHT_BACK,
    FORM_CHANGED,
    FORM_MADE,
    FORM_ORDERED,
    FORM_REMOVED,
    FORM_RETIRED,
    FieldsChanged,
    Ordered,
    Removed,
)
from .guard import guard, guard_not_closed
from .settings_guard import guard_manages, in_order, key_from, named


@action
def choose_form(ticket: Ticket, *, form: Form | None, by: User | None) -> None:
    """Give a ticket another form, None for its brand's default; what is in its fields stays.

    Raises NotAllowed, TicketClosed, and NotThisForm for one that is retired or of another brand.
    """
    ticket = ticket.locked()
    if ticket.form_id == (form.pk if form is not None else None):
        return
    guard(ticket, by=by, permission=Permission.CHANGE)
    guard_not_closed(ticket)
    if form is not None and form.pk not in {one.pk for one in forms_for(ticket.brand_id)}:
        raise NotThisForm(form)

    previous, ticket.form = ticket.form_id, form
    ticket.updated_at = timezone.now()
    update(ticket, ["form", "updated_at"])
    record(ticket, TICKET_FORM_CHANGED, by=by, data=Moved(previous=previous, current=ticket.form_id))


@action
def make_form(names: Mapping[str, str], *, brands: Collection[Brand] = (), by: User | None) -> Form:
    """Make a form without fields, the last in order. Raises NotAllowed and NoName."""
    guard_manages(by)
    written = named(names)
    keys = set(Form.objects.values_list("key", flat=True))
    last = Form.objects.aggregate(last=Max("position"))["last"] or 0
    key = key_from(written, fallback="form", taken=keys)
    form = Form.objects.create(key=key, names=written, position=last + 1)
    form.brands.set(brands)
    record(form, FORM_MADE, by=by, data=Nothing())
    return form


@action
def change_form(form: Form, *, names: Mapping[str, str], brands: Collection[Brand], by: User | None) -> None:
    """Give a form other names and brands. Raises NotAllowed and NoName."""
    guard_manages(by)
    form = _locked(form)
    written = named(names)
    changed = []
    if form.names != written:
        form.names = written
        form.save(update_fields=["names"])
        changed.append("names")
    if {one.pk for one in brands} != set(form.brands.values_list("pk", flat=True)):
        form.brands.set(brands)
        changed.append("brands")
    if changed:
        record(form, FORM_CHANGED, by=by, data=FieldsChanged(fields=tuple(changed)))


@action
def change_items(form: Form, change: Callable[[Sequence[Item]], Iterable[Item]], *, by: User | None) -> None:
    """Change the fields of a form: `change` gets those of now and gives those that shall be.

    Fields that are gone, and those named twice, are left out. Raises NotAllowed, and InACircle when fields
    would show each other in a circle.
    """
    guard_manages(by)
    form = _locked(form)
    fields = fields_of_tickets().in_bulk()
    wanted = {item.field: item for item in change(items_in(form, fields)) if item.field in fields}
    items = list(wanted.values())[:MOST_ITEMS]
    try:
        guard_no_circle(items)
    except Circle as circle:
        raise InACircle(" → ".join(fields[one].name for one in circle.fields)) from None
    kept = as_kept(items)
    if kept == form.items:
        return
    form.items = kept
    form.save(update_fields=["items"])
    record(form, FORM_CHANGED, by=by, data=FieldsChanged(fields=("items",)))


@action
def order_forms(ids: Iterable[int], *, by: User | None) -> None:
    """Put the forms in this order; the first for a brand is its default. Raises NotAllowed."""
    guard_manages(by)
    every = list(Form.objects.select_for_update())
    ordered = in_order(every, ids)
    if ordered == every:
        return
    for position, form in enumerate(ordered, start=1):
        form.position = position
    Form.objects.bulk_update(ordered, ["position"])
    record(ordered[0], FORM_ORDERED, by=by, data=Ordered(ids=tuple(one.pk for one in ordered)))


@action
def remove_form(form: Form, *, by: User | None) -> bool:
    """Take a form out of use; tells whether it is gone for good, as it is when no ticket has it.

    Raises NotAllowed.
    """
    guard_manages(by)
    form = _locked(form)
    if not Ticket.objects.filter(form=form).exists():
        record(form, FORM_REMOVED, by=by, data=Removed(name=form.name))
        form.delete()
        return True
    if not form.is_retired:
        form.is_retired = True
        form.save(update_fields=["is_retired"])
        record(form, FORM_RETIRED, by=by, data=Nothing())
    return False


@action
def bring_back_form(form: Form, *, by: User | None) -> None:
    """Let a retired form be chosen again. Raises NotAllowed."""
    guard_manages(by)
    form = _locked(form)
    if form.is_retired:
        form.is_retired = False
        form.save(update_fields=["is_retired"])
        record(form, FORM_BROUGHT_BACK, by=by, data=Nothing())


def _locked(form: Form) -> Form:
    """The form as it is now. Raises Form.DoesNotExist when somebody removed it meanwhile."""
    return Form.objects.select_for_update().get(pk=form.pk)
