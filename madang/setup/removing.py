"""A team goes: what came to it is handed over first, so that no ticket is lost."""

from madang.accounts.actions import remove_team
from madang.accounts.errors import NotAllowed
from madang.accounts.models import Team, User
from madang.accounts.roles import Permission
from madang.channels.actions import change_inbox
from madang.history.recording import stroke
from madang.lib.jobs import job
from madang.tickets.actions.hand_over import hand_over
from madang.tickets.models import Ticket

AT_ONCE = 200
"""Tickets handed over in one transaction: other writers wait no longer than that."""


def remove(team: Team, *, to: Team | None, by: User) -> bool:
    """Hand over addresses and tickets to another team, or to none, and remove the team.

    Whether it is gone already: with many tickets a job goes on with the rest. Raises NotAllowed.
    """
    if not by.may(Permission.MANAGE_PEOPLE):
        raise NotAllowed
    with stroke():
        for inbox in team.inboxes.select_related("brand"):
            change_inbox(
                inbox,
                brand=inbox.brand,
                address=inbox.address,
                team=to,
                catch_all=inbox.catch_all,
                is_active=inbox.is_active,
                by=by,
            )
        if empty_a_part(team, to=to, by=by):
            return True
        empty_team.enqueue(team.pk, to.pk if to is not None else None, by.pk)
        return False


def empty_a_part(team: Team, *, to: Team | None, by: User | None) -> bool:
    """Hand over as many tickets as one transaction should; whether the team went with the last."""
    with stroke():
        # Held first: a ticket that is being given to the team waits, and then finds it gone.
        if not Team.objects.select_for_update().filter(pk=team.pk).exists():
            return True
        hand_over(team, to=to, by=by, most=AT_ONCE)
        if Ticket.objects.filter(team=team).exists():
            return False
        remove_team(team, by=by)
        return True


@job(retries=5, lock="team:{team_id}")
def empty_team(team_id: int, to_id: int | None, by_id: int) -> None:
    """Go on to hand over the tickets of a team that goes; the last ones take it along.

    Should the team that takes them be gone meanwhile, they go to none: everybody's unassigned tickets.
    """
    team = Team.objects.filter(pk=team_id).first()
    by = User.objects.filter(pk=by_id).first()
    while team is not None:
        to = Team.objects.filter(pk=to_id).first() if to_id is not None else None
        if empty_a_part(team, to=to, by=by):
            return
