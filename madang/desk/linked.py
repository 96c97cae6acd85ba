"""The tickets that one hangs together with, as they stand now, and the answer that goes to all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.lib.prepared import PreparedAmong
from madang.tickets.links import ABOVE, BELOW, Role, links_of
from madang.tickets.merging import all_go_on_in, whole_conversation
from madang.tickets.models import (
    BulkItem,
    BulkRun,
    ItemState,
    LinkKind,
    Ticket,
    TicketLink,
    TicketType,
)
from madang.tickets.queries import visible_to

MOST_SHOWN = 50
MOST_READ = 200
"""Links that are read for a page: a problem may have thousands of incidents, of which the newest are read."""

MOST_REASONS = 100


@dataclass(frozen=True, slots=True)
class Other:
    """A linked ticket: `now` is where it goes on, `ticket` what was linked. Out of sight it has no words."""

    role: Role
    ticket: Ticket
    now: Ticket
    visible: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Linked tickets that are the same to this one, with what they are in words; `more` are not shown."""

    role: Role
    words: str
    others: Sequence[Other]
    more: int
    open: int

    @property
    def removable(self) -> bool:
        """Whether such a link can be taken away; where a message went stays known."""
        return self.role not in {Role.SPLIT_FROM, Role.SPLIT_OFF}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an answer to all incidents has come."""

    run: BulkRun
    total: int
    answered: int
    left_out: int
    skipped: Sequence[BulkItem]
    """The first of those that were left out, each with its reason."""

    @property
    def done(self) -> int:
        """Those that need nothing more."""
        return self.answered + self.left_out


@dataclass(frozen=True, slots=True)
class Linked:
    """All groups; `roles` are what another can be made. `waits_for` tasks and `incidents` are open."""

    groups: Sequence[Group] = field(default_factory=tuple)
    roles: Sequence[tuple[str, str]] = field(default_factory=tuple)
    waits_for: int = 0
    incidents: int = 0
    progress: Progress | None = None


def linked_of(person: User, ticket: Ticket) -> Linked:
    """What one ticket is linked with. Two queries when it is linked with none.

    A problem asks one more, and one with very many incidents yet another.
    """
    whole = whole_conversation(ticket)
    found = _LINKS.all(whole)
    others: dict[tuple[Role, int], Other] = {}
    read = sorted(found[:MOST_READ], key=lambda link: link.pk)
    goals = all_go_on_in([link.source if link.target_id in whole else link.target for link in read])
    for link in read:
        below = link.target_id in whole
        if below and link.source_id in whole:
            continue
        one = link.source if below else link.target
        role = (BELOW if below else ABOVE)[LinkKind(link.kind)]
        now = goals[one.pk]
        if now.pk not in whole:
            others.setdefault((role, now.pk), Other(role=role, ticket=one, now=now, visible=False))
    seen = _seen(person, [one.now.pk for one in others.values()])
    shown = [
        Other(role=one.role, ticket=one.ticket, now=one.now, visible=one.now.pk in seen)
        for one in others.values()
    ]
    groups = [group for role, words in _words().items() if (group := _group(role, words, shown)) is not None]
    if len(found) > MOST_READ:
        groups = [_counted(group, whole) if group.role == Role.INCIDENT else group for group in groups]
    counted = {group.role: group.open for group in groups}
    return Linked(
        groups=groups,
        roles=_choices(),
        waits_for=counted.get(Role.TASK, 0),
        incidents=counted.get(Role.INCIDENT, 0) if person.may(Permission.REPLY) else 0,
        progress=progress_of(ticket) if ticket.type == TicketType.PROBLEM else None,
    )


# Incidents come last of all kinds.
_LINKS = PreparedAmong(lambda whole: links_of(whole).order_by("-kind", "-pk")[: MOST_READ + 1])


def progress_of(ticket: Ticket) -> Progress | None:
    """The newest answer to all incidents of a problem. Three queries, one when there was none."""
    run = BulkRun.objects.filter(problem=ticket).order_by("-pk").first()
    if run is None:
        return None
    skipped = run.items.filter(state=ItemState.FAILED).select_related("ticket").order_by("pk")
    states = dict(run.items.order_by().values_list("state").annotate(n=Count("pk")))
    return Progress(
        run=run,
        total=sum(states.values()),
        answered=states.get(ItemState.DONE, 0),
        left_out=states.get(ItemState.FAILED, 0),
        skipped=list(skipped[:MOST_REASONS]),
    )


def _group(role: Role, words: str, shown: Sequence[Other]) -> Group | None:
    own = [one for one in shown if one.role == role]
    if not own:
        return None
    own.sort(key=lambda one: not one.now.is_open)
    is_open = sum(one.now.is_open for one in own)
    return Group(role, words, own[:MOST_SHOWN], max(0, len(own) - MOST_SHOWN), is_open)


def _counted(incidents: Group, whole: Sequence[int]) -> Group:
    """The group with the numbers of all incidents, of which some were read. One query."""
    below = TicketLink.objects.filter(target__in=whole, kind=LinkKind.INCIDENT)
    number = below.aggregate(all=Count("pk"), open=Count("pk", filter=Q(source__is_open=True)))
    return replace(incidents, more=number["all"] - len(incidents.others), open=number["open"])


def _seen(person: User, ids: Sequence[int]) -> set[int]:
    return set(visible_to(person).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()


def _words() -> dict[Role, str]:
    return {
        Role.PARENT: _("Task of"),
        Role.TASK: _("Tasks"),
        Role.PROBLEM: _("Incident of the problem"),
        Role.INCIDENT: _("Incidents"),
        Role.RELATED: _("Related"),
        Role.SPLIT_FROM: _("Split off from"),
        Role.SPLIT_OFF: _("Split off into"),
    }


def _choices() -> Sequence[tuple[str, str]]:
    return (
        (Role.RELATED, _("Related to")),
        (Role.PROBLEM, _("Incident of the problem")),
        (Role.INCIDENT, _("Has the incident")),
        (Role.PARENT, _("Task of")),
        (Role.TASK, _("Waits for the task")),
    )
