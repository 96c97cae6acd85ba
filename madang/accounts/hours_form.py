"""The form in which somebody says their hours."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .at_work import Availability
from .forms import Dressed

DAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
USUAL = (9 * 60, 18 * 60)
DAY = 24 * 60
QUIET = (
    (5, _("5 minutes")),
    (10, _("10 minutes")),
    (15, _("15 minutes")),
    (30, _("30 minutes")),
    (60, _("an hour")),
)


class HoursForm(Dressed, forms.Form):
    """Each day on or off with a beginning and an end, and when one counts as away by itself.

    An end that is not after its beginning lies on the next day.
    """

    away_after = forms.TypedChoiceField(
        label=_("Away by itself"),
        choices=[("", _("Never")), *QUIET],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("After this long without a key or a pointer in the desk; the next one brings you back."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nth in range(7):
            self.fields[f"on_{nth}"] = forms.BooleanField(required=False)
            for end in ("from", "to"):
                widget = forms.TimeInput(attrs={"type": "time", "class": "input"}, format="%H:%M")
                self.fields[f"{end}_{nth}"] = forms.TimeField(required=False, widget=widget)

    @classmethod
    def of(cls, row: Availability | None) -> "HoursForm":
        """The form with what is set now; without hours, the usual ones to begin with, switched off."""
        week = (row.week if row is not None else []) or [None] * 7
        initial: dict[str, object] = {"away_after": row.away_after if row is not None else None}
        for nth, span in enumerate(week):
            begin, end = span or USUAL
            initial |= {f"on_{nth}": span is not None, f"from_{nth}": _time(begin), f"to_{nth}": _time(end)}
        return cls(initial=initial)

    def clean(self) -> dict[str, Any]:
        for nth, day in enumerate(DAYS):
            given = self.cleaned_data
            if given.get(f"on_{nth}") and (
                given.get(f"from_{nth}") is None or given.get(f"to_{nth}") is None
            ):
                words = _("%(day)s: give a beginning and an end.") % {"day": day}
                self.add_error(f"from_{nth}", words)
        return self.cleaned_data

    def days(self) -> list[dict[str, Any]]:
        """The lines of the form."""
        return [
            {"name": name, "on": self[f"on_{nth}"], "from": self[f"from_{nth}"], "to": self[f"to_{nth}"]}
            for nth, name in enumerate(DAYS)
        ]

    def hours(self) -> dict[str, Any]:
        """What was given, as `actions.set_hours` wants it."""
        given = self.cleaned_data
        week = [
            _span(given[f"from_{nth}"], given[f"to_{nth}"]) if given[f"on_{nth}"] else None
            for nth in range(7)
        ]
        return {"week": week, "away_after": given["away_after"]}


def _span(begin: time, end: time) -> tuple[int, int]:
    first, last = (one.hour * 60 + one.minute for one in (begin, end))
    return first, last if last > first else last + DAY


def _time(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)
