"""An answer as people read it, in the current language."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from madang.accounts.models import User

from .answers import Answer, plain
from .models import Attachment


def in_words(answer: Answer) -> str:
    """The answer in words: a number with its separators, a day as it is written."""
    return spelled(answer, number=_number, day=_day, person=lambda one: one.shown_name)


def spelled(
    answer: Answer,
    *,
    number: Callable[[Decimal], str],
    day: Callable[[date], str],
    person: Callable[[User], str],
) -> str:
    """The answer as a text; how numbers, days and people are written depends on who reads it."""
    if answer.options:
        return ", ".join(one.name for one in answer.options)
    match answer.value:
        case None:
            return ""
        case bool():
            return _("Yes")
        case Attachment() as file:
            return file.filename
        case User() as one:
            return person(one)
        case Decimal() as value:
            return number(value)
        case date() as value:
            return day(value)
        case text:
            return text


def _number(value: Decimal) -> str:
    return number_format(plain(value), use_l10n=True, force_grouping=True)


def _day(value: date) -> str:
    return date_format(value, "SHORT_DATE_FORMAT")
