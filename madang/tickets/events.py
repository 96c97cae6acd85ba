"""What can happen to a ticket. Data are ids and codes only; words stay in the messages."""

from dataclasses import dataclass

from madang.history.kinds import Nothing, declare


@dataclass(frozen=True, slots=True)
class Opened:
    """`message` is the first message's id; `inbox` the inbox it came to, None when opened by hand."""

    message: int
    inbox: int | None


@dataclass(frozen=True, slots=True)
class OfMessage:
    """The id of the message that the event is about."""

    message: int


@dataclass(frozen=True, slots=True)
class Received:
    """A message from outside: `automatic` when a machine wrote it."""

    message: int
    automatic: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """A code before and after: a status, a priority, a type."""

    previous: str
    current: str


@dataclass(frozen=True, slots=True)
class StatusChanged(Changed):
    """The category before and after, and the ids of the desk's own statuses; None is the plain category."""

    previous_own: int | None = None
    current_own: int | None = None


@dataclass(frozen=True, slots=True)
class FieldSet:
    """A field of the desk's own; of chosen options the ids before and after, never words."""

    field: int
    is_filled: bool
    previous: tuple[int, ...]
    current: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """An id before and after: a person, a team. None is nobody."""

    previous: int | None
    current: int | None


@dataclass(frozen=True, slots=True)
class Tagged:
    """The ids of the tags put on and taken off."""

    added: tuple[int, ...]
    removed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """Where the conversation goes on, and what the ticket was before, to undo it."""

    into: int
    status: str
    team: int | None
    assignee: int | None
    own_status: int | None = None


@dataclass(frozen=True, slots=True)
class OfTicket:
    """The id of the other ticket that the event is about."""

    ticket: int


@dataclass(frozen=True, slots=True)
class OfPlanned:
    """The id of the planned reply that the event is about, and whose it is."""

    planned: int
    author: int


@dataclass(frozen=True, slots=True)
class Scheduled(OfPlanned):
    """`due_at` is when it leaves, in ISO 8601, UTC."""

    due_at: str


@dataclass(frozen=True, slots=True)
class Rewritten(OfPlanned):
    """`parts` are codes of what was changed: words, files, recipients. Version 1 didn't say."""

    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandedOver(OfPlanned):
    """`reviewer` is the id of who was asked to look at it."""

    reviewer: int


@dataclass(frozen=True, slots=True)
class Stopped(OfPlanned):
    """`why` is a code of `StoppedBy`."""

    why: str


@dataclass(frozen=True, slots=True)
class Snoozed:
    """`until` is when it comes back, in ISO 8601, UTC; None for when the customer writes."""

    until: str | None


@dataclass(frozen=True, slots=True)
class Woken:
    """`why` is a code of `Why` in `actions/snooze.py`."""

    why: str


@dataclass(frozen=True, slots=True)
class OfMacro:
    """The id of the macro that the event is about."""

    macro: int


@dataclass(frozen=True, slots=True)
class OfHold:
    """The id of the period on hold that the event is about; its reason stands there."""

    hold: int


@dataclass(frozen=True, slots=True)
class HoldEnded(OfHold):
    """How long it lasted, and how long the ticket was on hold in all, in seconds."""

    seconds: int
    total: int


@dataclass(frozen=True, slots=True)
class Linked:
    """The id of the other ticket, and what that is to this one: a code of `links.Role`."""

    ticket: int
    role: str


@dataclass(frozen=True, slots=True)
class OfMassAnswer:
    """The id of the answer to many, and how many tickets it goes to, or went to."""

    mass: int
    number: int


@dataclass(frozen=True, slots=True)
class Shown:
    """The ids of the agents who see the ticket from then on, and of the team that does."""

    people: tuple[int, ...]
    team: int | None = None


@dataclass(frozen=True, slots=True)
class Hidden:
    """The id of the agent or of the team who was shown the ticket and sees it no more by that."""

    person: int | None
    team: int | None


@dataclass(frozen=True, slots=True)
class OfInvitation:
    """The id of the invitation that the event is about, and of the team that was asked."""

    invitation: int
    team: int


@dataclass(frozen=True, slots=True)
class OfSide:
    """The id of the side conversation that the event is about."""

    side: int


@dataclass(frozen=True, slots=True)
class OfSideMessage(OfSide):
    """Which message of it."""

    message: int


@dataclass(frozen=True, slots=True)
class SideAnswered(OfSideMessage):
    """A message from the other side: `automatic` when a machine wrote it."""

    automatic: bool


@dataclass(frozen=True, slots=True)
class Split(OfTicket):
    """Which message moved, and the other ticket: where it went, or where it came from."""

    message: int


@dataclass(frozen=True, slots=True)
class PutAway:
    """What the ticket's status was before, to undo it."""

    status: str
    own_status: int | None


