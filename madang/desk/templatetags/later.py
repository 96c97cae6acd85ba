"""Template tags for answers that leave later: `{% load later %}`."""

from collections.abc import Sequence

from django import template

from ..compose import later

register = template.Library()


@register.simple_tag
def moments() -> Sequence[later.Moment]:
    """`{% moments as times %}`: the times offered for an answer to leave."""
    return later.moments()
