"""Where colleagues are, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from madang.ui.moments import clock_in_words

from .at_work import Said
from .availability import Whereabouts


def in_words(where: Whereabouts) -> str:
    """Online; away until 3:20 PM; off work until tomorrow 9:00 AM."""
    if where.state == Said.ONLINE:
        return pgettext("somebody", "Online")
    if where.until is None:
        return pgettext("somebody", "Away") if where.state == Said.AWAY else pgettext("somebody", "Off work")
    template = _("Away until %(time)s") if where.state == Said.AWAY else _("Off work until %(time)s")
    return template % {"time": clock_in_words(where.until)}
