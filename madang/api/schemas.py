"""What programs send and get. Unknown fields are refused: a typing mistake is never silently ignored."""

from datetime import datetime
from typing import Any, Literal

from ninja import Field, Schema
from pydantic import AwareDatetime, ConfigDict

StatusName = Literal["new", "open", "pending", "on_hold", "solved", "closed"]
PriorityName = Literal["low", "normal", "high", "urgent"]
TypeName = Literal["", "question", "incident", "problem", "task"]
VisibilityName = Literal["public", "internal"]
DeliveryStateName = Literal[
    "queued", "sending", "deferred", "sent", "opened", "kept", "refused", "bounced", "failed"
]
SignName = Literal["", "web", "report", "picture"]

MOST_GIVEN = 500
"""Addresses that are looked at; how many an answer may go to, `tickets.copies` says."""


class _In(Schema):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Person(Schema):
    """Somebody by name and first address; the address is null for who has none."""

    name: str
    email: str | None


class TicketRow(Schema):
    """A ticket in a list. `own_status` is the key of the desk's own status within the category `status`."""

    number: int
    subject: str
    status: StatusName
    own_status: str | None
    priority: PriorityName
    type: TypeName
    requester: Person
    assignee: Person | None
    team: str | None
    snoozed: bool
    snoozed_until: datetime | None
    created_at: datetime
    updated_at: datetime


class TicketPage(Schema):
    """A page of tickets; `next` is the cursor of the next page, null on the last one."""

    items: list[TicketRow]
    next: str | None


class FileOut(Schema):
    """A file of a message; its bytes are at /api/v1/attachments/{id}."""

    id: int
    filename: str
    content_type: str
    size: int
    inline: bool


class DeliveryOut(Schema):
    """What became of a message for one recipient, with the server's words.

    `opened_by` is by what it is known that it was opened: web (a person read it on its private page), report
    (the recipient's mail program says so), picture (a picture in it was loaded), or empty: it can't be known.
    """

    to: str
    state: DeliveryStateName
    error: str
    sent_at: datetime | None
    opened_at: datetime | None
    opened_by: SignName


class MessageOut(Schema):
    """A message of a ticket. `reply_text` is its new words, without quoted history and signature.

    `to` and `cc` are the addresses that it names; `bcc` those that got it unknown to the others, null for
    who does not answer customers: their rows are missing in `deliveries` then, too.
    """

    id: int
    author: Person
    visibility: VisibilityName
    incoming: bool
    to: list[str]
    cc: list[str]
    bcc: list[str] | None
    body_text: str
    body_html: str
    reply_text: str
    attachments: list[FileOut]
    created_at: datetime
    deliveries: list[DeliveryOut]


class PlannedOut(Schema):
    """An answer that has not left: it waits for its time, for a reviewer, or for its author.

    `state` is in_review, returned, scheduled or stopped; `stopped_by` is why it was stopped, else empty.
    `send_at` is when it leaves; of one in review, when it leaves once it is approved, null for at once.
    `bcc` as in a message.
    """

    id: int
    author: Person
    state: str
    stopped_by: str
    send_at: datetime | None
    reviewer: Person | None
    note: str
    to: list[str]
    cc: list[str]
    bcc: list[str] | None
    body_text: str
    body_html: str
    created_at: datetime


class SideMessageOut(Schema):
    """A message of a side conversation; `author` is somebody by name and address, also from outside.

    `automatic` when a machine wrote it, `newcomer` when its author had no part in it before.
    """

    id: int
    author: Person
    incoming: bool
    automatic: bool
    newcomer: bool
    to: list[str]
    cc: list[str]
    body_text: str
    body_html: str
    reply_text: str
    attachments: list[FileOut]
    created_at: datetime
    deliveries: list[DeliveryOut]


class SideOut(Schema):
    """A side conversation: with the addresses `people`, by mail, or with a team by name.

    `waiting_since` is since when the last word was ours, `closed_at` when it was closed; else null.
    """

    id: int
    subject: str
    people: list[str]
    team: str | None
    waiting_since: datetime | None
    closed_at: datetime | None
    created_at: datetime
    messages: list[SideMessageOut]


class OnHold(Schema):
    """Since when a ticket is on hold (null when it isn't) and why; `seconds` is the time of all periods."""

    since: datetime | None
    seconds: int
    reason: str


