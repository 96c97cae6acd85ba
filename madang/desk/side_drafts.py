"""What somebody has begun to write beside a ticket, as the drawer shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404

from madang.accounts.models import User
from madang.tickets.actions import AsidePlace
from madang.tickets.models import Attachment, SideDraft
from madang.tickets.queries import sides_visible_to

from .compose.written import as_shown
from .conversation import ticket_for


@dataclass(frozen=True, slots=True)
class SideSheet:
    """What was drafted: the words, the addresses as typed, and the files that aren't in the text."""

    html: str = ""
    subject: str = ""
    to: str = ""
    team: int | None = None
    files: Sequence[Attachment] = ()


def place_in(person: User, number: int, side_id: int) -> AsidePlace:
    """The side conversation with that id, or where a new one of the ticket is begun.

    Raises NoSuchTicket, and Http404 for a side conversation that isn't there or that `person` may not see.
    """
    if not side_id:
        return AsidePlace(ticket_for(person, number))
    found = sides_visible_to(person).select_related("ticket").filter(pk=side_id).first()
    if found is None:
        raise Http404
    return AsidePlace(found.ticket, found)


def sheet_of(person: User, place: AsidePlace) -> SideSheet:
    """What `person` has drafted there. Two queries at most."""
    drafts = SideDraft.objects.filter(ticket=place.ticket, side=place.side, author=person)
    draft = drafts.prefetch_related("attachments").first()
    if draft is None:
        return SideSheet()
    files = list(draft.attachments.all())
    return SideSheet(
        html=as_shown(draft.body_html, files),
        subject=draft.subject,
        to=draft.to,
        team=draft.team_id,
        files=[file for file in files if not file.inline],
    )


def files_in(place: AsidePlace, person: User) -> Q:
    """The files of the person's draft there."""
    return Q(side_draft__ticket=place.ticket, side_draft__side=place.side, side_draft__author=person)
