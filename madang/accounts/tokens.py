"""Tokens for programs that act as a person: Authorization: Bearer …"""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from .actions.issue_token import digest_of
from .actions.issue_token import issue_token as issue
from .models import ApiToken, User

__all__ = ["issue", "person_of"]

NOTED_EVERY = timedelta(minutes=1)


def person_of(token: str) -> User | None:
    """The member in whose name the token speaks; None when it is unknown, revoked, or they work here no more.

    Notes the use at most once a minute, so that reading through the API doesn't write on each request.
    """
    found = ApiToken.objects.select_related("user").filter(digest=digest_of(token)).first()
    if found is None or not found.user.is_agent:
        return None
    now = timezone.now()
    if found.last_used_at is None or now - found.last_used_at > NOTED_EVERY:
        unnoted = Q(last_used_at=None) | Q(last_used_at__lt=now - NOTED_EVERY)
        ApiToken.objects.filter(unnoted, pk=found.pk).update(last_used_at=now)
    return found.user
