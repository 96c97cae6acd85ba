"""Two customers become one, and are parted again for a day: their profiles at once, most tickets behind the
scenes. Each ticket has an event of it, by which it finds its way back."""

import time
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from madang.accounts.actions import Valued, merge_profiles, note_followed, note_parted, part_profiles
from madang.accounts.models import CustomerMerge, MergeState, User
from madang.history.models import Event
from madang.history.recording import action, record
from madang.lib.jobs import job

from ..events import TICKET_REQUESTER_CHANGED, RequesterChanged
from ..models import Ticket
from .merging_fields import give_fields, take_fields_back

IN_THE_REQUEST = 100
"""Tickets that follow before the page answers, the open and the newest ones first."""

AT_ONCE = 100
SLICE = 2.0
"""Seconds that one job works before it lets other jobs have the thread."""

LOOKED_AFTER = timedelta(days=2)
"""How long it is looked whether a ticket came for somebody who was merged while it was on its way."""


@action
def merge_customers(
    person: User,
    *,
    into: User,
    by: User | None,
    take: Collection[Valued] = (),
    take_fields: Collection[int] = (),
) -> CustomerMerge:
    """Let `person` go on as `into`, with all addresses and tickets; see `merge_profiles`.

    `take_fields` are the ids of the desk's own fields in which the value of `person` wins.
    """
    merge = merge_profiles(person, into=into, by=by, take=take)
    give_fields(merge, take=take_fields, by=by)
    theirs = Ticket.objects.filter(requester=person)
    still = list(theirs.filter(is_open=True).order_by("-pk").values_list("pk", flat=True)[:IN_THE_REQUEST])
    newest = list(theirs.order_by("-pk").values_list("pk", flat=True)[: IN_THE_REQUEST + 1])
    _follow(merge, list(dict.fromkeys([*still, *newest]))[:IN_THE_REQUEST], all_of_them=False)
    if theirs.exists():
        follow_merge.enqueue(merge=merge.pk)
    else:
        note_followed(merge, tickets=0, done=True)
    return merge


@action
def part_customers(merge: CustomerMerge, *, by: User | None) -> None:
    """Undo a merge of customers within a day; what came since stays where it came. See `part_profiles`."""
    if (parted := part_profiles(merge, by=by)).state == MergeState.PARTING:
        take_fields_back(parted, by=by)
    part_tickets.enqueue(merge=merge.pk, after=0, by=by.pk if by is not None else None)


@job(queue="bulk", lock="customers:{merge}")
def follow_merge(merge: int) -> None:
    """Let the tickets of somebody who was merged follow, a slice at a time."""
    end = time.monotonic() + SLICE
    found = CustomerMerge.objects.select_related("by").get(pk=merge)
    while follow_some(found):
        if time.monotonic() >= end:
            follow_merge.enqueue(merge=merge)
            return


@job(queue="bulk", lock="customers:{merge}")
def part_tickets(merge: int, after: int, by: int | None) -> None:
    """Let the tickets that followed go back, from the ticket behind `after` on, a slice at a time."""
    end = time.monotonic() + SLICE
    found = CustomerMerge.objects.get(pk=merge)
    actor = User.objects.filter(pk=by).first() if by is not None else None
    while (last := part_some(found, after=after, by=actor)) is not None:
        after = last
        if time.monotonic() >= end:
            part_tickets.enqueue(merge=merge, after=after, by=by)
            return
    note_parted(found)


def go_on_with_merges() -> None:
    """Have tickets follow that came while their customer was merged, or whose job was lost."""
    left = Exists(Ticket.objects.filter(requester=OuterRef("person")))
    recent = CustomerMerge.objects.filter(created_at__gte=timezone.now() - LOOKED_AFTER)
    for merge in recent.filter(left, Q(state=MergeState.MOVING) | Q(state=MergeState.DONE))[:100]:
        follow_merge.enqueue(merge=merge.pk)


@action
def follow_some(merge: CustomerMerge) -> bool:
    """Let the next tickets follow; tells whether there may be more. Nothing when the merge is undone."""
    merge = CustomerMerge.objects.select_for_update(of=("self",)).select_related("by").get(pk=merge.pk)
    if merge.state not in {MergeState.MOVING, MergeState.DONE}:
        return False
    theirs = Ticket.objects.filter(requester=merge.person_id).order_by("-pk")
    some = list(theirs.values_list("pk", flat=True)[:AT_ONCE])
    _follow(merge, some, all_of_them=len(some) < AT_ONCE)
    return len(some) == AT_ONCE


@action
def part_some(merge: CustomerMerge, *, after: int, by: User | None) -> int | None:
    """Let those of the next tickets go back that followed by this merge and stayed; None at the end."""
    into, person = merge.into_id, merge.person_id
    theirs = Ticket.objects.select_for_update().filter(requester=into, pk__gt=after).order_by("pk")
    some = list(theirs.only("pk")[: AT_ONCE * 5])
    if not some:
        return None
    followed = _followed([one.pk for one in some])
    back = [one for one in some if followed.get(one.pk, [])[-1:] == [merge.pk]]
    Ticket.objects.filter(pk__in=[one.pk for one in back]).update(requester=person, updated_at=timezone.now())
    for ticket in back:
        changed = RequesterChanged(previous=into, current=person, merge=merge.pk)
        record(ticket, TICKET_REQUESTER_CHANGED, by=by, data=changed)
    return some[-1].pk


def _follow(merge: CustomerMerge, tickets: Collection[int], *, all_of_them: bool) -> None:
    locked = list(
        Ticket.objects.select_for_update()
        .filter(pk__in=tickets, requester=merge.person_id)
        .order_by("pk")
        .only("pk")
    )
    Ticket.objects.filter(pk__in=[one.pk for one in locked]).update(
        requester=merge.into_id, updated_at=timezone.now()
    )
    for ticket in locked:
        changed = RequesterChanged(previous=merge.person_id, current=merge.into_id, merge=merge.pk)
        record(ticket, TICKET_REQUESTER_CHANGED, by=merge.by, data=changed)
    note_followed(merge, tickets=len(locked), done=all_of_them)


def _followed(tickets: Collection[int]) -> Mapping[int, Sequence[int]]:
    """The ids of the merges that each ticket followed and that were not undone since, in their order."""
    events = Event.objects.filter(
        subject_type="ticket", subject_id__in=tickets, kind=TICKET_REQUESTER_CHANGED.name
    )
    followed: dict[int, list[int]] = {}
    for ticket, data in events.order_by("pk").values_list("subject_id", "data"):
        merges = followed.setdefault(ticket, [])
        if data["merge"] in merges:
            merges.remove(data["merge"])
        else:
            merges.append(data["merge"])
    return followed
