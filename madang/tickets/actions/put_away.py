"""Tickets that are deleted or spam: out of every list but their own, closed meanwhile, and brought back."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.history.kinds import EventKind, Nothing
from madang.history.models import Event
from madang.history.recording import action, record

from ..errors import NotAllowed, NotDeleted
from ..events import (
    TICKET_DELETED,
    TICKET_RESTORED,
    TICKET_SPAM_MARKED,
    TICKET_SPAM_UNMARKED,
    PutAway,
)
from ..merging import whole_conversation
from ..models import OPEN_STATUSES, Away, OwnStatus, Status, StoppedBy, Ticket
from ..queries import deleted_within_reach
from ..statuses import default_of
from .guard import guard, guard_not_merged
from .on_hold import keep_hold_time
from .snooze import Why, end_snooze
from .split import renew_head
from .stop import stop_replies

KEPT = timedelta(days=30)
"""How long a deleted ticket can be brought back."""


@action
def delete(ticket: Ticket, *, by: User) -> None:
    """Take the ticket, with what was merged into it, away from everybody; after 30 days it is gone for good.

    Raises NotAllowed, TicketDeleted and TicketMerged.
    """
    ticket = ticket.locked()
    guard(ticket, by=by, permission=Permission.DELETE)
    guard_not_merged(ticket)
    _put_away(ticket, Away.DELETED, TICKET_DELETED, by=by)


@action
def restore(ticket: Ticket, *, by: User) -> None:
    """Bring a deleted ticket back as it was. Raises NotAllowed, and NotDeleted for any other."""
    ticket = ticket.locked()
    if ticket.away != Away.DELETED or ticket.merged_into_id is not None:
        raise NotDeleted
    if not by.may(Permission.DELETE) or not deleted_within_reach(by).filter(pk=ticket.pk).exists():
        raise NotAllowed
    before = _before(ticket, TICKET_DELETED)
    _bring_back(ticket, before)
    record(ticket, TICKET_RESTORED, by=by, data=Nothing())
    keep_hold_time(ticket, by=by)


@action
def mark_spam(ticket: Ticket, *, by: User) -> None:
    """Put the ticket among the spam, closed; twice does nothing.

    Raises NotAllowed, TicketDeleted and TicketMerged.
    """
    ticket = ticket.locked()
    guard(ticket, by=by, permission=Permission.MARK_SPAM)
    guard_not_merged(ticket)
    if ticket.away != Away.SPAM:
        _put_away(ticket, Away.SPAM, TICKET_SPAM_MARKED, by=by)


@action
def unmark_spam(ticket: Ticket, *, by: User) -> None:
    """Say that it is no spam: it is back as it was. Any other ticket stays. Raises NotAllowed."""
    ticket = ticket.locked()
    guard(ticket, by=by, permission=Permission.MARK_SPAM)
    if ticket.away != Away.SPAM or ticket.merged_into_id is not None:
        return
    before = _before(ticket, TICKET_SPAM_MARKED)
    _bring_back(ticket, before)
    record(ticket, TICKET_SPAM_UNMARKED, by=by, data=Nothing())
    keep_hold_time(ticket, by=by)


def _put_away(ticket: Ticket, away: Away, kind: EventKind[PutAway], *, by: User) -> None:
    now = timezone.now()
    end_snooze(ticket, why=Why.DONE, by=by)
    # Spam that is deleted comes back as what it was before it was spam.
    before = (
        _before(ticket, TICKET_SPAM_MARKED)
        if ticket.away == Away.SPAM
        else PutAway(status=ticket.status, own_status=ticket.own_status_id)
    )
    until = now + KEPT if away == Away.DELETED else None
    ticket.away, ticket.away_since, ticket.away_until = away, now, until
    ticket.status, ticket.is_open, ticket.waiting_since = Status.CLOSED, False, None
    ticket.own_status = default_of(Status.CLOSED)
    ticket.updated_at = now
    ticket.save()
    record(ticket, kind, by=by, data=before)
    keep_hold_time(ticket, by=by)
    stop_replies(ticket, why=StoppedBy.CLOSED, by=by)
    _parts(ticket).update(away=away, away_since=now, away_until=until)


def _bring_back(ticket: Ticket, before: PutAway) -> None:
    ticket.away, ticket.away_since, ticket.away_until = "", None, None
    ticket.status = Status(before.status)
    ticket.own_status = OwnStatus.objects.filter(pk=before.own_status or 0).first()
    ticket.is_open = ticket.status in OPEN_STATUSES
    ticket.save()
    renew_head(ticket)
    _parts(ticket).update(away="", away_since=None, away_until=None)


def _before(ticket: Ticket, kind: EventKind[PutAway]) -> PutAway:
    events = Event.objects.filter(subject_type="ticket", subject_id=ticket.pk, kind=kind.name)
    last = events.order_by("-pk").first()
    if last is None:
        return PutAway(status=Status.OPEN.value, own_status=None)
    return PutAway(status=last.data["status"], own_status=last.data["own_status"])


def _parts(ticket: Ticket) -> QuerySet[Ticket]:
    """What was merged into it."""
    return Ticket.objects.filter(pk__in=[one for one in whole_conversation(ticket) if one != ticket.pk])
