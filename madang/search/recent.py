"""What people searched for last: kept for each of them, shown to nobody else."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from madang.accounts.models import User
from madang.lib.text.queries import QUERY_CHARACTERS

from .models import RecentSearch

MOST_KEPT = 10


def recent_of(person: User) -> Sequence[RecentSearch]:
    """What the person searched for, the last first. One query."""
    return list(RecentSearch.objects.filter(person=person).order_by("-searched_at", "-pk")[:MOST_KEPT])


@transaction.atomic
def remember(person: User, text: str) -> None:
    """Keep what the person searched for, in place of what was longest ago."""
    text = " ".join(text.replace("\x00", " ").split())[:QUERY_CHARACTERS]
    if not text:
        return
    now = timezone.now()
    RecentSearch.objects.update_or_create(person=person, text=text, defaults={"searched_at": now})
    theirs = RecentSearch.objects.filter(person=person).order_by("-searched_at", "-pk")
    old = list(theirs.values_list("pk", flat=True)[MOST_KEPT:])
    if old:
        RecentSearch.objects.filter(pk__in=old).delete()


def forget_search(person: User, search_id: int) -> None:
    """Forget one of the person's own searches; one that is gone already is no error."""
    RecentSearch.objects.filter(person=person, pk=search_id).delete()


def forget_searches(person: User) -> None:
    """Forget all that the person searched for."""
    RecentSearch.objects.filter(person=person).delete()
