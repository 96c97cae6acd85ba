"""How fields look, and how choices of time zones read."""

import zoneinfo
from functools import cache
from typing import Any

from django import forms
from django.utils.functional import lazy


class Dressed:
    """A form whose fields take the look of the design system; mixed in before forms.Form."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(
                field.widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple
            ):
                field.widget.attrs.setdefault("class", "input")


COMMON_ZONES = (
    "Asia/Seoul",
    "Asia/Tokyo",
    "America/Los_Angeles",
    "America/New_York",
    "Europe/Berlin",
    "Europe/London",
    "UTC",
)


@cache
def zones() -> frozenset[str]:
    """Every time zone that this machine knows."""
    return frozenset(zoneinfo.available_timezones())


def zone_choices() -> list[tuple[str, str]]:
    """Time zones to choose from: the common ones first, then all places by continent."""
    places = sorted(
        zone for zone in zones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/", "US/"))
    )
    rest = [zone for zone in places if zone not in COMMON_ZONES]
    return [(zone, zone.replace("_", " ")) for zone in (*COMMON_ZONES, *rest)]


lazy_zone_choices = lazy(zone_choices, list)
