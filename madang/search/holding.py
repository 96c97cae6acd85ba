"""What the search keeps of customers' words, and how it lets go of them (`tickets.holders`)."""

from collections.abc import Sequence

from madang.tickets.holders import BlackedOut, Holder

from .index import forget, index_messages, index_tickets
from .models import RecentSearch


def _redact(gone: BlackedOut) -> None:
    index_messages(gone.messages)
    index_tickets(gone.tickets)
    if gone.pattern is None or not gone.everywhere:
        return
    searches = RecentSearch.objects.values_list("pk", "text")
    say_it = [pk for pk, text in searches.iterator() if gone.pattern.search(text)]
    RecentSearch.objects.filter(pk__in=say_it).delete()


def _erase(tickets: Sequence[int]) -> None:
    forget(tickets=tickets)


INDEX = Holder(columns={"search.RecentSearch": ("text",)}, erase=_erase, redact=_redact)
"""The index itself is no model: its tables are those of `storage`."""
