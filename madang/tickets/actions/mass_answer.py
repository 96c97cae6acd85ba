"""One answer to all incidents of a problem: each its own message, one after another, in the background."""

import logging
from contextlib import AbstractContextManager

from django.db import InterfaceError, OperationalError
from django.utils import timezone, translation

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.history.recording import action, record
from madang.lib.jobs import job

from ..copies import usual_recipients
from ..errors import ActionRefused, EmptyMessage, NoIncidents, WentWrong
from ..events import INCIDENTS_ANSWER_BEGUN, INCIDENTS_ANSWER_STOPPED, INCIDENTS_ANSWERED, OfMassAnswer
from ..links import below
from ..merging import goes_on_in
from ..models import LinkKind, MassAnswer, MassAnswerPart, Message, PartState, Status, Ticket, Visibility
from ..queries import visible_to
from .guard import guard, guard_not_closed, guard_tasks_done
from .outgoing import write
from .release import release

log = logging.getLogger(__name__)

LONGEST_REASON = 300


@action
def answer_incidents(
    problem: Ticket, *, body_text: str, body_html: str = "", by: User, key: str | None = None
) -> MassAnswer:
    """Begin to answer and solve every open incident that `by` sees; `answer_next` does one after another.

    `body_html` is clean. The same `key` twice begins once. Raises NotAllowed, EmptyMessage and NoIncidents.
    """
    problem = problem.locked()
    before = MassAnswer.objects.filter(key=key, ticket=problem).first() if key is not None else None
    if before is not None:
        return before
    guard(problem, by=by, permission=Permission.REPLY)
    if not body_text.strip():
        raise EmptyMessage
    open_ones = [one.pk for one in below(problem, LinkKind.INCIDENT) if one.is_open]
    seen = list(visible_to(by).filter(pk__in=open_ones).order_by("pk").values_list("pk", flat=True))
    if not seen:
        raise NoIncidents
    mass = MassAnswer.objects.create(
        ticket=problem,
        author=by,
        body_text=body_text,
        body_html=body_html,
        key=key,
        created_at=timezone.now(),
    )
    MassAnswerPart.objects.bulk_create(
        [MassAnswerPart(mass=mass, ticket_id=pk) for pk in seen], batch_size=500
    )
    record(problem, INCIDENTS_ANSWER_BEGUN, by=by, data=OfMassAnswer(mass=mass.pk, number=len(seen)))
    answer_all.enqueue(mass.pk)
    return mass


@job(lock="mass answer:{mass_id}", retries=50)
def answer_all(mass_id: int) -> None:
    """Answer what waits for a mass answer, one after another; begun again, it goes on where it was."""
    while _is_answered(mass_id):
        pass


def _is_answered(mass_id: int) -> bool:
    """Whether one was answered or left out, also when the program itself could not answer it."""
    try:
        return answer_next(mass_id)
    except (OperationalError, InterfaceError):
        raise  # the database is away or busy: the job is tried again
    except Exception:
        log.exception("an incident could not be answered", extra={"mass": mass_id})
        leave_out_next(mass_id)
        return True


@action
def answer_next(mass_id: int) -> bool:
    """Answer one incident that waits for it; False when nothing more is to be done.

    Its message, its status and its mark are one transaction: killed anywhere, it was done once or not yet.
    """
    mass = MassAnswer.objects.select_for_update().get(pk=mass_id)
    if not mass.runs:
        return False
    part = _next(mass)
    if part is None:
        mass.finished_at = timezone.now()
        mass.save(update_fields=["finished_at"])
        number = mass.parts.filter(state=PartState.ANSWERED).count()
        record(
            mass.ticket, INCIDENTS_ANSWERED, by=mass.author, data=OfMassAnswer(mass=mass.pk, number=number)
        )
        return False
    with _language_of(mass):
        try:
            part.message = _answer(mass, part)
            part.state = PartState.ANSWERED
        except ActionRefused as refused:
            part.state, part.reason = PartState.SKIPPED, str(refused)[:LONGEST_REASON]
    part.save(update_fields=["state", "reason", "message"])
    return True


@action
def leave_out_next(mass_id: int) -> None:
    """Write down that the next incident could not be answered."""
    mass = MassAnswer.objects.select_for_update().get(pk=mass_id)
    part = _next(mass)
    if mass.runs and part is not None:
        with _language_of(mass):
            part.state, part.reason = PartState.SKIPPED, str(WentWrong())
        part.save(update_fields=["state", "reason"])


@action
def stop_answering(mass: MassAnswer, *, by: User) -> None:
    """Answer no further incident; who has the answer already keeps it. Raises NotAllowed."""
    guard(mass.ticket, by=by, permission=Permission.REPLY)
    mass = MassAnswer.objects.select_for_update().get(pk=mass.pk)
    if not mass.runs:
        return
    mass.stopped_at = timezone.now()
    mass.save(update_fields=["stopped_at"])
    number = mass.parts.filter(state=PartState.ANSWERED).count()
    record(mass.ticket, INCIDENTS_ANSWER_STOPPED, by=by, data=OfMassAnswer(mass=mass.pk, number=number))


def _next(mass: MassAnswer) -> MassAnswerPart | None:
    return mass.parts.filter(state=PartState.WAITING).select_related("ticket").order_by("pk").first()


def _language_of(mass: MassAnswer) -> AbstractContextManager[None]:
    """What is said of its tickets is for its author."""
    return translation.override(mass.author.language or translation.get_language())


def _answer(mass: MassAnswer, part: MassAnswerPart) -> Message:
    """The message to one incident, guarded before anything is written."""
    ticket = goes_on_in(part.ticket).locked()
    guard(ticket, by=mass.author, permission=Permission.REPLY)
    guard_not_closed(ticket)
    guard_tasks_done(ticket, to=Status.SOLVED)
    key = f"mass:{mass.pk}:{ticket.pk}"
    there = Message.objects.filter(key=key).first()
    if there is not None:
        return there
    message = write(
        ticket,
        author=mass.author,
        visibility=Visibility.PUBLIC,
        body_text=mass.body_text,
        body_html=mass.body_html,
        recipients=usual_recipients(ticket),
        key=key,
    )
    release(ticket, message, then=Status.SOLVED, by=mass.author)
    return message