@dataclass(frozen=True, slots=True)
class Redacted(OfMessage):
    """In which message something was blacked out, and in which others the same stood; never what.

    `sides` are messages of side conversations; `message` is 0 when it was one of those. Version 1 had none.
    """

    others: tuple[int, ...]
    sides: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RequesterChanged:
    """The ids of the customers before and after, and of the merge that it follows or undoes."""

    previous: int
    current: int
    merge: int


TICKET_OPENED = declare("ticket.opened", Opened)
MESSAGE_RECEIVED = declare("message.received", Received)
MESSAGE_SENT = declare("message.sent", OfMessage)
NOTE_WRITTEN = declare("note.written", OfMessage)
TICKET_FOLLOWED = declare("ticket.followed", Nothing)
TICKET_UNFOLLOWED = declare("ticket.unfollowed", Nothing)
TEAM_INVITED = declare("team.invited", OfInvitation)
TEAM_DONE = declare("team.finished", OfInvitation)
SIGHT_GIVEN = declare("sight.given", Shown)
SIGHT_TAKEN = declare("sight.taken", Hidden)
SIDE_OPENED = declare("side.opened", OfSideMessage)
SIDE_WRITTEN = declare("side.written", OfSideMessage)
SIDE_ANSWERED = declare("side.answered", SideAnswered)
SIDE_CLOSED = declare("side.closed", OfSide)
SIDE_REOPENED = declare("side.reopened", OfSide)
TICKET_ASSIGNED = declare("ticket.assigned", Moved)
TICKET_TEAM_CHANGED = declare("ticket.team_changed", Moved)
TICKET_STATUS_CHANGED = declare("ticket.status_changed", StatusChanged, version=2)
TICKET_PRIORITY_CHANGED = declare("ticket.priority_changed", Changed)
TICKET_TYPE_CHANGED = declare("ticket.type_changed", Changed)
TICKET_FORM_CHANGED = declare("ticket.form_changed", Moved)
TICKET_FIELD_SET = declare("ticket.field_set", FieldSet)
USER_FIELD_SET = declare("user.field_set", FieldSet)
ORGANIZATION_FIELD_SET = declare("organization.field_set", FieldSet)
TICKET_SUBJECT_CHANGED = declare("ticket.subject_changed", Nothing)
TICKET_MERGED = declare("ticket.merged", Merged)
TICKET_TAKEN_IN = declare("ticket.taken_in", OfTicket)
TICKET_UNMERGED = declare("ticket.unmerged", OfTicket)
TICKET_LET_GO = declare("ticket.let_go", OfTicket)
TICKET_REQUESTER_CHANGED = declare("ticket.requester_changed", RequesterChanged)
TICKET_TAGGED = declare("ticket.tagged", Tagged)
MESSAGE_SPLIT_OFF = declare("message.split_off", Split)
MESSAGE_SPLIT_FROM = declare("message.split_from", Split)
MESSAGE_TAKEN_BACK = declare("message.taken_back", Split)
MESSAGE_GIVEN_BACK = declare("message.given_back", Split)
TICKET_DELETED = declare("ticket.deleted", PutAway)
TICKET_RESTORED = declare("ticket.restored", Nothing)
TICKET_ERASED = declare("ticket.erased", Nothing)
TICKET_SPAM_MARKED = declare("ticket.spam_marked", PutAway)
TICKET_SPAM_UNMARKED = declare("ticket.spam_unmarked", Nothing)
MESSAGE_REDACTED = declare("message.redacted", Redacted, version=2)
FILE_REDACTED = declare("file.redacted", Redacted, version=2)
TICKET_LINKED = declare("ticket.linked", Linked)
TICKET_UNLINKED = declare("ticket.unlinked", Linked)
INCIDENTS_ANSWER_BEGUN = declare("incidents.answer_begun", OfMassAnswer)
INCIDENTS_ANSWERED = declare("incidents.answered", OfMassAnswer)
INCIDENTS_ANSWER_STOPPED = declare("incidents.answer_stopped", OfMassAnswer)
TICKET_HOLD_EXPLAINED = declare("ticket.hold_explained", OfHold)
TICKET_HOLD_ENDED = declare("ticket.hold_ended", HoldEnded)
TICKET_SNOOZED = declare("ticket.snoozed", Snoozed)
TICKET_WOKEN = declare("ticket.woken", Woken)
TICKET_MACRO_USED = declare("ticket.macro_used", OfMacro)
REPLY_SCHEDULED = declare("reply.scheduled", Scheduled)
REPLY_HANDED_OVER = declare("reply.handed_over", HandedOver)
REPLY_APPROVED = declare("reply.approved", OfPlanned)
REPLY_RETURNED = declare("reply.returned", OfPlanned)
REPLY_HELD = declare("reply.held", OfPlanned)
REPLY_CHANGED = declare("reply.changed", Rewritten, version=2)
REPLY_CANCELLED = declare("reply.cancelled", OfPlanned)
REPLY_STOPPED = declare("reply.stopped", Stopped)
