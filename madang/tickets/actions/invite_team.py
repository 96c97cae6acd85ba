"""Another team is asked to help with a ticket, and leaves it with a word when it is done."""

from django.utils import timezone
from django.utils.translation import gettext as _

from madang.accounts.models import Team, TeamMembership, User
from madang.accounts.roles import Permission
from madang.history.recording import action, record
from madang.lib.html import from_text
from madang.lib.rows import update

from ..errors import CannotInvite, NotAllowed
from ..events import NOTE_WRITTEN, TEAM_DONE, TEAM_INVITED, OfInvitation, OfMessage
from ..merging import whole_conversation
from ..models import Message, Sight, TeamInvitation, Ticket, Visibility
from .guard import guard, guard_not_closed
from .outgoing import write
from .sight import give_sight


@action
def invite_team(ticket: Ticket, *, team: Team, by: User, text: str = "") -> TeamInvitation:
    """Ask a team for help: its people see the ticket from now on, and the ticket waits for them.

    `text` becomes a note. A team that is asked already is not asked twice. Raises NotAllowed to who may not
    give tickets away, TicketClosed, and CannotInvite for the team whose queue the ticket is in.
    """
    ticket = ticket.locked()
    guard(ticket, by=by, permission=Permission.ASSIGN)
    guard_not_closed(ticket)
    if ticket.team_id == team.pk:
        raise CannotInvite(_("The ticket is in the queue of this team already. Choose another team."))
    before = TeamInvitation.objects.filter(ticket=ticket, team=team, done_at=None).first()
    if before is not None:
        return before
    asked = _note(ticket, text, by=by)
    made = TeamInvitation.objects.create(
        ticket=ticket, team=team, by=by, asked=asked, created_at=timezone.now()
    )
    for pk in whole_conversation(ticket):
        give_sight(pk, teams=[team.pk])
    record(ticket, TEAM_INVITED, by=by, data=OfInvitation(invitation=made.pk, team=team.pk))
    return made


@action
def finish_help(invitation: TeamInvitation, *, by: User, text: str = "") -> None:
    """Say that a team is done, with a word to those who asked: its people see the ticket no more, but those
    who wrote on it do. What is done already stays so.

    Raises NotAllowed to who is neither of the team nor may give tickets away.
    """
    ticket = invitation.ticket.locked()
    found = TeamInvitation.objects.select_for_update().get(pk=invitation.pk)
    guard(ticket, by=by, permission=Permission.NOTE)
    if not may_finish(found, by):
        raise NotAllowed
    if found.done_at is not None:
        return
    found.word = _note(ticket, text, by=by)
    found.done_at = timezone.now()
    found.save(update_fields=["word", "done_at"])
    whole = whole_conversation(ticket)
    members = TeamMembership.objects.filter(team=found.team_id).values("user")
    wrote = Message.objects.filter(ticket__in=whole, author__in=members).values_list("author", flat=True)
    for pk in whole:
        give_sight(pk, people=set(wrote))
    Sight.objects.filter(ticket__in=whole, team=found.team_id).delete()
    record(ticket, TEAM_DONE, by=by, data=OfInvitation(invitation=found.pk, team=found.team_id))


def may_finish(invitation: TeamInvitation, person: User) -> bool:
    """Whether `person` may say that the team is done. One query at most."""
    if person.may(Permission.ASSIGN):
        return True
    return TeamMembership.objects.filter(team=invitation.team_id, user=person).exists()


def _note(ticket: Ticket, text: str, *, by: User) -> Message | None:
    """Keep what was said as a note; the author's own draft is left alone."""
    if not text.strip():
        return None
    note = write(
        ticket,
        author=by,
        visibility=Visibility.INTERNAL,
        body_text=text.strip(),
        body_html=from_text(text.strip()),
    )
    ticket.updated_at = note.created_at
    update(ticket, ["updated_at"])
    record(ticket, NOTE_WRITTEN, by=by, data=OfMessage(message=note.pk))
    return note
