"""Template tags for the fields of a ticket: `{% load fields %}`."""

from collections.abc import Sequence

from django import template

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.tickets.answers import Answer, written
from madang.tickets.answers_in_words import in_words
from madang.tickets.fields import Filled
from madang.tickets.models import FieldOption, Status, Ticket

register = template.Library()


@register.simple_tag
def may_fill(person: User, ticket: Ticket) -> bool:
    """`{% may_fill user ticket as fill %}`: whether the person may fill in the ticket's fields now."""
    return person.may(Permission.CHANGE) and ticket.status != Status.CLOSED


@register.filter
def options(one: Filled) -> Sequence[FieldOption]:
    """`{{ one|options }}`: what can be chosen, a retired option only where it is chosen."""
    return [each for each in one.field.options.all() if not each.is_retired or each in one.answer.options]


@register.filter
def in_field(answer: Answer) -> str:
    """`{{ answer|in_field }}`: what stands in the input."""
    return next(iter(written(answer)), "")


register.filter("in_words", in_words)
