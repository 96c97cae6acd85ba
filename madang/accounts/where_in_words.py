"""Where colleagues are, in words."""

from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from madang.ui.moments import clock_in_words

from .at_work import Availability, Said
from .availability import Whereabouts
from .hours_form import DAYS


def in_words(where: Whereabouts) -> str:
    """Online; away until 3:20 PM; off work until tomorrow 9:00 AM."""
    if where.state == Said.ONLINE:
        return pgettext("somebody", "Online")
    if where.until is None:
        return pgettext("somebody", "Away") if where.state == Said.AWAY else pgettext("somebody", "Off work")
    template = _("Away until %(time)s") if where.state == Said.AWAY else _("Off work until %(time)s")
    return template % {"time": clock_in_words(where.until)}


def hours_in_words(row: Availability) -> list[str]:
    """The hours of a week, days that are alike together: Monday – Friday 09:00–18:00."""
    lines: list[str] = []
    for span, days in groupby(enumerate(row.week), key=lambda one: one[1]):
        if not span:
            continue
        nths = [nth for nth, _span in days]
        first, last = str(DAYS[nths[0]]), str(DAYS[nths[-1]])
        name = first if first == last else f"{first} – {last}"
        lines.append(f"{name} {_clock(span[0])}–{_clock(span[1])}")
    return lines


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"
