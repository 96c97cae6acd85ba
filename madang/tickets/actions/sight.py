"""Who sees one ticket beyond their reach, by being named in a note or by their team; and taking that back."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from madang.accounts.models import Team, User
from madang.accounts.roles import Permission
from madang.history.recording import action, record
from madang.lib.rows import insert

from ..events import SIGHT_GIVEN, SIGHT_TAKEN, Hidden, Shown
from ..mentions import unseeing
from ..merging import whole_conversation
from ..models import Sight, TeamInvitation, Ticket
from .guard import guard


def show_to(ticket: Ticket, people: Collection[int], *, by: User | None) -> None:
    """Show a ticket, and what was merged into it, to those of the agents who don't see it."""
    shown = [one.pk for one in unseeing(ticket, people)]
    if not shown:
        return
    for pk in whole_conversation(ticket):
        give_sight(pk, people=shown)
    record(ticket, SIGHT_GIVEN, by=by, data=Shown(people=tuple(shown)))


def give_sight(ticket: int, *, people: Iterable[int] = (), teams: Iterable[int] = ()) -> None:
    """Write down that these see a ticket, unless it is written already."""
    for one in people:
        insert(Sight(ticket_id=ticket, person_id=one), unless_there=True)
    for one in teams:
        insert(Sight(ticket_id=ticket, team_id=one), unless_there=True)


def carry_sight(ticket: Ticket, *, to: Iterable[int]) -> None:
    """Show what was merged into a ticket to whoever is shown the ticket itself."""
    sights = list(Sight.objects.filter(ticket=ticket))
    for pk in to:
        give_sight(
            pk,
            people=[one.person_id for one in sights if one.person_id is not None],
            teams=[one.team_id for one in sights if one.team_id is not None],
        )


def take_back_sight(ticket: Ticket, *, since: datetime) -> None:
    """Forget who was shown a ticket since then: it was a part of another conversation."""
    Sight.objects.filter(ticket=ticket, created_at__gte=since).delete()


@action
def hide_from(ticket: Ticket, *, person: User | None = None, team: Team | None = None, by: User) -> None:
    """Take back that a person or a team was shown a ticket, and what was merged into it.

    A team that was asked for help is not waited for any more. Who sees the ticket by their reach, or has it,
    still does. Raises NotAllowed to who may not show it either.
    """
    ticket = ticket.locked()
    guard(ticket, by=by, permission=Permission.ASSIGN)
    of_one = Q(person=person) if person is not None else Q(team=team, team__isnull=False)
    if not Sight.objects.filter(of_one, ticket__in=whole_conversation(ticket)).delete()[0]:
        return
    if team is not None:
        asked = TeamInvitation.objects.filter(ticket=ticket, team=team, done_at=None)
        asked.update(done_at=timezone.now())
    hidden = Hidden(
        person=person.pk if person is not None else None, team=team.pk if team is not None else None
    )
    record(ticket, SIGHT_TAKEN, by=by, data=hidden)


@action
def show_again(ticket: Ticket, *, person: User | None = None, team: Team | None = None, by: User) -> None:
    """Show a ticket again to a person or a team from whom it was taken back: undoes `hide_from`.

    A team is waited for again. Raises NotAllowed to who may not show it.
    """
    ticket = ticket.locked()
    guard(ticket, by=by, permission=Permission.ASSIGN)
    if person is not None:
        show_to(ticket, [person.pk], by=by)
    if team is None or Sight.objects.filter(ticket=ticket, team=team).exists():
        return
    for pk in whole_conversation(ticket):
        give_sight(pk, teams=[team.pk])
    asked = TeamInvitation.objects.filter(ticket=ticket, team=team)
    if (last := asked.order_by("-pk").first()) is not None:
        asked.filter(pk=last.pk).update(done_at=None)
    record(ticket, SIGHT_GIVEN, by=by, data=Shown(people=(), team=team.pk))
