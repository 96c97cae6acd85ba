"""Who hears the answers of a ticket besides its requester: whoever its mails were also to."""

from collections.abc import Iterable

from madang.accounts.models import Identity
from madang.channels.models import Inbox

from .models import Message, Ticket, Visibility
from .threads import without_tag

MOST_COPIES = 50
"""Addresses that get a copy of an answer; a mail to hundreds is no conversation."""

_READ_BACK = 100


def copied_on(ticket: Ticket) -> list[str]:
    """The addresses that the next answer goes to as Cc, in the order in which they joined.

    They are those of the newest answer (an agent may have changed them), and whoever wrote since, or was
    named in To or Cc by who wrote. What machines and mailing lists wrote names nobody. Three queries.
    """
    newest_first = Message.objects.filter(ticket=ticket, visibility=Visibility.PUBLIC).order_by("-pk")
    rows = newest_first.values_list("incoming", "auto_reply", "from_email", "to", "cc")[:_READ_BACK]
    joined: list[list[str]] = []
    for incoming, auto_reply, from_email, to, cc in rows:
        if not incoming:
            joined.append(cc)
            break
        if not auto_reply:
            joined.append([from_email, *to, *cc])
    return allowed_copies(ticket, [one for names in reversed(joined) for one in names])


def allowed_copies(ticket: Ticket, addresses: Iterable[str]) -> list[str]:
    """Of `addresses` those that may get copies: each once, never the requester's own or one of this desk."""
    wanted = list(dict.fromkeys(one.strip().lower() for one in addresses if "@" in one))
    if not wanted:
        return []
    without_tags = {without_tag(one) for one in wanted}
    ours = set(Inbox.objects.filter(address__in={*wanted, *without_tags}).values_list("address", flat=True))
    theirs = set(Identity.objects.filter(user=ticket.requester_id).values_list("value", flat=True))
    theirs.add(ticket.requester.email or "")
    kept = [one for one in wanted if one not in theirs and one not in ours and without_tag(one) not in ours]
    return kept[:MOST_COPIES]
