"""Whether somebody who asks sits at this machine, or has to show the printed key."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

from madang.accounts.clients import client_address

WRITTEN_BY_PROXIES = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
    "HTTP_VIA",
)


def is_at_this_machine(request: HttpRequest) -> bool:
    """Whether the request comes from this machine itself, as far as can be known for certain.

    A proxy on this machine that we were not told of makes everybody look near, so a request with any of a
    proxy's headers counts as far, unless it came through a trusted proxy that names a near client.
    """
    try:
        near = ipaddress.ip_address(client_address(request)).is_loopback
    except ValueError:
        return False
    through_proxy = any(name in request.META for name in WRITTEN_BY_PROXIES)
    if settings.MADANG.trusted_proxies:
        return near and "HTTP_X_FORWARDED_FOR" in request.META
    return near and not through_proxy
