from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_noop

from madang.accounts.models import User
from madang.tickets.models import Message

from .candidate import Candidate

MOST_IN_AN_HOUR = 60
MOST_AUTOMATIC_IN_AN_HOUR = 12

FLOOD = gettext_noop("This sender wrote more often within an hour than people do.")


def too_many_from_one_sender(candidate: Candidate) -> str:
    """Hold what comes faster than a person writes, machines sooner: two robots answering each other end here.

    Mail of the desk's own agents is not counted: they forward many at once.
    """
    if candidate.sender.is_agent:
        return ""
    most = MOST_AUTOMATIC_IN_AN_HOUR if candidate.message.auto_reply else MOST_IN_AN_HOUR
    return FLOOD if candidate.written_lately >= most else ""


def written_lately(people: Iterable[User]) -> dict[int, int]:
    """How many messages from outside each of these people wrote within the last hour, by their id."""
    ids = [person.pk for person in people]
    if not ids:
        return {}
    since = timezone.now() - timedelta(hours=1)
    written = Message.objects.filter(author__in=ids, incoming=True, created_at__gte=since)
    return dict(written.order_by().values_list("author").annotate(number=Count("pk")))
