"""How tickets hang together: what is above, below and beside one."""

from collections.abc import Sequence
from enum import StrEnum

from django.db.models import Q, QuerySet

from madang.lib.prepared import Keys

from .merging import all_go_on_in, whole_conversation
from .models import LinkKind, Ticket, TicketLink

DEEPEST = 50
"""Tasks of tasks of tasks …; nobody nests that deep."""


class Role(StrEnum):
    """What another ticket is to this one."""

    RELATED = "related"
    PROBLEM = "problem"
    INCIDENT = "incident"
    PARENT = "parent"
    TASK = "task"
    SPLIT_FROM = "split_from"
    SPLIT_OFF = "split_off"


ABOVE = {
    LinkKind.INCIDENT: Role.PROBLEM,
    LinkKind.TASK: Role.PARENT,
    LinkKind.RELATED: Role.RELATED,
    LinkKind.SPLIT: Role.SPLIT_FROM,
}
"""What the target of a link is to its source."""

BELOW = {
    LinkKind.INCIDENT: Role.INCIDENT,
    LinkKind.TASK: Role.TASK,
    LinkKind.RELATED: Role.RELATED,
    LinkKind.SPLIT: Role.SPLIT_OFF,
}
"""What the source of a link is to its target."""


def links_of(whole: Sequence[int] | Keys) -> QuerySet[TicketLink]:
    """The links of one conversation, given as the ids of all tickets in it, in the order they were made."""
    found = TicketLink.objects.filter(Q(source__in=whole) | Q(target__in=whole))
    return found.select_related("source__assignee", "source__team", "target__assignee").order_by("pk")


def below(ticket: Ticket, kind: LinkKind) -> list[Ticket]:
    """The incidents or tasks of a ticket and of what was merged into it, each once, where they go on now."""
    whole = whole_conversation(ticket)
    found = TicketLink.objects.filter(target__in=whole, kind=kind).select_related("source").order_by("pk")
    sources = [link.source for link in found]
    goals = all_go_on_in(sources)
    now = {goal.pk: goal for goal in (goals[one.pk] for one in sources)}
    return [one for pk, one in now.items() if pk not in whole]


def open_tasks(ticket: Ticket) -> list[Ticket]:
    """The tasks that a ticket waits for. Two queries when there is none."""
    return [one for one in below(ticket, LinkKind.TASK) if one.is_open]


def is_above(ticket: Ticket, other: Ticket) -> bool:
    """Whether `ticket` is a parent of `other`, or a parent of one."""
    at: set[int] = {other.pk}
    for _ in range(DEEPEST):
        if ticket.pk in at:
            return True
        parents = TicketLink.objects.filter(kind=LinkKind.TASK, source__in=at).select_related("target")
        goals = all_go_on_in([link.target for link in parents])
        at = {pk for start, goal in goals.items() for pk in (start, goal.pk)}
        if not at:
            return False
    return True
