"""What the pages of customers say: kinds of addresses, and how long something took."""

from datetime import timedelta

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from madang.accounts.identities import Kind

register = template.Library()

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


@register.simple_tag
def identity_kind(kind: str) -> str:
    """`{% identity_kind identity.kind %}`: the kind of an address in words."""
    if kind == "unproven":
        return _("Not proven")
    return str(Kind(kind).label) if kind in Kind.values else kind


@register.simple_tag
def lasting(time: timedelta) -> str:
    """`{% lasting time %}`: how long, in one unit: 12 min, 3 hr, 2 days."""
    seconds = time.total_seconds()
    if seconds < _HOUR:
        minutes = max(1, round(seconds / _MINUTE))
        return ngettext("%(n)s min", "%(n)s min", minutes) % {"n": minutes}
    if seconds < _DAY:
        hours = round(seconds / _HOUR)
        return ngettext("%(n)s hr", "%(n)s hr", hours) % {"n": hours}
    days = round(seconds / _DAY)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
