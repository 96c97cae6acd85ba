"""Which tickets are one conversation: those that were merged, and the one in which it goes on."""

from collections.abc import Iterable, Mapping, Sequence

from madang.lib.prepared import Given, Prepared

from .models import Ticket

LONGEST_CHAIN = 50
"""Merges followed one after another; nobody merges that often."""


def goes_on_in(ticket: Ticket) -> Ticket:
    """The ticket in which the conversation of `ticket` goes on: itself unless it was merged."""
    for _ in range(LONGEST_CHAIN):
        if ticket.merged_into_id is None:
            return ticket
        ticket = Ticket.objects.get(pk=ticket.merged_into_id)
    raise RuntimeError(f"ticket {ticket.pk} was merged in a circle")


def all_go_on_in(tickets: Iterable[Ticket]) -> Mapping[int, Ticket]:
    """The same of many, by their ids: a query for each merge that some of them were taken through."""
    at = {ticket.pk: ticket for ticket in tickets}
    for _ in range(LONGEST_CHAIN):
        next_ones = {one.merged_into_id for one in at.values() if one.merged_into_id is not None}
        if not next_ones:
            return at
        found = Ticket.objects.select_related("assignee", "team").in_bulk(next_ones)
        at = {pk: found[one.merged_into_id] if one.merged_into_id else one for pk, one in at.items()}
    raise RuntimeError(f"tickets {sorted(at)} were merged in a circle")


def whole_conversation(ticket: Ticket) -> Sequence[int]:
    """The ids of `ticket` and of all that were merged into it, directly or through another.

    One query when nothing was merged.
    """
    found = [ticket.pk]
    newest = [one.pk for one in _MERGED_INTO.all(ticket=ticket.pk)]
    for _ in range(LONGEST_CHAIN):
        if not newest:
            break
        found += newest
        newest = list(
            Ticket.objects.filter(merged_into__in=newest).order_by("pk").values_list("pk", flat=True)
        )
    return found


_MERGED_INTO = Prepared(lambda: Ticket.objects.filter(merged_into=Given("ticket")).order_by("pk").only("pk"))
