"""Times as people say them, with the exact one on hover and for machines."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

DAY = timedelta(days=1)


def exact(moment: datetime) -> str:
    """The whole date and time in the viewer's zone."""
    # Without its zone: moments of two zones are equal when they are the same moment, and read differently.
    return _exact(timezone.localtime(moment).replace(tzinfo=None), get_language() or "")


@lru_cache(maxsize=4096)
def _exact(local: datetime, language: str) -> str:
    # Translators: a date format of Django: weekday, day, month, year and time.
    return date_format(local, _("l j F Y, g:i A"))


def ago_in_words(moment: datetime, *, now: datetime | None = None) -> str:
    """How long ago, short: minutes and hours within a day, then yesterday, then the date."""
    now = now or timezone.now()
    seconds = (now - moment).total_seconds()
    local, today = timezone.localtime(moment), timezone.localtime(now)
    if 0 <= seconds < 60:
        return _("just now")
    if 0 <= seconds < 3600:
        minutes = int(seconds // 60)
        return ngettext("%(n)s min ago", "%(n)s min ago", minutes) % {"n": minutes}
    if 0 <= seconds < 24 * 3600 and (local.date() == today.date() or seconds < 6 * 3600):
        hours = int(seconds // 3600)
        return ngettext("%(n)s hr ago", "%(n)s hr ago", hours) % {"n": hours}
    if local.date() == today.date() - DAY:
        return _("yesterday")
    if local.year == today.year:
        # Translators: a date format of Django: a day of this year.
        return date_format(local, _("j M"))
    # Translators: a date format of Django: a day of another year.
    return date_format(local, _("j M Y"))


def clock_in_words(moment: datetime, *, now: datetime | None = None) -> str:
    """The time of day, with the day when it is not today."""
    local, today = timezone.localtime(moment), timezone.localtime(now or timezone.now())
    return _clock(local.replace(tzinfo=None), today.date(), get_language() or "")


@lru_cache(maxsize=4096)
def _clock(local: datetime, today: date, language: str) -> str:
    # Translators: a date format of Django: a time of day.
    clock = date_format(local, _("g:i A"))
    if local.date() == today:
        return clock
    if local.date() == today - DAY:
        return _("yesterday %(time)s") % {"time": clock}
    if local.date() == today + DAY:
        return _("tomorrow %(time)s") % {"time": clock}
    day = date_format(local, _("j M")) if local.year == today.year else date_format(local, _("j M Y"))
    return _("%(day)s, %(time)s") % {"day": day, "time": clock}


def lasted(seconds: int) -> str:
    """How long something took, in its two largest units."""
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if minutes < 1:
        return _("less than a minute")
    if hours < 1:
        return _("%(minutes)s min") % {"minutes": minutes}
    if days < 1:
        return _("%(hours)s hr %(minutes)s min") % {"hours": hours, "minutes": minutes % 60}
    return _("%(days)s d %(hours)s hr") % {"days": days, "hours": hours % 24}


def _time(moment: datetime, text: str, extra: SafeString | str = "") -> SafeString:
    machine = moment.isoformat(timespec="seconds")
    return format_html('<time datetime="{}" title="{}"{}>{}</time>', machine, exact(moment), extra, text)


def ago(moment: datetime | None) -> SafeString:
    """<time> that says how long ago; times.js keeps it right while the page is open. None is nothing."""
    if moment is None:
        return SafeString("")
    return _time(moment, ago_in_words(moment), SafeString(" data-ago"))


def at(moment: datetime | None) -> SafeString:
    """<time> that says the time of day. None is nothing."""
    if moment is None:
        return SafeString("")
    return _time(moment, clock_in_words(moment))