class TicketOut(TicketRow):
    """A ticket with its messages, oldest first.

    `merged_into` is the number of the ticket in which the conversation goes on; what was merged into this one
    is among its messages. `form` is the key of the form that was chosen, null for its brand's default.
    `fields` has what is in each field by the field's key. `follow_up_of` is the number of the closed ticket
    that it follows. `side_conversations` are its own and those of what was merged into it, the oldest first;
    `waiting_aside_since` is since when the first of them waits for an answer.
    """

    tags: list[str]
    form: str | None
    fields: dict[str, Any]
    merged_into: int | None
    follow_up_of: int | None
    on_hold: OnHold
    messages: list[MessageOut]
    planned: list[PlannedOut]
    waiting_aside_since: datetime | None
    side_conversations: list[SideOut]


class NewTicket(_In):
    """A request to open for a customer; `brand` is the name of one, needed when there are several.

    `form` and `fields` are as in a change: a wrong answer opens nothing.
    """

    requester_email: str = Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")
    requester_name: str = Field("", max_length=200)
    subject: str = Field(max_length=500)
    body: str = Field(min_length=1, max_length=1_000_000)
    brand: str = ""
    form: str | None = None
    fields: dict[str, Any] = Field(default_factory=dict, max_length=100)


class NewMessage(_In):
    """A reply (public) or a note (internal), plain text. The same `key` sent twice counts once.

    A reply with `send_at`, a time within the next 24 hours, leaves then; with `reviewer`, the address of a
    colleague, it leaves once they approve it. It is answered as planned then (202). Without either it leaves
    at once.

    A reply goes to the requester, or to the addresses `to`; with copies to those who take part, or to `cc`
    (an empty list: to nobody), and to `bcc`, of whom the others learn nothing. It goes to 51 people at most.
    """

    body: str = Field(min_length=1, max_length=1_000_000)
    visibility: VisibilityName = "public"
    key: str | None = Field(None, max_length=60)
    send_at: AwareDatetime | None = None
    reviewer: str | None = None
    to: list[str] | None = Field(None, max_length=MOST_GIVEN)
    cc: list[str] | None = Field(None, max_length=MOST_GIVEN)
    bcc: list[str] = Field(default_factory=list, max_length=MOST_GIVEN)


class NewSide(_In):
    """A side conversation to begin, with the addresses `to` or with a team by name, in plain text.

    The same `key` sent twice counts once.
    """

    subject: str = Field(min_length=1, max_length=500)
    body: str = Field(min_length=1, max_length=1_000_000)
    to: list[str] = Field(default_factory=list, max_length=MOST_GIVEN)
    team: str | None = None
    key: str | None = Field(None, max_length=60)


class NewSideMessage(_In):
    """The next message, in plain text: to who takes part, or to `to`. The same `key` counts once."""

    body: str = Field(min_length=1, max_length=1_000_000)
    to: list[str] | None = Field(None, max_length=MOST_GIVEN)
    key: str | None = Field(None, max_length=60)


class TicketChange(_In):
    """What to change; what is left out stays. `assignee` is an agent's address, `team` a team's name.

    `own_status` is the key of one of the desk's own statuses and says the category too; null is the plain
    one of the category.

    `form` is the key of a form, null for the brand's default. `fields` has what to put into fields by their
    keys; null empties one. Of options it is the key, or a list of keys; of a person an address.

    `merge_into` is the number of the ticket in which the conversation is to go on; null takes it out again.
    `snooze` is until when it leaves the lists, or "answer" for until the customer writes; null ends that.
    `anyway` solves it though tasks of it are open.
    """

    subject: str | None = Field(None, max_length=500)
    status: StatusName | None = None
    own_status: str | None = None
    priority: PriorityName | None = None
    type: TypeName | None = None
    assignee: str | None = None
    team: str | None = None
    tags: list[str] | None = Field(None, max_length=100)
    form: str | None = None
    fields: dict[str, Any] | None = Field(None, max_length=100)
    merge_into: int | None = None
    anyway: bool = False
    hold_reason: str | None = Field(None, max_length=200)
    snooze: AwareDatetime | Literal["answer"] | None = None


class OptionOut(Schema):
    """An answer to choose in a field; a retired one can't be chosen any more."""

    key: str
    names: dict[str, str]
    retired: bool


class FieldOut(Schema):
    """A field of the `subject`: ticket, customer or organization.

    Without `brands`, one of tickets is on those of all brands.
    """

    key: str
    subject: str
    kind: str
    names: dict[str, str]
    required: bool
    for_customer: str
    brands: list[str]
    options: list[OptionOut]
    retired: bool


class StatusOut(Schema):
    """A status of the desk's own within a category."""

    key: str
    category: StatusName
    names: dict[str, str]
    default: bool
    retired: bool


class Problem(Schema):
    """Why something was not done, in words."""

    detail: str


class NewLink(_In):
    """Another ticket, and what it is to this one."""

    ticket: int
    role: Literal["related", "problem", "incident", "parent", "task"]
