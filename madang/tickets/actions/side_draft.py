"""What an agent has begun to write beside a ticket, kept until it is sent; history does not tell of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import models, transaction

from madang.accounts.models import Team, User
from madang.accounts.roles import Permission
from madang.channels.base import File

from ..merging import goes_on_in
from ..models import Attachment, SideConversation, SideDraft, SideMessage, Ticket
from .draft import guard_blacked_out, guard_room
from .guard import guard, guard_not_closed
from .receive import forget_file, stored

LONGEST_SUBJECT = 500
LONGEST_TO = 8_000


@dataclass(frozen=True, slots=True)
class AsidePlace:
    """Where something is written: in `side`, or on `ticket` to begin a new one (None)."""

    ticket: Ticket
    side: SideConversation | None = None


@transaction.atomic
def keep_side_draft(
    place: AsidePlace,
    *,
    by: User,
    body_html: str,
    subject: str = "",
    to: str = "",
    team: Team | None = None,
    seen: int | None = None,
) -> SideDraft:
    """Keep what `by` has written so far; `body_html` is clean, the rest is looked at when it is sent.

    `seen` as in `keep_draft`. Raises NotAllowed, TicketClosed and BlackedOutMeanwhile.
    """
    guard_blacked_out(place.ticket, seen=seen)
    draft = _draft_in(place, by=by)
    draft.body_html, draft.subject = body_html, subject[:LONGEST_SUBJECT]
    draft.to, draft.team = to[:LONGEST_TO], team
    draft.save(update_fields=["body_html", "subject", "to", "team", "updated_at"])
    return draft


@transaction.atomic
def add_to_side_draft(place: AsidePlace, *, by: User, file: File) -> Attachment:
    """Keep a file with the draft until it is sent. Raises NotAllowed, TicketClosed and DraftFull."""
    draft = _draft_in(place, by=by)
    guard_room([*draft.attachments.values_list("size", flat=True), file.size])
    return stored(file, by=by, side_draft=draft)


@transaction.atomic
def drop_from_side_draft(attachment: Attachment, *, by: User) -> None:
    """Take a file out of the author's own draft; a file of a sent message stays."""
    if attachment.side_draft is not None and attachment.side_draft.author_id == by.pk:
        forget_file(attachment)


@dataclass(frozen=True, slots=True)
class DraftedAside:
    """The author's draft with its files; neither when nothing was drafted."""

    draft: SideDraft | None = None
    files: Sequence[Attachment] = field(default_factory=list)

    def use_up(self, message: SideMessage) -> None:
        """Hand its files on to what was written from it, and remove it.

        An inline picture that was deleted from the text goes away.
        """
        if self.draft is None:
            return
        for file in self.files:
            if file.inline and f"cid:{file.content_id}" not in message.body_html:
                forget_file(file)
                continue
            file.side_message, file.side_draft = message, None
            file.save(update_fields=["side_message", "side_draft"])
        self.draft.delete()


NOTHING_DRAFTED_ASIDE = DraftedAside()


def drafted_aside(place: AsidePlace, *, by: User) -> DraftedAside:
    """What `by` has drafted. Two queries at most."""
    draft = drafts_in(place).filter(author=by).first()
    return DraftedAside(draft, list(draft.attachments.all())) if draft else NOTHING_DRAFTED_ASIDE


def drafts_in(place: AsidePlace) -> models.QuerySet[SideDraft]:
    """The drafts of all agents in that place."""
    if place.side is not None:
        return SideDraft.objects.filter(side=place.side)
    return SideDraft.objects.filter(ticket=place.ticket, side=None)


def _draft_in(place: AsidePlace, *, by: User) -> SideDraft:
    """The author's draft, locked, made when there is none. Raises NotAllowed and TicketClosed."""
    is_inside = place.side is not None and place.side.inbox_id is None
    guard(goes_on_in(place.ticket), by=by, permission=Permission.NOTE if is_inside else Permission.REPLY)
    guard_not_closed(goes_on_in(place.ticket))
    found, _made = SideDraft.objects.get_or_create(ticket=place.ticket, side=place.side, author=by)
    return SideDraft.objects.select_for_update(of=("self",)).get(pk=found.pk)
