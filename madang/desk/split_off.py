"""Where messages stood that have tickets of their own now."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from madang.accounts.models import User
from madang.lib.prepared import PreparedAmong
from madang.tickets.models import LinkKind, TicketLink
from madang.tickets.queries import visible_to
from madang.ui.people import called

from .sentences import Sentence, is_within


def split_off(
    person: User, whole: Sequence[int], *, since: datetime | None, until: datetime | None
) -> Sequence[Sentence]:
    """A line for each message that left the conversation, from `since` on and before `until`, at the time
    of the message.

    One query when none did. A ticket out of sight is not named.
    """
    links = [link for link in _SPLIT.all(whole) if is_within(link.source.created_at, since, until)]
    if not links:
        return ()
    seen = visible_to(person).filter(pk__in=[link.source_id for link in links])
    visible = set(seen.values_list("pk", flat=True))
    return [
        Sentence(
            key=f"split-{link.pk}",
            moment=link.source.created_at,
            text=_("A message of %(person)s is a ticket of its own now: #%(number)s")
            % {"person": called(link.source.requester), "number": link.source.number}
            if link.source_id in visible
            else _("A message is a ticket of its own now"),
        )
        for link in links
    ]


_SPLIT = PreparedAmong(
    lambda whole: TicketLink.objects.filter(target__in=whole, kind=LinkKind.SPLIT).select_related(
        "source__requester"
    )
)
