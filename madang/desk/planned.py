"""Answers that wait to leave, as the conversation and the list of them show them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.lib.html import from_text
from madang.lib.prepared import Given, Prepared
from madang.tickets.copies import Recipients, recipients_of, requesters
from madang.tickets.models import WAITING, Attachment, PlannedReply, PlannedState, StoppedBy, Ticket
from madang.tickets.planning import (
    may_change,
    may_review,
    may_send,
    planned_visible_to,
    waiting_for,
    watches_over,
)
from madang.tickets.queries import sees_bcc

from .compose.written import as_shown

MOST_LISTED = 200
MOST_COUNTED = 1000

# Asked for every page: nearly always nothing waits, which these see without all that decides who sees what.
_ANY = Prepared(lambda: PlannedReply.objects.filter(state__in=sorted(WAITING)).order_by().only("pk")[:1])
_ANY_ON = Prepared(
    lambda: (
        PlannedReply.objects.filter(ticket=Given("ticket"), state__in=sorted(WAITING))
        .order_by()
        .only("pk")[:1]
    )
)


@dataclass(frozen=True, slots=True)
class Card:
    """One answer that waits, with what the person who looks may do with it.

    `recipients` are whom it goes to, `whom` says so unless that is the requester alone; `known` is the name
    behind the first of them. `is_late` says that its time has come and
    it is about to leave.
    """

    planned: PlannedReply
    recipients: Recipients
    known: str
    whom: str
    html: SafeString
    files: Sequence[Attachment]
    may_change: bool
    may_send: bool
    may_review: bool
    is_own: bool
    is_late: bool

    @property
    def suffix(self) -> str:
        """What ends the ids of its parts, so that each stands on the page once."""
        return f"-{self.planned.pk}"

    @property
    def is_edited(self) -> bool:
        """Whether somebody has it open to change it."""
        return self.planned.stopped_by == StoppedBy.EDITING or self.planned.editor_id is not None

    @property
    def may_schedule(self) -> bool:
        """Whether it can be given a time again: it doesn't leave by itself now."""
        return self.may_send and self.planned.state in {PlannedState.STOPPED, PlannedState.RETURNED}


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits at the end of a conversation."""

    cards: Sequence[Card] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Line:
    """One answer in the list of all that wait; `preview` is how it begins."""

    planned: PlannedReply
    ticket: Ticket
    preview: str
    needs: bool


@dataclass(frozen=True, slots=True)
class Leaving:
    """All that waits and concerns somebody, what needs them first; `more` says that not all is shown."""

    lines: Sequence[Line]
    more: bool


def waiting_on(person: User, ticket: Ticket, whole: Sequence[int]) -> Waiting:
    """What waits on a ticket and those merged into it. One query a ticket when nothing waits."""
    if not any(_ANY_ON.exists(ticket=one) for one in whole):
        return Waiting()
    found = (
        planned_visible_to(person)
        .filter(ticket__in=whole, state__in=sorted(WAITING))
        .select_related("author", "reviewer", "editor")
        .prefetch_related("attachments")
        .order_by("pk")
    )
    replies = list(found)
    watches = watches_over(person, ticket)
    return Waiting([_card(one, person, ticket=ticket, watches=watches) for one in replies])


def leaving(person: User) -> Leaving:
    """All that waits and concerns the person: what needs them, then by the time it leaves. One query."""
    found = waiting_for(person).select_related("author", "reviewer", "ticket__requester", "ticket__team")
    replies = list(found.order_by("due_at", "pk").defer("body_html")[: MOST_LISTED + 1])
    lines = [_line(one, person) for one in replies[:MOST_LISTED]]
    far = datetime.max.replace(tzinfo=timezone.get_current_timezone())
    lines.sort(key=lambda line: (not line.needs, line.planned.due_at or far, line.planned.pk))
    return Leaving(lines, more=len(replies) > MOST_LISTED)


def how_many_leave(person: User) -> int:
    """How many answers wait and concern the person, at most MOST_COUNTED.

    One query when nothing waits in the whole desk, none for who can't answer.
    """
    if not person.may(Permission.REPLY) or not _ANY.exists():
        return 0
    return len(waiting_for(person).order_by().values_list("pk")[:MOST_COUNTED])


def _whom(whom: Recipients, ticket: Ticket) -> str:
    parts = [", ".join(whom.to)]
    if whom.cc:
        parts.append(_("cc %(people)s") % {"people": ", ".join(whom.cc)})
    if whom.bcc:
        parts.append(_("bcc %(people)s") % {"people": ", ".join(whom.bcc)})
    usual = len(parts) == 1 and whom.to == requesters(ticket)
    return "" if usual else ", ".join(part for part in parts if part)


def _card(planned: PlannedReply, person: User, *, ticket: Ticket, watches: bool) -> Card:
    files = list(planned.attachments.all())
    shown = as_shown(planned.body_html or from_text(planned.body_text), files)
    recipients = recipients_of(planned, ticket)
    if not sees_bcc(person):
        recipients = replace(recipients, bcc=())
    return Card(
        planned=planned,
        recipients=recipients,
        known=ticket.requester.shown_name if list(recipients.to[:1]) == requesters(ticket) else "",
        whom=_whom(recipients, ticket),
        html=mark_safe(shown),  # noqa: S308  # it was cleaned when it was written
        files=[file for file in files if not file.inline],
        may_change=may_change(person, planned, watches=watches),
        may_send=may_send(person, planned, watches=watches),
        may_review=planned.state == PlannedState.IN_REVIEW and may_review(person, planned, watches=watches),
        is_own=planned.author_id == person.pk,
        is_late=planned.due_at is not None and planned.due_at <= timezone.now(),
    )


def _line(planned: PlannedReply, person: User) -> Line:
    own = planned.author_id == person.pk
    asked = planned.state == PlannedState.IN_REVIEW and planned.reviewer_id == person.pk
    stuck = own and planned.state in {PlannedState.STOPPED, PlannedState.RETURNED}
    preview = " ".join(planned.body_text[:600].split())[:200]
    return Line(planned=planned, ticket=planned.ticket, preview=preview, needs=asked or stuck)
