"""One answer to all incidents of a problem: a change of many tickets that belongs to the problem."""

import hashlib
import uuid

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.history.kinds import EventKind
from madang.history.recording import action, record
from madang.lib.html import from_text, to_text

from ..copies import usual_recipients
from ..errors import EmptyMessage, NoIncidents
from ..events import INCIDENTS_ANSWER_BEGUN, OfMassAnswer
from ..gaps import filled, guard_gaps
from ..links import below
from ..models import BulkRun, ItemState, LinkKind, Message, Status, Ticket, Visibility
from ..queries import visible_to
from .guard import guard, guard_not_closed, guard_tasks_done
from .outgoing import write
from .release import release
from .runs import begin_run, begun_before

LONGEST_KEY = 80


@action
def answer_incidents(
    problem: Ticket, *, body_text: str, body_html: str = "", by: User, key: str | None = None
) -> tuple[BulkRun, bool]:
    """Write down the answer and every open incident that `by` sees; tells whether it was not begun before.

    `body_html` is clean, and may have gaps. Nothing is answered yet: `do_items` does it, and solves them.
    Raises NotAllowed, EmptyMessage, WrongMacro and NoIncidents.
    """
    problem = problem.locked()
    body = body_html or from_text(body_text)
    run = BulkRun(person=by, problem=problem, body_html=body, key=_key(problem, key))
    if before := begun_before(run):
        return before, False
    guard(problem, by=by, permission=Permission.REPLY)
    if not body_text.strip():
        raise EmptyMessage
    guard_gaps(body)
    open_ones = [one.pk for one in below(problem, LinkKind.INCIDENT) if one.is_open]
    seen = list(visible_to(by).filter(pk__in=open_ones).order_by("pk").values_list("pk", flat=True))
    if not seen:
        raise NoIncidents
    begin_run(run, seen)
    data = OfMassAnswer(mass=run.pk, number=len(seen))
    record(problem, INCIDENTS_ANSWER_BEGUN, by=by, data=data)
    return run, True


def answer_incident(ticket: Ticket, run: BulkRun) -> Message:
    """The message to one incident, which is solved by it; of two that became one, once.

    Guarded before anything is written. Raises NotAllowed, TicketClosed and TasksOpen.
    """
    ticket, by = ticket.locked(), run.person
    guard(ticket, by=by, permission=Permission.REPLY)
    guard_not_closed(ticket)
    guard_tasks_done(ticket, to=Status.SOLVED)
    key = f"incidents:{run.pk}:{ticket.pk}"
    if there := Message.objects.filter(key=key).first():
        return there
    body = filled(run.body_html, ticket, by=by)
    message = write(
        ticket,
        author=by,
        visibility=Visibility.PUBLIC,
        body_text=to_text(body).strip(),
        body_html=body,
        recipients=usual_recipients(ticket),
        key=key,
    )
    release(ticket, message, then=Status.SOLVED, by=by)
    return message


def tell_problem(run: BulkRun, kind: EventKind[OfMassAnswer], *, by: User | None) -> None:
    """Write down at the problem how many incidents were answered; of other runs nothing."""
    if run.problem is not None:
        number = run.items.filter(state=ItemState.DONE).count()
        record(run.problem, kind, by=by, data=OfMassAnswer(mass=run.pk, number=number))


def _key(problem: Ticket, key: str | None) -> str:
    whole = f"incidents:{problem.pk}:{key if key is not None else uuid.uuid4().hex}"
    return whole if len(whole) <= LONGEST_KEY else hashlib.sha256(whole.encode()).hexdigest()
