"""Tickets that hang together: related ones, a problem with incidents, a ticket with tasks for other teams."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.accounts.models import Team, User
from madang.accounts.roles import Permission
from madang.history.recording import action, record
from madang.lib.rows import insert

from ..errors import CannotLink, EmptyMessage
from ..events import TICKET_LINKED, TICKET_OPENED, TICKET_UNLINKED, Linked, Opened
from ..links import ABOVE, BELOW, Role, is_above
from ..merging import goes_on_in
from ..models import LinkKind, Status, Ticket, TicketLink, TicketType, Visibility
from ..numbers import next_number
from ..statuses import default_of
from .guard import guard, guard_not_closed, guard_not_merged
from .open import LONGEST_SUBJECT
from .outgoing import write
from .receive import preview_of

_AS = {
    Role.RELATED: (LinkKind.RELATED, False),
    Role.PROBLEM: (LinkKind.INCIDENT, False),
    Role.INCIDENT: (LinkKind.INCIDENT, True),
    Role.PARENT: (LinkKind.TASK, False),
    Role.TASK: (LinkKind.TASK, True),
}
"""What the other is to a ticket → the kind of link, and whether the other is its source."""


@action
def link(ticket: Ticket, *, to: Ticket, role: Role, by: User) -> None:
    """Let two tickets hang together; `role` is what `to` is to `ticket`. Twice the same does nothing.

    What was merged is linked where it goes on. Raises NotAllowed, TicketClosed for a ticket that was merged,
    and CannotLink for itself, a circle, a second problem or parent, and a problem that is none.
    """
    goal = goes_on_in(to)
    if ticket.pk == goal.pk:
        raise CannotLink(_("A ticket can't be linked to itself."))
    both = _locked(ticket, goal)
    ticket, other = both[ticket.pk], both[goal.pk]
    guard_not_merged(ticket)
    for one in (ticket, other):
        guard(one, by=by, permission=Permission.CHANGE)
    kind, reverse = _AS[role]
    source, target = (other, ticket) if reverse else (ticket, other)
    if kind == LinkKind.RELATED and source.pk > target.pk:
        source, target = target, source
    if TicketLink.objects.filter(kind=kind, source=source, target=target).exists():
        return
    _guard_fits(kind, source, target)
    insert(TicketLink(kind=kind, source=source, target=target, created_at=timezone.now()))
    record(source, TICKET_LINKED, by=by, data=Linked(ticket=target.pk, role=ABOVE[kind].value))
    record(target, TICKET_LINKED, by=by, data=Linked(ticket=source.pk, role=BELOW[kind].value))


@action
def unlink(ticket: Ticket, *, other: Ticket, role: Role, by: User) -> None:
    """Part two tickets again; what is not linked stays so. Raises NotAllowed."""
    ticket = _locked(ticket, other)[ticket.pk]
    guard(ticket, by=by, permission=Permission.CHANGE)
    kind, _reverse = _AS[role]
    between = Q(source=ticket, target=other) | Q(source=other, target=ticket)
    for found in TicketLink.objects.filter(between, kind=kind).select_related("source", "target"):
        record(
            found.source, TICKET_UNLINKED, by=by, data=Linked(ticket=found.target_id, role=ABOVE[kind].value)
        )
        record(
            found.target, TICKET_UNLINKED, by=by, data=Linked(ticket=found.source_id, role=BELOW[kind].value)
        )
        found.delete()


@action
def open_task(ticket: Ticket, *, subject: str, text: str, team: Team, by: User) -> Ticket:
    """Open a ticket of its own for another team, which this one waits for; the customer hears nothing of it.

    Who opens it is its requester, and `text` a note. Raises NotAllowed, TicketClosed and EmptyMessage.
    """
    parent = ticket.locked()
    guard(parent, by=by, permission=Permission.CHANGE)
    guard_not_closed(parent)
    guard(parent, by=by, permission=Permission.NOTE)
    words = " ".join(subject.split())[:LONGEST_SUBJECT]
    if not words:
        raise EmptyMessage
    now = timezone.now()
    task = Ticket(
        number=next_number(),
        subject=words,
        requester=by,
        brand=parent.brand,
        inbox=None,
        team=team,
        type=TicketType.TASK,
        own_status=default_of(Status.NEW),
        preview=preview_of(text),
        last_message_at=now,
        created_at=now,
        updated_at=now,
    )
    insert(task)
    note = write(
        task,
        author=by,
        visibility=Visibility.INTERNAL,
        body_text=text.strip() or words,
        body_html="",
    )
    record(task, TICKET_OPENED, by=by, data=Opened(message=note.pk, inbox=None))
    insert(TicketLink(kind=LinkKind.TASK, source=task, target=parent, created_at=now))
    record(task, TICKET_LINKED, by=by, data=Linked(ticket=parent.pk, role=Role.PARENT.value))
    record(parent, TICKET_LINKED, by=by, data=Linked(ticket=task.pk, role=Role.TASK.value))
    return task


def _locked(*tickets: Ticket) -> dict[int, Ticket]:
    """The tickets as they are now, by id, locked in one order until the transaction ends."""
    wanted = Ticket.objects.select_for_update().filter(pk__in={one.pk for one in tickets})
    return {one.pk: one for one in wanted.order_by("pk")}


def _guard_fits(kind: LinkKind, source: Ticket, target: Ticket) -> None:
    if kind == LinkKind.RELATED:
        return
    above = TicketLink.objects.filter(kind=kind, source=source).select_related("target").first()
    if above is not None:
        words = _("#%(number)s belongs to #%(above)s already. Take it out there first.")
        raise CannotLink(words % {"number": source.number, "above": above.target.number})
    if kind == LinkKind.INCIDENT and target.type != TicketType.PROBLEM:
        words = _("#%(number)s is no problem. Set its type to problem first.")
        raise CannotLink(words % {"number": target.number})
    if kind == LinkKind.INCIDENT and source.type == TicketType.PROBLEM:
        words = _("#%(number)s is a problem itself. Link the two as related.")
        raise CannotLink(words % {"number": source.number})
    if kind == LinkKind.TASK and is_above(source, target):
        words = _("#%(number)s waits for #%(other)s already; both would wait for each other.")
        raise CannotLink(words % {"number": source.number, "other": target.number})
