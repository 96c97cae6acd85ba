from datetime import datetime

from django.db.models import Q

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.history.recording import action, record
from madang.lib.rows import update

from ..copies import recipients_of
from ..errors import NotAllowed, TicketClosed
from ..events import MESSAGE_SENT, OfMessage
from ..fields import ENDS, missing_in
from ..links import open_tasks
from ..models import Message, PlannedReply, PlannedState, Status, StoppedBy, Ticket, Visibility
from .change import put_status
from .guard import guard, guard_not_closed
from .outgoing import hand_files_on, write
from .receive import preview_of
from .stop import stop, stop_replies
from .use_macro import do_macros


def release(ticket: Ticket, message: Message, *, then: Status | None, by: User) -> None:
    """Let an answer leave that was written into a locked ticket: nothing else records message.sent.

    `then` is the status to set with it; None opens a new ticket and leaves any other. A ticket whose required
    fields were emptied while the answer waited is not solved by it. What colleagues had
    planned to send is stopped: it was written before this answer.
    """
    ticket.preview = preview_of(message.body_text)
    ticket.last_message_at = ticket.updated_at = message.created_at
    ticket.waiting_since = None
    update(ticket, ["preview", "last_message_at", "waiting_since", "updated_at"])
    record(ticket, MESSAGE_SENT, by=by, data=OfMessage(message=message.pk))
    stop_replies(ticket, why=StoppedBy.COLLEAGUE, by=by, but=message.author)
    if then in ENDS and missing_in(ticket):
        then = None
    if then is None and ticket.status == Status.NEW:
        then = Status.OPEN
    if then is not None:
        put_status(ticket, then, by=by)


def release_planned(ticket: Ticket, planned: PlannedReply, *, by: User) -> Message:
    """Make a planned reply the message that the customer gets; both are locked, rights were looked at."""
    guard_not_closed(ticket)
    ticket = do_macros(ticket, planned.macros, by=planned.author)
    message = write(
        ticket,
        author=planned.author,
        visibility=Visibility.PUBLIC,
        body_text=planned.body_text,
        body_html=planned.body_html,
        recipients=recipients_of(planned, ticket),
        key=f"planned:{planned.pk}",
        unsigned=planned.unsigned,
    )
    hand_files_on(list(planned.attachments.all()), to=message)
    planned.state, planned.message = PlannedState.RELEASED, message
    planned.stopped_by, planned.error, planned.editor = "", "", None
    planned.updated_at = message.created_at
    planned.save(update_fields=["state", "message", "stopped_by", "error", "editor", "updated_at"])
    then = Status(planned.then) if planned.then else None
    if then == Status.SOLVED and open_tasks(ticket):
        then = Status.OPEN  # nobody is there to be asked
    release(ticket, message, then=then, by=by)
    return message


@action
def release_due(planned: int, *, now: datetime) -> bool:
    """Let the planned reply of that id leave when its time has come; tells whether it left.

    Of several who try at once, one does it; who finds it or its ticket in another's hand leaves it alone.
    When its author may not answer any more, it is stopped and says so.
    """
    ticket = Ticket.objects.select_for_update(skip_locked=True, of=("self",)).filter(_has(planned)).first()
    if ticket is None:
        return False
    due = PlannedReply.objects.select_for_update(skip_locked=True).filter(
        pk=planned, state=PlannedState.SCHEDULED, due_at__lte=now
    )
    reply = due.first()
    if reply is None:
        return False
    try:
        guard(ticket, by=reply.author, permission=Permission.REPLY)
        release_planned(ticket, reply, by=reply.author)
    except (NotAllowed, TicketClosed) as refused:
        why = StoppedBy.CLOSED if isinstance(refused, TicketClosed) else StoppedBy.RIGHTS
        stop(ticket, reply, why=why, by=None)
        return False
    return True


@action
def mark_release_failed(planned: int, *, error: str) -> None:
    """Stop a planned reply whose leaving went wrong, with what went wrong; it can be sent again by hand."""
    ticket = Ticket.objects.select_for_update(of=("self",)).get(_has(planned))
    reply = PlannedReply.objects.select_for_update().get(pk=planned)
    if reply.state == PlannedState.SCHEDULED:
        stop(ticket, reply, why=StoppedBy.FAILURE, by=None, error=error)


def _has(planned: int) -> Q:
    return Q(pk__in=PlannedReply.objects.filter(pk=planned).values("ticket"))
