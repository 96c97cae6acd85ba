"""Template tags for the fields of a ticket: `{% load fields %}`."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django import template
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.tickets.answers import Answer, plain, written
from madang.tickets.fields import Filled
from madang.tickets.models import Attachment, FieldOption, Status, Ticket

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


@register.filter
def in_words(answer: Answer) -> str:
    """`{{ answer|in_words }}`: the answer as people read it."""
    if answer.options:
        return ", ".join(one.name for one in answer.options)
    match answer.value:
        case None:
            return ""
        case bool():
            return _("Yes")
        case Attachment() as file:
            return file.filename
        case User() as person:
            return person.shown_name
        case Decimal() as number:
            return number_format(plain(number), use_l10n=True, force_grouping=True)
        case date() as day:
            return date_format(day, "SHORT_DATE_FORMAT")
        case text:
            return text
