"""Talking with somebody outside, or with a team, beside a ticket: nothing of it reaches the customer."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from madang.accounts.models import Identity, Team, TeamMembership, User
from madang.accounts.requesters import normal_email
from madang.accounts.roles import Permission
from madang.channels.base import Address, File
from madang.channels.models import Inbox
from madang.history.recording import action, record
from madang.lib.rows import insert, update

from ..copies import guarded
from ..errors import CannotTalkAside, NoRecipient, TicketDeleted, WrongRecipient
from ..events import (
    SIDE_ANSWERED,
    SIDE_CLOSED,
    SIDE_OPENED,
    SIDE_REOPENED,
    SIDE_WRITTEN,
    OfSide,
    OfSideMessage,
    SideAnswered,
)
from ..mentions import may_show, members_of
from ..merging import goes_on_in, whole_conversation
from ..models import Away, SideConversation, SideMessage, SideSeen, Ticket
from .draft import guard_room
from .guard import guard, guard_not_closed
from .mention import guard_mentions
from .outgoing import guard_not_empty
from .receive import Written, stored
from .side_draft import NOTHING_DRAFTED_ASIDE, AsidePlace, DraftedAside, drafted_aside
from .side_waiting import settle_waiting_aside
from .sight import give_sight, show_to

MOST_PEOPLE = 20
LONGEST_SUBJECT = 500


@action
def open_side(
    ticket: Ticket,
    *,
    by: User,
    subject: str,
    body_text: str,
    body_html: str = "",
    to: Sequence[str] = (),
    team: Team | None = None,
    files: Sequence[File] = (),
    key: str | None = None,
    from_draft: bool = False,
) -> SideConversation:
    """Begin a side conversation with the addresses `to`, by mail, or with `team`, in the desk.

    The team sees the ticket from now on. `body_html` is clean; `key` makes the same press of the button count
    once. With `from_draft` the author's draft is used up: its files go with it. Whom words to a team name is
    told, as in a note. Raises NotAllowed to who may not answer customers (of a team's, to who may not give
    tickets away), TicketClosed, NoRecipient, WrongRecipient, also for the customer's own address,
    EmptyMessage, DraftFull, CannotMention and CannotTalkAside.
    """
    ticket = ticket.locked()
    if before := _written_before(key, by=by):
        return before.side
    guard(ticket, by=by, permission=Permission.REPLY if team is None else Permission.ASSIGN)
    guard_not_closed(ticket)
    if not subject.strip():
        raise CannotTalkAside(_("Give the side conversation a subject."))
    people = _guard_people(ticket, to) if team is None else []
    side = SideConversation.objects.create(
        ticket=ticket,
        subject=" ".join(subject.split())[:LONGEST_SUBJECT],
        people=people,
        team=team,
        inbox=_inbox_of(ticket) if team is None else None,
        opened_by=by,
    )
    if team is not None:
        for pk in whole_conversation(ticket):
            give_sight(pk, teams=[team.pk])
    drafted = drafted_aside(AsidePlace(ticket), by=by) if from_draft else NOTHING_DRAFTED_ASIDE
    message = _write(
        side, ticket, by=by, text=body_text, html=body_html, files=files, drafted=drafted, key=key
    )
    record(ticket, SIDE_OPENED, by=by, data=OfSideMessage(side=side.pk, message=message.pk))
    return side


@action
def write_side(
    side: SideConversation,
    *,
    by: User,
    body_text: str,
    body_html: str = "",
    files: Sequence[File] = (),
    to: Sequence[str] | None = None,
    key: str | None = None,
    from_draft: bool = False,
) -> SideMessage:
    """Write the next message; by mail to `to`, who take part from now on, None for those who do.

    `key`, `from_draft` and errors as in `open_side`; CannotTalkAside when it was closed.
    """
    ticket, side = _held(side, by=by)
    if before := _written_before(key, by=by):
        return before
    guard_not_closed(ticket)
    if side.closed_at is not None:
        raise CannotTalkAside(_("This side conversation is closed. Reopen it, then write."))
    if side.inbox is not None:
        side.people = _guard_people(ticket, side.people if to is None else to)
    drafted = drafted_aside(AsidePlace(ticket, side), by=by) if from_draft else NOTHING_DRAFTED_ASIDE
    message = _write(
        side, ticket, by=by, text=body_text, html=body_html, files=files, drafted=drafted, key=key
    )
    record(ticket, SIDE_WRITTEN, by=by, data=OfSideMessage(side=side.pk, message=message.pk))
    return message


@action
def receive_side(side: SideConversation, written: Written, *, author: User | None) -> SideMessage:
    """Add an answer that came by mail; a closed side conversation is open again.

    The ticket's state, preview and waiting time stay: the customer has nothing to do with it. Somebody new
    (`written.newcomer`) takes part from now on, visibly. What a machine wrote is kept and changes nothing.
    `author` is who is known by the address, None for nobody. Raises TicketDeleted: nobody would ever see it.
    """
    ticket = _goal(side).locked()
    if ticket.away == Away.DELETED:
        raise TicketDeleted
    side = side.locked()
    sender = written.from_address or Address(email="")
    email = normal_email(sender.email)
    message = SideMessage(
        side=side,
        author=author,
        incoming=True,
        body_text=written.body_text,
        body_html=written.body_html,
        new_words=written.new_words if written.new_words != written.body_text else "",
        from_name=sender.name[:200],
        from_email=email or sender.email[:320],
        to=list(written.to),
        cc=list(written.cc),
        message_id=written.message_id[:500],
        auto_reply=written.auto_reply[:40],
        newcomer=written.newcomer,
        signed=written.signed[:10],
        key=written.key,
        created_at=written.at or timezone.now(),
    )
    insert(message)
    for file in written.files:
        stored(file, by=author, side_message=message)
    if not written.auto_reply:
        side.waiting_since = side.closed_at = None
        if written.newcomer and email and len(side.people) < MOST_PEOPLE:
            side.people = [*side.people, email]
        side.save(update_fields=["waiting_since", "closed_at", "people"])
    _touch(ticket, message)
    data = SideAnswered(side=side.pk, message=message.pk, automatic=bool(written.auto_reply))
    record(ticket, SIDE_ANSWERED, by=author, data=data)
    return message


@action
def close_side(side: SideConversation, *, by: User) -> None:
    """Close it: nothing is waited for any more. A closed one stays so. Raises NotAllowed."""
    ticket, side = _held(side, by=by)
    if side.closed_at is not None:
        return
    side.closed_at, side.waiting_since = timezone.now(), None
    side.save(update_fields=["closed_at", "waiting_since"])
    settle_waiting_aside(ticket)
    record(ticket, SIDE_CLOSED, by=by, data=OfSide(side=side.pk))


@action
def reopen_side(side: SideConversation, *, by: User) -> None:
    """Open it again; it waits for nobody until somebody writes. Raises NotAllowed."""
    ticket, side = _held(side, by=by)
    if side.closed_at is None:
        return
    side.closed_at = None
    side.save(update_fields=["closed_at"])
    record(ticket, SIDE_REOPENED, by=by, data=OfSide(side=side.pk))


@action
def see_side(side: SideConversation, *, by: User, newest: int) -> None:
    """Keep that `by` has read it up to a message, never less. History does not tell of it."""
    seen, _made = SideSeen.objects.get_or_create(side=side, person=by)
    SideSeen.objects.filter(pk=seen.pk, newest__lt=newest).update(newest=newest)


def permission_for(side: SideConversation) -> Permission:
    """What somebody needs to write in it: what leaves the house is like an answer, the rest like a note."""
    return Permission.NOTE if side.inbox_id is None else Permission.REPLY


def _held(side: SideConversation, *, by: User) -> tuple[Ticket, SideConversation]:
    """The ticket in which the conversation goes on and the side conversation, locked."""
    ticket = _goal(side).locked()
    guard(ticket, by=by, permission=permission_for(side))
    return ticket, side.locked()


def _goal(side: SideConversation) -> Ticket:
    """The ticket in which the conversation goes on, as it is now."""
    return goes_on_in(Ticket.objects.get(pk=side.ticket_id))


def _written_before(key: str | None, *, by: User) -> SideMessage | None:
    found = SideMessage.objects.select_related("side").filter(key=key, author=by)
    return found.first() if key is not None else None


def _guard_people(ticket: Ticket, to: Sequence[str]) -> list[str]:
    people = list(dict.fromkeys(guarded([one for one in to if one.strip()]).values()))
    if not people:
        raise NoRecipient
    if len(people) > MOST_PEOPLE:
        raise WrongRecipient(_("A side conversation has %(most)s people at most.") % {"most": MOST_PEOPLE})
    whole = Ticket.objects.filter(pk__in=whole_conversation(ticket)).values("requester")
    customers = set(Identity.objects.filter(user__in=whole, value__in=people).values_list("value", flat=True))
    own = User.objects.filter(pk__in=whole, email__in=people).values_list("email", flat=True)
    customers |= {one for one in own if one is not None}
    for one in people:
        if one in customers:
            words = _("%(address)s is this ticket's customer. What they shall read is an answer.")
            raise WrongRecipient(words % {"address": one})
    return people


def _inbox_of(ticket: Ticket) -> Inbox:
    own = ticket.inbox if ticket.inbox is not None and ticket.inbox.is_active else None
    found = own or Inbox.objects.filter(brand=ticket.brand_id, is_active=True).order_by("pk").first()
    if found is None:
        raise CannotTalkAside(_("The brand has no address to write from. An administrator can add one."))
    return found


def _write(
    side: SideConversation,
    ticket: Ticket,
    *,
    by: User,
    text: str,
    html: str,
    files: Sequence[File],
    drafted: DraftedAside,
    key: str | None,
) -> SideMessage:
    guard_not_empty(text, files, drafted.files)
    guard_room([*(file.size for file in files), *(file.size for file in drafted.files)])
    named = guard_mentions(ticket, html if side.inbox_id is None else "", by=by)
    message = SideMessage(
        side=side,
        author=by,
        body_text=text,
        body_html=html,
        from_name=by.shown_name,
        from_email=side.inbox.address if side.inbox is not None else "",
        to=side.people,
        key=key,
        created_at=timezone.now(),
    )
    insert(message)
    for file in files:
        stored(file, by=by, side_message=message)
    drafted.use_up(message)
    if named and may_show(by):
        show_to(ticket, {*named.people, *members_of(named.teams)}, by=by)
    is_theirs = TeamMembership.objects.filter(team=side.team_id, user=by).exists()
    side.waiting_since = message.created_at if not is_theirs else None
    side.save(update_fields=["waiting_since", "people"])
    see_side(side, by=by, newest=message.pk)
    _touch(ticket, message)
    return message


def _touch(ticket: Ticket, message: SideMessage) -> None:
    ticket.updated_at = message.created_at
    update(ticket, ["updated_at"])
    settle_waiting_aside(ticket)
