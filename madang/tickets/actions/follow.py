"""Following a ticket: hearing what becomes of it, without having to do anything about it."""

from django.utils import timezone

from madang.accounts.models import User
from madang.history.kinds import Nothing
from madang.history.recording import action, record
from madang.lib.rows import insert

from ..errors import NotAllowed
from ..events import TICKET_FOLLOWED, TICKET_UNFOLLOWED
from ..merging import whole_conversation
from ..models import Follower, FollowHabit, Ticket
from ..queries import visible_to


@action
def follow(ticket: Ticket, *, by: User) -> None:
    """Have `by` hear of new messages and changes of state; who follows already goes on. Raises NotAllowed."""
    if not visible_to(by).filter(pk=ticket.pk).exists():
        raise NotAllowed
    row = Follower(ticket=ticket, person=by, created_at=timezone.now())
    if insert(row, unless_there=True):
        record(ticket, TICKET_FOLLOWED, by=by, data=Nothing())


@action
def unfollow(ticket: Ticket, *, by: User) -> None:
    """Have `by` hear of it no more; of what was merged into it neither. Who does not follow, stays so."""
    if Follower.objects.filter(ticket__in=whole_conversation(ticket), person=by).delete()[0]:
        record(ticket, TICKET_UNFOLLOWED, by=by, data=Nothing())


def follow_by_habit(
    ticket: Ticket, *, by: User | None, mentions: bool = False, assigns: bool = False
) -> None:
    """Follow for whoever follows all that they give away or name colleagues in. One query, two at most."""
    if by is None or not by.is_agent:
        return
    habit = FollowHabit.objects.filter(person=by).first()
    if habit is not None and ((mentions and habit.mentions) or (assigns and habit.assigns)):
        insert(Follower(ticket=ticket, person=by, created_at=timezone.now()), unless_there=True)


def change_habits(person: User, *, mentions: bool, assigns: bool) -> None:
    """Set when a person follows without saying so; only they themselves do that."""
    chosen = {"mentions": mentions, "assigns": assigns}
    FollowHabit.objects.update_or_create(person=person, defaults=chosen)
