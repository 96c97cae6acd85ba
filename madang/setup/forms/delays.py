"""How long answers wait before they leave, to choose from."""

from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SECONDS = (0, 5, 10, 30)
MINUTES = (1, 5, 15, 30)
HOURS = (1, 2, 4, 8, 12, 24)


def delay_choices() -> list[tuple[int, str]]:
    """Seconds with their words."""
    return [
        (0, _("They leave at once")),
        *((n, ngettext("%(n)d second", "%(n)d seconds", n) % {"n": n}) for n in SECONDS[1:]),
        *((n * 60, ngettext("%(n)d minute", "%(n)d minutes", n) % {"n": n}) for n in MINUTES),
        *((n * 3600, ngettext("%(n)d hour", "%(n)d hours", n) % {"n": n}) for n in HOURS),
    ]


def team_delay_choices() -> list[tuple[int | str, str]]:
    """The same, with what the desk says first."""
    return [("", _("As the whole desk")), *delay_choices()]


lazy_delay_choices = lazy(delay_choices, list)
lazy_team_delay_choices = lazy(team_delay_choices, list)
