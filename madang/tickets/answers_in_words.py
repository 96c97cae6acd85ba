"""An answer as people read it, in the current language."""

from datetime import date
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from madang.accounts.models import User

from .answers import Answer, plain
from .models import Attachment


def in_words(answer: Answer) -> str:
    """The answer in words: a number with its separators, a day as it is written."""
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
