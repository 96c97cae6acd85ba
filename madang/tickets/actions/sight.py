"""Who sees one ticket beyond their reach: by being named in a note, or by their team."""

from collections.abc import Collection, Iterable
from datetime import datetime

from madang.accounts.models import User
from madang.history.recording import record
from madang.lib.rows import insert

from ..events import SIGHT_GIVEN, Shown
from ..mentions import unseeing
from ..merging import whole_conversation
from ..models import Sight, Ticket


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
