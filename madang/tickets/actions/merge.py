from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.history.models import Event
from madang.history.recording import action, record
from madang.lib.rows import update

from ..errors import CannotMerge, CannotUnmerge
from ..events import TICKET_LET_GO, TICKET_MERGED, TICKET_TAKEN_IN, TICKET_UNMERGED, Merged, OfTicket
from ..merging import goes_on_in, whole_conversation
from ..models import OPEN_STATUSES, OwnStatus, Status, StoppedBy, Ticket, Visibility
from ..statuses import default_of
from .change import put_status
from .guard import guard
from .on_hold import keep_hold_time
from .side_waiting import settle_waiting_aside
from .sight import carry_sight, take_back_sight
from .snooze import Why, end_snooze
from .stop import stop_replies

UNDONE_WITHIN = timedelta(days=1)
"""How long a merge can be undone."""


@action
def merge(ticket: Ticket, *, into: Ticket, by: User) -> None:
    """Let the conversation of `ticket` go on in another: it is closed, and later answers find their way.

    No message moves, so that undoing it loses nothing. Whoever wrote in either goes on hearing answers.
    Raises NotAllowed, and CannotMerge for the same ticket, one that was merged, or a closed one as the goal.
    """
    ticket, into = _both_locked(ticket, into)
    if ticket.pk == into.pk:
        raise CannotMerge(_("A ticket can't be merged into itself. Choose another one."))
    for one in (ticket, into):
        guard(one, by=by, permission=Permission.CHANGE)
    if ticket.merged_into_id is not None:
        goal = goes_on_in(ticket)
        if goal.pk == into.pk:
            raise CannotMerge(_one_already(ticket, goal))
        raise CannotMerge(
            _("#%(number)s was merged into #%(goal)s already. Go on there, or take it out again first.")
            % {"number": ticket.number, "goal": goal.number}
        )
    if into.merged_into_id is not None:
        goal = goes_on_in(into)
        if goal.pk == ticket.pk:
            raise CannotMerge(_one_already(into, goal))
        raise CannotMerge(
            _("#%(number)s was merged into #%(goal)s. Choose that one.")
            % {"number": into.number, "goal": goal.number}
        )
    if into.status == Status.CLOSED:
        raise CannotMerge(
            _("#%(number)s is closed. Choose one that is still open.") % {"number": into.number}
        )

    before = Merged(
        into=into.pk,
        status=ticket.status,
        team=ticket.team_id,
        assignee=ticket.assignee_id,
        own_status=ticket.own_status_id,
    )
    waiting = ticket.waiting_since
    now = timezone.now()
    ticket.merged_into = into
    # Who sees the one sees the other: its messages are read there.
    ticket.team_id, ticket.assignee_id = into.team_id, into.assignee_id
    ticket.status, ticket.is_open, ticket.waiting_since = Status.CLOSED, False, None
    ticket.own_status = default_of(Status.CLOSED)
    ticket.solved_at = ticket.solved_at or now
    ticket.updated_at = now
    update(
        ticket,
        [
            *("merged_into", "team", "assignee", "status", "own_status", "is_open"),
            *("waiting_since", "solved_at", "updated_at"),
        ],
    )
    record(ticket, TICKET_MERGED, by=by, data=before)
    carry_sight(into, to=[ticket.pk])
    keep_hold_time(ticket, by=by)
    end_snooze(ticket, why=Why.DONE, by=by)
    # Both were written without the words of the other.
    for one in (ticket, into):
        stop_replies(one, why=StoppedBy.MERGED, by=by)

    for one in (ticket, into):
        settle_waiting_aside(one)
    if waiting is not None:
        into.waiting_since = min(waiting, into.waiting_since or waiting)
    if ticket.last_message_at > into.last_message_at:
        into.last_message_at, into.preview = ticket.last_message_at, ticket.preview
    into.updated_at = now
    update(into, ["waiting_since", "last_message_at", "preview", "updated_at"])
    record(into, TICKET_TAKEN_IN, by=by, data=OfTicket(ticket=ticket.pk))
    if waiting is not None:
        end_snooze(into, why=Why.CUSTOMER, by=by)
    if waiting is not None and into.status in {Status.PENDING, Status.SOLVED, Status.ON_HOLD}:
        put_status(into, Status.OPEN, by=by)


def _one_already(ticket: Ticket, goal: Ticket) -> str:
    words = _("#%(number)s was merged into #%(goal)s already: they are one conversation. Go on there.")
    return words % {"number": ticket.number, "goal": goal.number}


@action
def unmerge(ticket: Ticket, *, by: User) -> None:
    """Take a merged ticket out again, as it was; what was written since stays where it was written.

    Raises NotAllowed, and CannotUnmerge for one that was not merged, or longer ago than a day.
    """
    into = ticket.merged_into or ticket
    ticket, into = _both_locked(ticket, into)
    guard(ticket, by=by, permission=Permission.CHANGE)
    merged = Event.objects.filter(subject_type="ticket", subject_id=ticket.pk, kind=TICKET_MERGED.name)
    last = merged.order_by("-pk").first()
    if ticket.merged_into_id is None or last is None:
        raise CannotUnmerge(_("#%(number)s was not merged.") % {"number": ticket.number})
    if timezone.now() - last.created_at > UNDONE_WITHIN:
        raise CannotUnmerge(_("A merge can be undone for a day. Open a new ticket to go on."))

    ticket.merged_into = None
    ticket.team_id, ticket.assignee_id = last.data["team"], last.data["assignee"]
    ticket.status = last.data["status"]
    ticket.own_status = OwnStatus.objects.filter(pk=last.data.get("own_status")).first()
    ticket.is_open = ticket.status in OPEN_STATUSES
    ticket.solved_at = None if ticket.is_open else ticket.solved_at
    newest = ticket.messages.filter(visibility=Visibility.PUBLIC).order_by("-pk").first()
    waits = ticket.is_open and newest is not None and newest.incoming and not newest.auto_reply
    ticket.waiting_since = newest.created_at if waits and newest is not None else None
    ticket.updated_at = timezone.now()
    update(
        ticket,
        [
            *("merged_into", "team", "assignee", "status", "own_status", "is_open"),
            *("waiting_since", "solved_at", "updated_at"),
        ],
    )
    take_back_sight(ticket, since=last.created_at)
    for one in (ticket, into):
        settle_waiting_aside(one)
    record(ticket, TICKET_UNMERGED, by=by, data=OfTicket(ticket=into.pk))
    keep_hold_time(ticket, by=by)
    record(into, TICKET_LET_GO, by=by, data=OfTicket(ticket=ticket.pk))


def carry_along(ticket: Ticket) -> None:
    """Give what was merged into a locked ticket its team and assignee, so that the same people see it."""
    merged = [one for one in whole_conversation(ticket) if one != ticket.pk]
    if merged:
        Ticket.objects.filter(pk__in=merged).update(team=ticket.team_id, assignee=ticket.assignee_id)
        carry_sight(ticket, to=merged)


def _both_locked(ticket: Ticket, into: Ticket) -> tuple[Ticket, Ticket]:
    """Both as they are now, locked in the order of their ids: two merges never wait for each other."""
    found = {
        one.pk: one
        for one in Ticket.objects.select_for_update().filter(pk__in={ticket.pk, into.pk}).order_by("pk")
    }
    return found[ticket.pk], found[into.pk]
