from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_noop

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
    since = timezone.now() - timedelta(hours=1)
    written = Message.objects.filter(author=candidate.sender, incoming=True, created_at__gte=since)[
        :most
    ].count()
    return FLOOD if written >= most else ""
