"""The names this desk answers to: a page on another name may not make a browser speak for us."""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

ALWAYS_ANSWERED = frozenset({"/healthz", "/readyz"})


class KnownHosts:
    """Answers 421 to requests for a host that isn't ours (DNS rebinding, forged Host headers).

    Ours are MADANG_URL's host, the names of this machine for itself, and the address we listen on.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host = request.META.get("HTTP_HOST") or request.META.get("SERVER_NAME", "")
        if is_ours(host) or request.path in ALWAYS_ANSWERED:
            return self.get_response(request)
        with translation.override(translation.get_language_from_request(request)):
            words = _("This desk answers at %(url)s. Whoever runs it can change that with MADANG_URL.")
            return HttpResponse(
                words % {"url": settings.MADANG.url} + "\n",
                status=421,
                content_type="text/plain; charset=utf-8",
            )


def is_ours(host: str) -> bool:
    """Whether a Host header (with or without a port) names this desk."""
    name = _without_port(host)
    if name in {settings.MADANG.host, settings.MADANG.bind, "localhost"}:
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _without_port(host: str) -> str:
    host = host.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].removesuffix(".")
