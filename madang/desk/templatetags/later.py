"""Template tags for answers that leave and tickets that come back later: `{% load later %}`."""

from collections.abc import Sequence

from django import template

from .. import snoozing
from ..compose import later

register = template.Library()


@register.simple_tag
def moments() -> Sequence[later.Moment]:
    """`{% moments as times %}`: the times offered for an answer to leave."""
    return later.moments()


@register.simple_tag
def snooze_times() -> Sequence[snoozing.Until]:
    """`{% snooze_times as times %}`: the times until which a ticket can be put aside."""
    return snoozing.times()
