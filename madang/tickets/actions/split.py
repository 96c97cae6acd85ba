"""One message goes off into a ticket of its own, and for a day back again."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.history.recording import action, record
from madang.lib.rows import insert, update

from ..errors import CannotSplit
from ..events import (
    MESSAGE_GIVEN_BACK,
    MESSAGE_SPLIT_FROM,
    MESSAGE_SPLIT_OFF,
    MESSAGE_TAKEN_BACK,
    Split,
)
from ..models import LinkKind, Message, Status, StoppedBy, Ticket, TicketLink, Visibility
from ..numbers import next_number
from ..statuses import default_of
from .guard import guard, guard_not_closed
from .on_hold import keep_hold_time
from .receive import preview_of
from .sight import carry_sight
from .snooze import Why, end_snooze
from .stop import stop_replies

TAKEN_BACK_WITHIN = timedelta(days=1)


@action
def split(message: Message, *, by: User, for_author: bool = False) -> Ticket:
    """Give a message that came from outside a ticket of its own, with its files; both show each other.

    Its requester is that of the ticket, or with `for_author` who wrote the message. The row moves, so that
    answers to the mail, its original and its place in the search go along. The customer hears nothing of it.
    Raises NotAllowed, TicketClosed, and CannotSplit for a note, an answer, the first message of a ticket,
    and one that went elsewhere meanwhile.
    """
    ticket = message.ticket.locked()
    guard(ticket, by=by, permission=Permission.OPEN_TICKET)
    guard(ticket, by=by, permission=Permission.CHANGE)
    message = Message.objects.select_for_update(of=("self",)).select_related("author").get(pk=message.pk)
    if message.ticket_id != ticket.pk:
        words = _("This message was split off already. It is in #%(number)s now.")
        raise CannotSplit(words % {"number": message.ticket.number})
    guard_not_closed(ticket)
    if not (message.incoming and message.is_public):
        raise CannotSplit(_("Only what came from outside can be split off. Copy your own words there."))
    if not Message.objects.filter(ticket=ticket, pk__lt=message.pk).exists():
        raise CannotSplit(_("This is the first message; the ticket is about it. Split off a later one."))
    new = Ticket(
        number=next_number(),
        subject=ticket.subject,
        requester=message.author if for_author else ticket.requester,
        brand=ticket.brand,
        inbox=ticket.inbox,
        team=ticket.team,
        assignee=ticket.assignee,
        own_status=default_of(Status.NEW),
        priority=ticket.priority,
        preview=preview_of(message.new_words or message.body_text),
        last_message_at=message.created_at,
        waiting_since=None if message.auto_reply else message.created_at,
        created_at=message.created_at,
        updated_at=timezone.now(),
    )
    insert(new)
    _move(message, to=new)
    renew_head(ticket)
    insert(TicketLink(kind=LinkKind.SPLIT, source=new, target=ticket, created_at=timezone.now()))
    record(ticket, MESSAGE_SPLIT_OFF, by=by, data=Split(ticket=new.pk, message=message.pk))
    record(new, MESSAGE_SPLIT_FROM, by=by, data=Split(ticket=ticket.pk, message=message.pk))
    return new


@action
def take_back(ticket: Ticket, *, by: User) -> None:
    """Undo `split`: the message goes back, and the empty ticket leads there.

    Raises NotAllowed, and CannotSplit for a ticket that was not split off, or a day ago, and when something
    was written in it since.
    """
    link = TicketLink.objects.filter(kind=LinkKind.SPLIT, source=ticket).select_related("target").first()
    if link is None or timezone.now() - link.created_at > TAKEN_BACK_WITHIN:
        raise CannotSplit(_("A message can be taken back for a day. Merge the two tickets instead."))
    both = Ticket.objects.select_for_update().filter(pk__in={ticket.pk, link.target_id}).order_by("pk")
    locked = {one.pk: one for one in both}
    ticket, origin = locked[ticket.pk], locked[link.target_id]
    for one in (ticket, origin):
        guard(one, by=by, permission=Permission.CHANGE)
        guard_not_closed(one)
    messages = list(Message.objects.select_for_update().filter(ticket=ticket).order_by("pk")[:2])
    if len(messages) != 1:
        raise CannotSplit(_("Something was written there since. Merge the two tickets instead."))
    now = timezone.now()
    _move(messages[0], to=origin)
    end_snooze(ticket, why=Why.DONE, by=by)
    ticket.merged_into = origin
    ticket.team_id, ticket.assignee_id = origin.team_id, origin.assignee_id
    ticket.status, ticket.is_open, ticket.waiting_since = Status.CLOSED, False, None
    ticket.own_status = default_of(Status.CLOSED)
    ticket.solved_at = ticket.updated_at = now
    ticket.save()
    link.delete()
    carry_sight(origin, to=[ticket.pk])
    keep_hold_time(ticket, by=by)
    stop_replies(ticket, why=StoppedBy.MERGED, by=by)
    renew_head(origin)
    record(origin, MESSAGE_TAKEN_BACK, by=by, data=Split(ticket=ticket.pk, message=messages[0].pk))
    record(ticket, MESSAGE_GIVEN_BACK, by=by, data=Split(ticket=origin.pk, message=messages[0].pk))


def renew_head(ticket: Ticket) -> None:
    """Write what lists show of a locked ticket anew, from the messages that it has now."""
    public = Message.objects.filter(ticket=ticket, visibility=Visibility.PUBLIC)
    newest = public.order_by("-pk").first()
    if newest is not None:
        ticket.preview = preview_of(newest.new_words or newest.body_text)
        ticket.last_message_at = max(newest.created_at, ticket.woken_at or newest.created_at)
    answered = public.filter(incoming=False).order_by("-pk").values_list("pk", flat=True).first() or 0
    waits = public.filter(incoming=True, auto_reply="", pk__gt=answered).order_by("pk").first()
    ticket.waiting_since = waits.created_at if ticket.is_open and waits is not None else None
    if ticket.status == Status.SOLVED:
        ticket.waiting_since = None
    ticket.updated_at = timezone.now()
    update(ticket, ["preview", "last_message_at", "waiting_since", "updated_at"])


def _move(message: Message, *, to: Ticket) -> None:
    message.ticket = to
    message.save(update_fields=["ticket"])
