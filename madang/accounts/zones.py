"""The time zones that people can live in."""

import zoneinfo
from functools import cache
from typing import Any

from django.utils.translation import gettext as _


@cache
def known_zones() -> frozenset[str]:
    """Every time zone that this machine knows."""
    return frozenset(zoneinfo.available_timezones())


def zone_choices() -> list[tuple[str, Any]]:
    """The desk's own first, then the places of the world by continent."""
    left_out = ("Etc/", "SystemV/", "US/", "Brazil/", "Canada/", "Chile/", "Mexico/", "posix/", "right/")
    places = sorted(zone for zone in known_zones() if "/" in zone and not zone.startswith(left_out))
    return [("", _("As the desk")), *[(zone, zone.replace("_", " ")) for zone in (*places, "UTC")]]
