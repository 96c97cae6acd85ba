"""A ticket as JSON: for the API, webhooks and exports. Names here are promises to programs."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from .answers import as_json
from .copies import named_in_no_mail, recipients_of
from .fields import all_fields_of
from .models import Away, Message, PlannedReply, Priority, SideMessage, Ticket

ROW_FIELDS = (
    "number",
    "subject",
    "status",
    "own_status__key",
    "priority",
    "type",
    "requester__name",
    "requester__email",
    "assignee__name",
    "assignee__email",
    "team__name",
    "away",
    "away_until",
    "created_at",
    "updated_at",
)


def rows(tickets: QuerySet[Ticket]) -> list[dict[str, Any]]:
    """The tickets as rows, in one query, in the order given."""
    return [_row(values) for values in tickets.values(*ROW_FIELDS)]


def one(
    ticket: Ticket,
    messages: Iterable[dict[str, Any]],
    *,
    planned: Iterable[dict[str, Any]] = (),
    sides: Iterable[dict[str, Any]] = (),
) -> dict[str, Any]:
    """One ticket with its messages (see `message`), what waits to leave (see `planned`), and its side
    conversations (see `public_sides`)."""
    row = rows(Ticket.objects.filter(pk=ticket.pk))[0]
    tags = sorted(ticket.tags.values_list("name", flat=True))
    return {
        **row,
        "tags": tags,
        "form": ticket.form.key if ticket.form else None,
        "fields": {one.field.key: as_json(one.field, one.answer) for one in all_fields_of(ticket)},
        "merged_into": ticket.merged_into.number if ticket.merged_into else None,
        "follow_up_of": ticket.follow_up_of.number if ticket.follow_up_of else None,
        "on_hold": {
            "since": ticket.held_since,
            "seconds": ticket.held_for(timezone.now()),
            "reason": ticket.holds.filter(ended_at=None).values_list("reason", flat=True).first() or "",
        },
        "messages": list(messages),
        "planned": list(planned),
        "waiting_aside_since": ticket.waits_aside_since,
        "side_conversations": list(sides),
    }


def message(written: Message, deliveries: Iterable[dict[str, Any]], *, with_bcc: bool) -> dict[str, Any]:
    """One message, fetched with `attachments` and `author`; `deliveries` are rows of the ledger.

    Without `with_bcc` nothing tells of those who got it as Bcc.
    """
    hidden = frozenset() if with_bcc else named_in_no_mail(written)
    return {
        "id": written.pk,
        "author": {"name": written.author.shown_name, "email": written.author.email},
        "visibility": written.visibility,
        "incoming": written.incoming,
        "to": written.to,
        "cc": written.cc,
        "bcc": (written.bcc or []) if with_bcc else None,
        "body_text": written.body_text,
        "body_html": written.body_html,
        "reply_text": written.new_words or written.body_text,
        "attachments": attachments(written),
        "created_at": written.created_at,
        "deliveries": [one for one in deliveries if one["to"] not in hidden],
    }


def attachments(written: Message | SideMessage) -> list[dict[str, Any]]:
    """The files of a message, fetched with it."""
    return [
        {
            "id": file.pk,
            "filename": file.filename,
            "content_type": file.content_type,
            "size": file.size,
            "inline": file.inline,
        }
        for file in written.attachments.all()
    ]


def planned(reply: PlannedReply, ticket: Ticket, *, with_bcc: bool) -> dict[str, Any]:
    """An answer that waits on the ticket, with `author` and `reviewer`; `with_bcc` as in `message`."""
    reviewer = reply.reviewer
    whom = recipients_of(reply, ticket)
    return {
        "id": reply.pk,
        "author": {"name": reply.author.shown_name, "email": reply.author.email},
        "state": reply.state,
        "stopped_by": reply.stopped_by,
        "send_at": reply.due_at,
        "reviewer": {"name": reviewer.shown_name, "email": reviewer.email} if reviewer is not None else None,
        "note": reply.note,
        "to": list(whom.to),
        "cc": list(whom.cc),
        "bcc": list(whom.bcc) if with_bcc else None,
        "body_text": reply.body_text,
        "body_html": reply.body_html,
        "created_at": reply.created_at,
    }


def priority_named(name: str) -> Priority:
    """The priority of that name ("low" … "urgent"); raises KeyError."""
    return Priority[name.upper()]


def _row(values: dict[str, Any]) -> dict[str, Any]:
    assignee = None
    if values["assignee__email"] is not None:
        assignee = {"name": values["assignee__name"], "email": values["assignee__email"]}
    return {
        "number": values["number"],
        "subject": values["subject"],
        "status": values["status"],
        "own_status": values["own_status__key"],
        "priority": Priority(values["priority"]).name.lower(),
        "type": values["type"],
        "requester": {"name": values["requester__name"], "email": values["requester__email"]},
        "assignee": assignee,
        "team": values["team__name"],
        "snoozed": values["away"] == Away.SNOOZED,
        "snoozed_until": values["away_until"] if values["away"] == Away.SNOOZED else None,
        "created_at": values["created_at"],
        "updated_at": values["updated_at"],
    }
