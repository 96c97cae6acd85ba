"""Tell the customer at each step of a ticket what happened to it: once for one cause, and never a machine."""

from datetime import timedelta

from django.utils import timezone, translation

from madang.channels.base import Address, OutboundMessage
from madang.channels.kinds import email
from madang.delivery.models import Delivery, Purpose, Unreachable
from madang.delivery.queueing import queue, reply_subject
from madang.history.models import Event
from madang.history.readers import event_at, events_of_stroke
from madang.intake.models import RawMessage
from madang.lib.prepared import Given, Prepared
from madang.lib.secret import desk_mark, key_for
from madang.tickets import events as happened
from madang.tickets.models import Message, Status, Ticket
from madang.tickets.threads import reply_address

from .steps import STRONGEST_FIRST, Step
from .wording import values_of, worded, words_of

MOST_IN_AN_HOUR = 5
"""Notices to one address within an hour; whoever writes more often knows that it arrives."""

_BY_STATUS = {
    Status.PENDING.value: Step.WAITING,
    Status.SOLVED.value: Step.SOLVED,
    Status.CLOSED.value: Step.CLOSED,
}
_DEEPEST = 20

_TICKET = Prepared(
    lambda: Ticket.objects.select_related("brand", "inbox", "requester", "assignee", "team").filter(
        pk=Given("pk")
    )
)
_INCOMING = Message.objects.filter(ticket=Given("ticket"), incoming=True)
_FIRST = Prepared(lambda: _INCOMING.order_by("pk")[:1])
_NEWEST = Prepared(lambda: _INCOMING.order_by("-pk")[:1])
_NEWEST_NAMED = Prepared(lambda: _INCOMING.exclude(message_id="").order_by("-pk")[:1])
_OLD_MAIL = Prepared(lambda: RawMessage.objects.filter(message=Given("message"), is_old=True).only("pk")[:1])
_STOPPED = Prepared(
    lambda: Unreachable.objects.filter(email=Given("email"), stopped_at__isnull=False).only("pk")[:1]
)
_NOTICES = Prepared(
    lambda: Delivery.objects.filter(
        purpose=Purpose.NOTICE, created_at__gte=Given("since"), recipient=Given("recipient")
    ).only("pk")[:MOST_IN_AN_HOUR]
)


def tell_of_step(event: Event) -> None:
    """Mail the customer about the step that the event is, when the brand says so."""
    step = _step_of(event)
    if step is None or _something_stronger(event, step):
        return
    ticket = _TICKET.get(pk=event.subject_id)
    if _may_be_told(ticket, step, event):
        _tell(ticket, step, event)


def _tell(ticket: Ticket, step: Step, event: Event) -> None:
    person, inbox = ticket.requester, ticket.inbox
    assert inbox is not None
    assert person.email is not None
    language = person.language or ticket.brand.language
    words = words_of(ticket.brand, step, language, named=bool(person.name))
    if not words.is_on or (step == Step.ASSIGNED and ticket.assignee is None):
        return
    with translation.override(language):
        subject, mail = worded(words, ticket.brand, values=values_of(ticket))
    newest = _NEWEST_NAMED.first(ticket=ticket.pk)
    cause = _root(event)
    domain = inbox.address.rpartition("@")[2]
    outbound = OutboundMessage(
        sender=Address(email=inbox.address, name=ticket.brand.name),
        to=(Address(email=person.email, name=person.name),),
        reply_to=Address(
            email=reply_address(inbox.address, number=ticket.number, key=key_for("reply address")),
            name=ticket.brand.name,
        ),
        subject=subject or reply_subject(ticket),
        body_text=mail.text,
        body_html=mail.html,
        message_id=f"madang.{step.value}.{ticket.number}.{cause.pk}@{domain}",
        date=event.created_at,
        in_reply_to=newest.message_id if newest is not None else "",
        references=(newest.message_id,) if newest is not None else (),
        files=mail.files,
        automatic=True,
        headers={"X-Madang-Desk": desk_mark()},
    )
    queue(
        key=f"notice:{ticket.pk}:{cause.stroke}",
        recipient=person.email,
        subject=outbound.subject,
        mail_id=outbound.message_id,
        inbox=inbox,
        ticket=ticket,
        purpose=Purpose.NOTICE,
        raw=email.render(outbound),
    )


def _step_of(event: Event) -> Step | None:
    data = event.data
    if event.kind == happened.TICKET_OPENED.name:
        return Step.RECEIVED
    if event.kind == happened.TICKET_ASSIGNED.name:
        return Step.ASSIGNED if data["current"] is not None else None
    if event.kind != happened.TICKET_STATUS_CHANGED.name:
        return None
    if data["previous"] == data["current"]:
        return None  # another of the desk's own statuses within the same category
    if data["previous"] in {Status.SOLVED, Status.CLOSED} and data["current"] in {Status.NEW, Status.OPEN}:
        return Step.REOPENED
    return _BY_STATUS.get(data["current"])


def _something_stronger(event: Event, step: Step) -> bool:
    """Whether in the same stroke an answer was written, or a step was taken that says more."""
    same = events_of_stroke(event.stroke, subject_type=event.subject_type, subject_id=event.subject_id)
    others = [one for one in same if one.pk != event.pk]
    if any(one.kind == happened.MESSAGE_SENT.name for one in others):
        return True
    steps = [found for one in others if (found := _step_of(one)) is not None]
    return any(STRONGEST_FIRST.index(one) < STRONGEST_FIRST.index(step) for one in steps)


def _may_be_told(ticket: Ticket, step: Step, event: Event) -> bool:
    person = ticket.requester
    if ticket.inbox is None or not person.email or person.is_agent:
        return False
    first = _FIRST.first(ticket=ticket.pk)
    if first is None or first.auto_reply:
        return False  # nobody wrote to us, or a machine did
    if _OLD_MAIL.exists(message=first.pk):
        return False  # it lay in a mailbox before that was connected
    if step == Step.RECEIVED and event.actor_id != person.pk:
        return False
    newest = _NEWEST.first(ticket=ticket.pk)
    if newest is not None and newest.auto_reply:
        return False
    if _STOPPED.exists(email=person.email.lower()):
        return False
    hour_ago = timezone.now() - timedelta(hours=1)
    return len(_NOTICES.all(recipient=person.email, since=hour_ago)) < MOST_IN_AN_HOUR


def _root(event: Event) -> Event:
    """The event that all this began with: what follows from one cause is told once."""
    for _ in range(_DEEPEST):
        if event.cause_id is None:
            break
        before = event_at(event.cause_id)
        if before is None:
            break
        event = before
    return event
