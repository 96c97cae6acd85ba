from collections.abc import Sequence

from django.utils import timezone

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.channels.base import File
from madang.history.recording import action, record
from madang.lib.rows import update

from ..answers import EMPTY, Answer, answer_in, read, rows_of
from ..errors import NotThisField
from ..events import TICKET_FIELD_SET, FieldSet
from ..fields import fields_of_tickets, ids_in, is_for
from ..models import Attachment, Field, FieldKind, FieldValue, Ticket
from .guard import guard, guard_not_closed
from .receive import forget_file, stored


@action
def set_field(
    ticket: Ticket, field: Field, given: Sequence[str], *, by: User | None, file: File | None = None
) -> Answer:
    """Fill in a field of a ticket, or empty it; gives what was in it before. The same again does nothing.

    `given` is as `answers.read` takes it; a field for a file takes `file`.
    Raises NotAllowed, TicketClosed, WrongAnswer, and NotThisField for one that is retired or another brand's.
    """
    ticket = ticket.locked()
    guard(ticket, by=by, permission=Permission.CHANGE)
    guard_not_closed(ticket)
    rows = list(
        FieldValue.objects.filter(ticket=ticket, field=field).select_related("option", "file", "person")
    )
    before = answer_in(field, rows)
    # As it is now: it may have been retired while it was filled in. It can still be emptied.
    now = fields_of_tickets().filter(pk=field.pk).prefetch_related("options", "brands").first()
    if now is None or ((file is not None or given) and (now.is_retired or not is_for(now, ticket.brand_id))):
        raise NotThisField(field)
    if file is not None and now.kind == FieldKind.FILE:
        answer = Answer(value=stored(file, by=by))
    else:
        answer = read(now, given, had=before)
    if answer == before:
        return before

    FieldValue.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows_of(now, answer, FieldValue):
        row.ticket = ticket
        row.save(force_insert=True)
    if isinstance(before.value, Attachment):
        forget_file(before.value)
    ticket.updated_at = timezone.now()
    update(ticket, ["updated_at"])
    data = FieldSet(field=field.pk, is_filled=bool(answer), previous=ids_in(before), current=ids_in(answer))
    record(ticket, TICKET_FIELD_SET, by=by, data=data)
    return before if before else EMPTY
