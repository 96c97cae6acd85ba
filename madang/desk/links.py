"""How a ticket hangs together with others: where it goes on, what it follows, and what might be the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.tickets.merging import LONGEST_CHAIN
from madang.tickets.models import Status, Ticket
from madang.tickets.queries import visible_to


@dataclass(frozen=True, slots=True)
class Links:
    """The tickets that one is connected with, as far as the person sees them.

    `same` is another open ticket of the same customer that a new one may belong to; only for who may merge.
    """

    goes_on_in: Ticket | None = None
    follows: Ticket | None = None
    followed_by: Ticket | None = None
    same: Ticket | None = None


def links_of(person: User, ticket: Ticket, others: Sequence[Ticket]) -> Links:
    """The links of a ticket; `others` are further open tickets of its customer that the person sees.

    No query for a ticket that is connected with none, else one; one for a closed ticket, and one for each
    further merge between it and where its conversation goes on now.
    """
    wanted = [key for key in (ticket.merged_into_id, ticket.follow_up_of_id) if key is not None]
    seen = {one.pk: one for one in visible_to(person).filter(pk__in=wanted)} if wanted else {}
    goal = seen.get(ticket.merged_into_id or 0)
    for _ in range(LONGEST_CHAIN):
        if goal is None or goal.merged_into_id is None:
            break
        goal = visible_to(person).filter(pk=goal.merged_into_id).first()
    followed_by = None
    if ticket.status == Status.CLOSED:
        followed_by = visible_to(person).filter(follow_up_of=ticket).order_by("-pk").first()
    return Links(
        goes_on_in=goal,
        follows=seen.get(ticket.follow_up_of_id or 0),
        followed_by=followed_by,
        same=_same(person, ticket, others),
    )


def _same(person: User, ticket: Ticket, others: Sequence[Ticket]) -> Ticket | None:
    if ticket.status != Status.NEW or not person.may(Permission.CHANGE):
        return None
    earlier = [one for one in others if one.number < ticket.number and one.brand_id == ticket.brand_id]
    return max(earlier, key=lambda one: one.last_message_at, default=None)
