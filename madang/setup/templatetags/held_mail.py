"""How much mail is held back, for whoever may decide about it."""

from django import template
from django.core.cache import cache

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.intake.models import RawMessage, RawState

register = template.Library()

COUNTED_FOR = 20
"""Seconds that a count is good for: it stands on every page, and nobody waits for it."""

MOST = 1000


@register.simple_tag
def held_mail(person: User) -> int:
    """`{% held_mail user as held %}`: at most MOST; 0 for people whose business it is not."""
    if not person.may(Permission.SEE_FAILURES):
        return 0
    return cache.get_or_set("held-mail", _count, COUNTED_FOR) or 0


def _count() -> int:
    return RawMessage.objects.filter(state=RawState.HELD)[:MOST].count()
